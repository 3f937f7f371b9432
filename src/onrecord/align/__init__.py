"""Across reports: statements that carry the same utterance, other wordings, contested names. Pure functions over records."""
