"""What most pages need, made before somebody asks for it: when the server starts, and after each change."""

from __future__ import annotations

import logging
import threading

from onrecord.align.contested import names
from onrecord.archive import Filters
from onrecord.errors import OnRecordError
from onrecord.web.page import Site
from onrecord.web.views import front, search


def warm(here: Site) -> None:
    """Make it in a thread of its own; whoever asks meanwhile waits for the same making."""
    threading.Thread(target=_make, args=(here,), name="warm", daemon=True).start()


def _make(here: Site) -> None:
    try:
        for template in here.templates.list_templates():
            here.templates.get_template(template)
        names()  # the contested names, each tried on its examples, for comparisons
        front.gather(here)
        here.kept.get(("facets", Filters()), lambda: search.facets_of_all(here.library))
    except OnRecordError as e:  # the archive has gone, or is locked: whoever asks is told
        logging.getLogger(__name__).warning("%s", e)
