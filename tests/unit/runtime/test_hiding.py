"""A result on disk holds no secret: whoever would have read it and hidden them may be killed before."""

import json

from compiler.runtime.failure import Failure, as_dict, empty_result
from compiler.runtime.job import _run


def test_a_result_on_disk_has_no_secret(tmp_path, monkeypatch):
    value = 'hf/+Zq"8 ü&=%'
    monkeypatch.setenv("APP_TOKEN", value)
    monkeypatch.setenv("LEVEL", "debug")
    result, request = tmp_path / "train-result.json", tmp_path / "train.json"
    definition = {"env": {"APP_TOKEN": {"secret": "TOKEN"}, "LEVEL": "debug"}}
    request.write_text(json.dumps({"definition": definition, "source": "d.csv", "result": str(result)}))

    def body(_):
        raise Failure("estimator", f"debug: no entry with {value} or {json.dumps(value)}")

    shown = _run(request, body, lambda failure: {**empty_result(), "failure": as_dict(failure)})
    written = json.loads(result.read_bytes())
    assert written == shown
    assert written["failure"]["message"] == 'debug: no entry with [secret] or "[secret]"'
