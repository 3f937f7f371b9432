"""Who: every statement gets a speaker, and the speaker a party to speak for."""

from __future__ import annotations

from onrecord.resolve.who.decide import Answer, answer_who, resolve_who

__all__ = ["Answer", "answer_who", "resolve_who"]
