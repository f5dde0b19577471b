"""Paper for reading and writing on: transcripts with numbered lines, cards of meaning units."""
