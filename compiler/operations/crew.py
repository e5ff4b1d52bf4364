"""Work shared among processes: items and a function go in; results come out as they are finished, in any order.

Each process takes the next numbers from one pipe and answers through a pipe of its own, so nothing waits for a process
that was killed, and none is left when this one is. Where the system cannot fork, the work is done here.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn, TypeVar

from compiler.source.diagnostic import refuse

T = TypeVar("T")
R = TypeVar("R")
_NUMBER = struct.Struct("<I")
_MOST_BATCHES = 1000
"""Their numbers fit into one page: a pipe takes that much at once, whatever else there is in it."""
_ALONE = 8
"""Fewer items are done sooner than a process is started."""


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_out(items: Sequence[T], work: Callable[[T], R], workers: int) -> Iterator[R]:
    """The results of `work`, which must be picklable. What it raises here is raised, what it raises there is a bug."""
    if min(workers, len(items)) < 2 or len(items) < _ALONE or not hasattr(os, "fork"):
        yield from map(work, items)
        return
    batch = -(-len(items) // _MOST_BATCHES)
    numbers, feed = os.pipe()
    answers: dict[int, int] = {}
    try:
        for _ in range(workers):
            _start(items, work, batch, numbers, (feed, *answers), answers)
        os.write(feed, b"".join(map(_NUMBER.pack, range(0, len(items), batch))))
        os.close(feed)
        feed = -1
        yield from _results(answers)
    finally:
        for descriptor in (numbers, feed, *answers):
            if descriptor >= 0:
                os.close(descriptor)
        for pid in answers.values():
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _start(
    items: Sequence[T],
    work: Callable[[T], R],
    batch: int,
    numbers: int,
    others: tuple[int, ...],
    answers: dict[int, int],
) -> None:
    """Start one process; `answers` maps the pipe that it answers through to its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    receive, answer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer)
        answers[receive] = pid
        return
    for descriptor in (receive, *others):
        os.close(descriptor)
    _work(items, work, batch, numbers, answer)


def _work(items: Sequence[T], work: Callable[[T], R], batch: int, numbers: int, answer: int) -> NoReturn:
    import pickle
    import traceback

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells all of us; who started us decides
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.freeze()  # what the first process made is never garbage here
        gc.disable()
        with os.fdopen(answer, "wb") as stream:
            while number := os.read(numbers, _NUMBER.size):
                (start,) = _NUMBER.unpack(number)
                for item in items[start : start + batch]:
                    data = pickle.dumps(work(item), pickle.HIGHEST_PROTOCOL)
                    stream.write(_NUMBER.pack(len(data)) + data)
                    stream.flush()
                    gc.collect()  # once for each item; looking in between takes a tenth of the time
        code = 0
    except BrokenPipeError:
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Nothing of what the first process registered for its end is ours to do.
        os._exit(code)


def _results(answers: dict[int, int]) -> Iterator[R]:
    import selectors

    buffers = {descriptor: bytearray() for descriptor in answers}
    with selectors.DefaultSelector() as selector:
        for descriptor in answers:
            selector.register(descriptor, selectors.EVENT_READ)
        while answers:
            for key, _ in selector.select():
                data = os.read(key.fd, 1 << 16)
                if not data:
                    selector.unregister(key.fd)
                    _finish(answers, key.fd)
                buffers[key.fd] += data
                yield from _whole(buffers[key.fd])


def _whole(buffer: bytearray) -> Iterator[R]:
    """Take the results out of the buffer that have arrived as a whole."""
    import pickle

    while len(buffer) >= _NUMBER.size:
        (size,) = _NUMBER.unpack_from(buffer)
        end = _NUMBER.size + size
        if len(buffer) < end:
            return
        data = bytes(buffer[_NUMBER.size : end])
        del buffer[:end]
        yield pickle.loads(data)


def _finish(answers: dict[int, int], descriptor: int) -> None:
    pid = answers.pop(descriptor)
    os.close(descriptor)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code < 0:
        hint = "what it had written is whole; run the command again, with more memory if there was too little"
        raise refuse("E010", f"a worker process was ended by {signal.Signals(-code).name}", hint=hint)
    if code:
        raise RuntimeError("a worker process failed; its traceback stands above")
