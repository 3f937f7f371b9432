"""From sources to records: the stages in order, and the workers that run them."""

from onrecord.pipeline.reports import read, run

__all__ = ["read", "run"]
