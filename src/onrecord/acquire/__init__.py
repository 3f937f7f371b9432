"""Reads reports from files, folders, JSON, web archives, standard input and the web; makes nothing of them yet."""

from onrecord.acquire.sources import how_much, read_sources
from onrecord.acquire.trail import Place, Trail
from onrecord.acquire.web import Web

__all__ = ["Place", "Trail", "Web", "how_much", "read_sources"]
