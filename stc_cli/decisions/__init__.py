"""The human layer: files under decisions/ that no command but an explicit human act changes."""
