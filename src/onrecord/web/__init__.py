"""The pages: read, follow and compare the archive in a browser. They read the archive and make nothing but corrections."""

from onrecord.web.app import make_app

__all__ = ["make_app"]
