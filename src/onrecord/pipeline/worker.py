"""A worker process: captures come in on standard input, records or errors go out on standard output.

Each message is eight bytes of length and a pickle; the process ends when its input does, so it never outlives the one that started it.
Own processes and pipes rather than `multiprocessing`, whose children run the caller's main module again: `read` must work in a plain
script, in a notebook and on a prompt.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import IO, Any

from onrecord.errors import OnRecordError, SourceError
from onrecord.pipeline.attempt import attempt, load

READY = "ready"

Setup = tuple[str, str, tuple[str, ...]]
"""The stages ("module:function"), the model, the caller's own codebook files."""


def send(pipe: IO[bytes], message: Any) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "big"))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError when the other end is gone."""
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    data = pipe.read(int.from_bytes(head, "big"))
    if len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - both ends are this program


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Serve until the source ends. The first message names stages, model and own codebooks, and is answered when they are loaded."""
    try:
        stages = load(*receive(source))
    except OnRecordError as e:
        send(sink, (type(e).__name__, str(e)))
        return
    except EOFError:
        return
    except Exception as e:
        send(sink, ("OnRecordError", f"the stages could not be loaded ({type(e).__name__}: {e})"))
        return
    send(sink, (READY, ""))
    while True:
        try:
            capture = receive(source)
        except EOFError:
            return
        result = attempt(stages, capture)
        if isinstance(result, SourceError):  # its own words: exceptions with several arguments do not survive pickling
            send(sink, (type(result).__name__, result.source, result.reason, getattr(result, "__notes__", [])))
        else:
            send(sink, result)


def main() -> None:
    """Serve over standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this process ends it
    # What a library prints must not end up between two messages.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
