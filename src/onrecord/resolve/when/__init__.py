"""Time: every time expression with its uncertainty, when a thing was said, what the report dates."""

from onrecord.resolve.when.attach import inherit_times, saying_time, time_statements
from onrecord.resolve.when.events import find_events
from onrecord.resolve.when.find import find_times
from onrecord.resolve.when.infer import infer_published

__all__ = ["find_events", "find_times", "infer_published", "inherit_times", "saying_time", "time_statements"]
