"""Across reports: the same statement, wording, changes, timelines."""
