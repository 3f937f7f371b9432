"""Files and folders wherever fsspec reaches: this machine, s3://, gs://, https:// …"""

from __future__ import annotations

import contextlib
import os
import posixpath
from collections.abc import Iterator
from typing import Any

from onrecord.errors import OnRecordError, UserError
from onrecord.scale.need import need


def reach(address: str) -> tuple[Any, str]:
    """The file system that an address (a path or a URL) lies on, and its path there. Raises UserError where there is none such."""
    core = need("fsspec.core")
    try:
        fs, path = core.url_to_fs(address if "://" in address else os.path.abspath(address))  # noqa: PTH100 - nothing is resolved
    except ImportError as e:  # s3fs, gcsfs: their own distributions
        raise UserError(f"{address}: {e}") from e
    except ValueError as e:
        raise UserError(f"{address}: {e}") from e
    return fs, str(path)


def whole(address: str) -> str:
    """The address as another process or machine can use it: a path becomes absolute."""
    return address if "://" in address else os.path.abspath(address)  # noqa: PTH100


class Folder:
    """A folder on any file system; its files are named by their path within it."""

    def __init__(self, address: str) -> None:
        self.address = whole(address)
        self.fs, self._path = reach(address)
        protocol = self.fs.protocol
        self._local = "file" in ((protocol,) if isinstance(protocol, str) else protocol)

    def at(self, name: str) -> str:
        """The path of a file or folder within it."""
        return posixpath.join(self._path, name)

    def exists(self, name: str = "") -> bool:
        """Is there such a file or folder?"""
        return bool(self.fs.exists(self.at(name) if name else self._path))

    def names(self, name: str) -> list[str]:
        """What lies in a folder within it, in order; empty where there is none."""
        self.fs.invalidate_cache()
        if not self.fs.exists(self.at(name)):
            return []
        return sorted(posixpath.basename(str(found).rstrip("/")) for found in self.fs.ls(self.at(name), detail=False))

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        with self.fs.open(self.at(name), "rb") as file:
            return bytes(file.read())

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[Any]:
        """A file to write, which takes its name only when it is whole (object stores do that by themselves)."""
        path = self.at(name)
        with self._explained(name):
            self.fs.makedirs(posixpath.dirname(path), exist_ok=True)
            if not self._local:
                with self.fs.open(path, "wb") as file:
                    yield file
                return
            part = f"{path}.{os.getpid()}.part"
            try:
                with self.fs.open(part, "wb") as file:
                    yield file
                os.replace(part, path)  # noqa: PTH105
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(part)  # noqa: PTH108

    def move(self, name: str, to: str) -> None:
        """Move a file within the folder, over what has that name already."""
        with self._explained(to):
            self.fs.makedirs(posixpath.dirname(self.at(to)), exist_ok=True)
            if self._local:
                os.replace(self.at(name), self.at(to))  # noqa: PTH105
            else:
                self.fs.mv(self.at(name), self.at(to))

    def remove(self, name: str) -> None:
        """Remove a file or a folder with what it holds, where there is one."""
        with contextlib.suppress(FileNotFoundError), self._explained(name):
            if self.fs.exists(self.at(name)):
                self.fs.rm(self.at(name), recursive=True)

    @contextlib.contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as e:
            raise OnRecordError(f"{self.address}/{name}: cannot be written ({e.strerror or e})") from e
