"""The libraries of the extra `scale`, which the default install does without."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from onrecord.errors import UserError


def need(module: str) -> Any:
    """Import a library of the extra `scale` by name. Raises UserError where it is not installed."""
    try:
        return import_module(module)
    except ImportError as e:
        library = module.split(".")[0]
        if (e.name or library).split(".")[0] != library:
            raise UserError(f"{library} cannot be used: {e}; pip install 'onrecord[scale]'") from e
        raise UserError(f"this needs {library}: pip install 'onrecord[scale]'") from e
