"""Find attributed statements in an encoded text."""
