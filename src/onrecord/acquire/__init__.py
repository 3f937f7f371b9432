"""Reads reports from files, folders, JSON and standard input; makes nothing of them yet."""

from onrecord.acquire.sources import read_sources

__all__ = ["read_sources"]
