"""One encoder pass over a text, for every later stage."""
