"""What was made once is kept until the archive changes: no answer outlives a correction or a new report."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

MOST = 500
"""Values that are kept; those used least lately go first."""

MOST_BYTES = 48 * 1024 * 1024
"""Of pages and other answers, which are bytes, so much together."""


class Kept:
    """Values by key, each made by one thread while others wait for it. state: what differs whenever the archive does."""

    def __init__(self, state: Callable[[], Any]) -> None:
        self._state = state
        self._known: Any = None
        self._lock = threading.Lock()
        self._slots: OrderedDict[Any, _Slot] = OrderedDict()
        self._size = 0

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """The value of `make()` as of the archive's present state."""
        state = self._state()
        with self._lock:
            if state != self._known:
                self._slots.clear()
                self._size, self._known = 0, state
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot()
            else:
                self._slots.move_to_end(key)
        with slot.lock:
            if slot.made:
                return slot.value
            try:
                value = slot.value = make()
            except BaseException:
                self._drop(key, slot)
                raise
            slot.made = True
        self._weigh(key, slot)
        return value

    def _drop(self, key: Any, slot: _Slot) -> None:
        with self._lock:
            if self._slots.get(key) is slot:
                del self._slots[key]

    def _weigh(self, key: Any, slot: _Slot) -> None:
        with self._lock:
            if self._slots.get(key) is not slot:
                return  # the archive has changed meanwhile
            slot.size = len(slot.value) if isinstance(slot.value, bytes) else 0
            if slot.size > MOST_BYTES // 8:
                del self._slots[key]
                return
            self._size += slot.size
            while len(self._slots) > MOST or (self._size > MOST_BYTES and len(self._slots) > 1):
                _, gone = self._slots.popitem(last=False)
                self._size -= gone.size


class _Slot:
    """A value, or the place of one that is being made."""

    __slots__ = ("lock", "made", "size", "value")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made = False
        self.size = 0
        self.value: Any = None
