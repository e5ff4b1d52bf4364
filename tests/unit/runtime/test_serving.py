"""The application of an endpoint, without a socket."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.runtime.serving.app import Endpoint, build_app
from compiler.runtime.serving.bodies import LIMIT
from compiler.runtime.serving.served import load_served

ROW = {"length": 5.1, "width": 35, "long": False, "species": "setosa", "colour": "red"}


class Client:
    """Calls the application in an event loop of its own."""

    def __init__(self, served):
        self.endpoint = Endpoint(served, "secret")
        self.transport = httpx.ASGITransport(build_app(self.endpoint), raise_app_exceptions=False)

    def call(self, method, path, body=None, **headers):
        async def send():
            async with httpx.AsyncClient(transport=self.transport, base_url="http://localhost") as client:
                content = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
                return await client.request(method, path, content=content, headers=headers)

        return asyncio.run(send())

    def predict(self, body, **headers):
        return self.call("POST", "/predict", body, **headers)


@pytest.fixture(scope="module")
def client(trained):
    return open_client(trained, "mixed")


def open_client(trained, name):
    folder, result = trained[name]
    return Client(load_served(folder, result["artifact"], "model", "3"))


def refused(response, status, code, field=None, row=None):
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["field"], error["row"]) == (status, code, field, row), error
    return error["message"]


def test_health(client):
    for path in ("/ping", "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/model/ready"):
        assert client.call("GET", path).status_code == 200
    refused(client.call("GET", "/v2/models/other"), 404, "unknown-model")
    refused(client.call("GET", "/nothing"), 404, "not-found")
    refused(client.call("GET", "/predict"), 405, "wrong-method")


@pytest.mark.parametrize("body", [ROW, [ROW], {"rows": [ROW]}])
def test_predict(client, body):
    answer = client.predict(body).json()
    assert (answer["model"], answer["version"]) == ("model", "3")
    assert answer["predictions"][0]["prediction"] is False
    assert sum(answer["predictions"][0]["probabilities"].values()) == pytest.approx(1)
    assert set(answer["predictions"][0]["probabilities"]) == {"false", "true"}


def test_values_that_are_fine(client):
    for change in (
        {"length": None},
        {"colour": None},
        {"colour": "unseen"},
        {"long": "yes"},
        {"long": 0},
        {"width": 35.0},
        {"id": "x", "wide": True},
    ):
        assert client.predict({**ROW, **change}).status_code == 200, change


@pytest.mark.parametrize(
    ("change", "code", "field", "words"),
    [
        ({"width": None}, "missing-value", "width", "is null"),
        ({"width": 3.5}, "wrong-type", "width", "`3.5`, not a whole number"),
        ({"width": "35"}, "wrong-type", "width", "not a whole number"),
        ({"width": True}, "wrong-type", "width", "`true`"),
        ({"width": 10**400}, "wrong-type", "width", "too large"),
        ({"length": [1]}, "wrong-type", "length", "a list, not a number"),
        ({"long": "maybe"}, "wrong-type", "long", "not true or false"),
        ({"species": "setossa"}, "unknown-category", "species", "did you mean `setosa`?"),
        ({"species": {}}, "wrong-type", "species", "an object, not a text"),
        ({"speceis": "setosa"}, "unknown-field", "speceis", "did you mean `species`?"),
        ({"\ud800": 1}, "unknown-field", "\ud800", "unknown field"),
    ],
)
def test_fields_that_are_wrong(client, change, code, field, words):
    message = refused(client.predict({"rows": [ROW, {**ROW, **change}]}), 422, code, field, 2)
    assert words in message


def test_a_missing_field(client):
    row = {name: value for name, value in ROW.items() if name != "colour"}
    refused(client.predict(row), 422, "missing-field", "colour", 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "malformed"),
        ("{", 400, "malformed"),
        ('{"length": NaN}', 400, "malformed"),
        ("[Infinity]", 400, "malformed"),
        ("[" * 100_000, 400, "malformed"),
        ("1" * 5000, 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        ("[]", 400, "empty"),
        ('{"rows": []}', 400, "empty"),
        ("3", 422, "not-an-object"),
        ("null", 422, "not-an-object"),
        ("[[1, 2]]", 422, "not-an-object"),
    ],
)
def test_bodies_that_are_wrong(client, body, status, code):
    response = client.predict(body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_types_sizes_and_callers(client):
    refused(client.predict("a,b", **{"content-type": "text/csv"}), 415, "unsupported-type")
    refused(client.call("POST", "/invocations", "x", **{"content-type": "image/png"}), 415, "unsupported-type")
    refused(client.predict(b" " * (LIMIT + 1)), 413, "too-large")
    for headers in (
        {"host": "example.org"},
        {"host": "localhost.example.org"},
        {"origin": "https://example.org"},
        {"origin": "null"},
    ):
        refused(client.predict(ROW, **headers), 403, "foreign-caller")
    for headers in ({"host": "127.0.0.1:81"}, {"host": "[::1]:81"}, {"origin": "http://localhost:3000"}):
        assert client.predict(ROW, **headers).status_code == 200


def test_a_streamed_body_is_limited_too(client):
    async def parts():
        for _ in range(8):
            yield b" " * 1024 * 1024

    async def send():
        async with httpx.AsyncClient(transport=client.transport, base_url="http://localhost") as http:
            return await http.post("/predict", content=parts())

    refused(asyncio.run(send()), 413, "too-large")


def test_invocations_with_csv(client):
    kind = {"content-type": "text/csv; charset=utf-8"}
    lines = "5.1,35,no,setosa,red\n,60,1,virginica,\n"
    plain = client.call("POST", "/invocations", lines, **kind)
    headed = client.call(
        "POST",
        "/invocations",
        "id,length,width,long,species,colour\n" + "".join(f"i,{line}\n" for line in lines.split()),
        **kind,
    )
    assert [row["prediction"] for row in plain.json()["predictions"]] == [False, True]
    assert plain.json() == headed.json()
    as_csv = client.call("POST", "/invocations", lines, accept="text/csv", **kind)
    assert as_csv.text == "false\ntrue\n"
    assert client.call("POST", "/invocations", {"rows": [ROW]}).json()["predictions"][0]["prediction"] is False


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ("", 400, "empty", None),
        ("length,width,long,species,colour\n", 400, "empty", None),
        ("1,2\n", 422, "wrong-length", None),
        ("length,width,long,species,color\n1,2,0,setosa,red\n", 422, "unknown-field", "color"),
        ("length,length\n1,2\n", 422, "duplicate-field", "length"),
        ("x,35,no,setosa,red\n", 422, "wrong-type", "length"),
        ("5,,no,setosa,red\n", 422, "missing-value", "width"),
        ('"5"x', 400, "malformed", None),
        (b"\xff", 400, "malformed", None),
    ],
)
def test_csv_that_is_wrong(client, body, status, code, field):
    error = client.call("POST", "/invocations", body, **{"content-type": "text/csv"})
    assert (error.status_code, error.json()["error"]["code"], error.json()["error"]["field"]) == (status, code, field)


def test_a_row_of_another_length_is_told_which_fields_there_are(client):
    error = client.call("POST", "/invocations", "1,2\n", **{"content-type": "text/csv"}).json()["error"]
    assert error["message"] == "row 1 has 2 fields, expected 5: `length`, `width`, `long`, `species`, `colour`"


def tensors(rows, **changes):
    types = {"length": "FP64", "width": "INT64", "long": "BOOL", "species": "BYTES", "colour": "BYTES"}
    inputs = [
        {"name": name, "shape": [len(rows)], "datatype": types[name], "data": [row[name] for row in rows]}
        for name in types
    ]
    inputs[0].update(changes)
    return {"id": "7", "inputs": inputs}


def test_open_inference(client):
    rows = [ROW, {**ROW, "width": 60, "long": True, "species": "virginica"}]
    answer = client.call("POST", "/v2/models/model/infer", tensors(rows)).json()
    assert (answer["model_name"], answer["model_version"], answer["id"]) == ("model", "3", "7")
    predicted, shares = answer["outputs"]
    assert (predicted["name"], predicted["datatype"], predicted["shape"], predicted["data"]) == (
        "predict",
        "BOOL",
        [2],
        [False, True],
    )
    assert (shares["name"], shares["shape"], len(shares["data"])) == ("predict_proba", [2, 2], 4)
    nested = tensors(rows, shape=[2, 1], data=[[5.1], [5.1]])
    only = client.call("POST", "/v2/models/model/infer", {**nested, "outputs": [{"name": "predict"}]}).json()
    assert [output["name"] for output in only["outputs"]] == ["predict"]
    about = client.call("GET", "/v2/models/model").json()
    assert [item["datatype"] for item in about["inputs"]] == ["FP64", "INT64", "BOOL", "BYTES", "BYTES"]
    assert about["outputs"][1]["shape"] == [-1, 2]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({"inputs": [1]}, 400, "malformed"),
        ({"inputs": [{}]}, 400, "malformed"),
        ({"inputs": []}, 422, "missing-field"),
        (tensors([]), 400, "empty"),
        (tensors([ROW], name="width"), 422, "duplicate-field"),
        (tensors([ROW], name="lenght"), 422, "unknown-field"),
        (tensors([ROW], shape=[2]), 422, "wrong-shape"),
        (tensors([ROW], shape=[1, 2]), 422, "wrong-shape"),
        (tensors([ROW], shape="1"), 422, "wrong-shape"),
        (tensors([ROW], data=None), 422, "wrong-shape"),
        (tensors([ROW], shape=[2], data=[1, 2]), 422, "wrong-shape"),
        (tensors([ROW], datatype="BYTES"), 422, "wrong-type"),
        (tensors([ROW], data=["x"]), 422, "wrong-type"),
        ({**tensors([ROW]), "outputs": [{"name": "x"}]}, 422, "unknown-output"),
        ({**tensors([ROW]), "outputs": "x"}, 400, "malformed"),
    ],
)
def test_open_inference_that_is_wrong(client, body, status, code):
    response = client.call("POST", "/v2/models/model/infer", body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_regression_and_labels(trained, diabetes, cancer):
    import csv

    for name, bundle in (("diabetes", diabetes), ("cancer", cancer)):
        client = open_client(trained, name)
        with bundle.source.open() as file:
            rows = [{key: float(row[key]) for key in bundle.job["features"]} for row in list(csv.DictReader(file))[:20]]
        found = client.predict(rows).json()["predictions"]
        if name == "diabetes":
            assert all(set(item) == {"prediction"} and 0 < item["prediction"] < 400 for item in found)
            far = {**rows[0], "bmi": 1.7e308}
            refused(client.predict([rows[0], {**far, "bp": 1.7e308}]), 422, "no-answer", None, 2)
        else:
            assert {item["prediction"] for item in found} == {"malignant", "benign"}
            assert list(found[0]["probabilities"]) == ["benign", "malignant"]


def test_swap(trained, mixed, tmp_path):
    from compiler.runtime.train import train
    from tests.unit.runtime.jobs import request

    client = open_client(trained, "mixed")
    result = train(request(mixed.having(params={"n_estimators": 3}), tmp_path / "new"), lambda _: None)
    path = "/v2/repository/models/model/load"
    order = {"artifact": str(tmp_path / "new"), "digest": result["artifact"], "version": 4}
    refused(client.call("POST", path, order), 401, "unauthorized")
    refused(client.call("POST", path, order, authorization="Bearer wrong"), 401, "unauthorized")
    token = {"authorization": "Bearer secret"}
    refused(client.call("POST", path, {}, **token), 400, "malformed")
    refused(client.call("POST", path, {**order, "digest": "sha256:0"}, **token), 422, "artifact")
    refused(client.call("POST", path, {**order, "artifact": str(tmp_path / "none")}, **token), 422, "artifact")
    assert client.predict(ROW).json()["version"] == "3"
    done = client.call("POST", path, order, **token)
    assert done.json() == {"model": "model", "version": "4", "digest": result["artifact"]}
    assert client.predict(ROW).json()["version"] == "4"


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["setosa", "red"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
ROWS = st.fixed_dictionaries(dict.fromkeys(ROW, SCALARS | JSON), optional={"more": SCALARS})
INPUT = st.fixed_dictionaries(
    {
        "name": st.sampled_from(list(ROW)) | SCALARS,
        "shape": st.just([1]) | JSON,
        "data": st.lists(SCALARS, max_size=2) | JSON,
    },
    optional={"datatype": st.sampled_from(["FP64", "BYTES", "BOOL"]) | SCALARS},
)


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS | st.lists(ROWS, max_size=3) | JSON,
    inputs=st.lists(INPUT, max_size=6) | JSON,
    text=st.text() | st.binary(),
)
def test_whatever_is_sent_the_server_is_not_at_fault(client, rows, inputs, text):
    answers = [
        client.predict(rows),
        client.call("POST", "/v2/models/model/infer", {"inputs": inputs}),
        client.call("POST", "/invocations", text, **{"content-type": "text/csv"}),
        client.call("POST", "/invocations", text),
    ]
    assert {answer.status_code for answer in answers} <= {200, 400, 422}
    assert all(answer.status_code == 200 or "message" in answer.json()["error"] for answer in answers)


def test_what_the_cloud_runs_needs_no_web_framework():
    code = "import sys; from compiler.runtime.serving import predictions, openinference, served\n"
    code += "assert not {'starlette', 'anyio', 'uvicorn', 'idna', 'typing_extensions'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=True)
