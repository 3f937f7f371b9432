"""Reads reports from files, folders, JSON, standard input and the web; makes nothing of them yet."""

from onrecord.acquire.sources import read_sources
from onrecord.acquire.web import Web

__all__ = ["Web", "read_sources"]
