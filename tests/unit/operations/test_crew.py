"""Work shared among processes: every item once, and no quiet end."""

import os
import time

import pytest

from compiler.operations.crew import share_out


@pytest.mark.parametrize("count", [0, 1, 7, 8, 50, 3001])
def test_every_item_is_done_once(count):
    assert sorted(share_out(range(count), lambda number: number * 2, 3)) == [number * 2 for number in range(count)]


def test_the_work_is_done_elsewhere_and_by_several():
    found = set(share_out(range(60), lambda _: (time.sleep(0.002), os.getpid())[1], 2))
    assert len(found) == 2 and os.getpid() not in found


def test_large_results_arrive_whole():
    found = list(share_out(range(20), lambda number: bytes([number]) * 1_000_000, 2))
    assert sorted(data[0] for data in found) == list(range(20)) and {len(data) for data in found} == {1_000_000}


def test_a_worker_that_fails_is_a_bug(capfd):
    with pytest.raises(RuntimeError):
        list(share_out(range(40), lambda number: 1 // (number - 5), 2))
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_who_stops_listening_leaves_no_process():
    results = share_out(range(200), lambda number: (time.sleep(0.005), os.getpid())[1], 2)
    pids = {next(results) for _ in range(10)}
    results.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
