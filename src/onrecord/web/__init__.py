"""Pages over an archive."""
