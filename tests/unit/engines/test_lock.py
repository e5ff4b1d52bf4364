from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from compiler.source.codes import plan
from compiler.source.diagnostic import Refused
from compiler.source.lock import holder_file, locked, read_holder

HOLD = "import sys,time\nfrom pathlib import Path\nfrom compiler.source.lock import locked\n"
HOLD += "with locked(Path(sys.argv[1]), 'up shop local'):\n    print('held', flush=True)\n    time.sleep(60)\n"


def test_a_lock_names_its_holder_and_is_free_after_its_death(tmp_path):
    path = tmp_path / "state" / "local.json"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout.readline() == "held\n"
        begun = time.monotonic()
        with pytest.raises(Refused) as caught, locked(path, "mine"):
            pass
        assert time.monotonic() - begun < 1
        [told] = caught.value.diagnostics
        assert told.code == "P003"
        assert f"process {holder.pid} on {os.uname().nodename}" in told.summary
        assert "`up shop local` is at work here for" in told.summary
        holder.send_signal(signal.SIGKILL)
    assert read_holder(path).pid == holder.pid, "the record outlives the holder"
    with locked(path, "mine"):
        assert read_holder(path).pid == os.getpid()
        with pytest.raises(Refused), locked(path, "mine again"):
            pass
    assert not holder_file(path).exists()


def test_an_illegible_record_is_no_obstacle(tmp_path):
    path = tmp_path / "local.json"
    for text in ("", "[]", json.dumps({"pid": 1})):
        holder_file(path).write_text(text)
        assert read_holder(path) is None
        with locked(path, "mine"):
            pass


def test_a_folder_that_takes_no_files(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused) as caught, locked(tmp_path / "file" / "local.json", "mine"):
        pass
    assert caught.value.diagnostics[0].code == "P012"


def test_codes_are_listed_in_their_order():
    listed = [code.id for code in plan.CODES]
    assert listed == sorted(set(listed))
