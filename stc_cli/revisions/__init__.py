"""The codebook's life: renames, merges, splits and moves in its file, and what differs in two."""
