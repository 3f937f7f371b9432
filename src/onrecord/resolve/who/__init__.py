"""Who: every statement gets a speaker, and the speaker a party to speak for."""

from __future__ import annotations

from onrecord.resolve.who.decide import Answer, answer_who, resolve_who
from onrecord.resolve.who.lookup import Resolved, name_lookup, resolve_report

__all__ = ["Answer", "Resolved", "answer_who", "name_lookup", "resolve_report", "resolve_who"]
