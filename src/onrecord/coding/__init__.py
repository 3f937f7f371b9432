"""Positions: whose stance on which question, on what condition."""
