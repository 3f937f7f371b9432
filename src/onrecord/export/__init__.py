"""Records as people and other programs want them: JSON lines, a digest on a terminal, a page."""
