"""Across reports: statements that carry the same utterance, other wordings, contested names, changes, timelines. Pure functions."""
