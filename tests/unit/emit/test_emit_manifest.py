"""The manifest: places of resources and of inputs, the same bytes each time, and back again."""

import json
from dataclasses import replace

from emit_samples import FILE, GRAPH, JOB, PROGRAM, READS, SOURCES

from compiler.emit import emit, read_manifest, read_reads
from compiler.emit.manifest import dump_manifest, parse_manifest
from compiler.model.manifest import InputSource
from compiler.source.location import Location


def manifest_of(ws):
    folder = ws.stacks / "churn" / "local"
    assert emit(ws, folder, "churn", "local", (PROGRAM, JOB), GRAPH, SOURCES, READS).value is not None
    return read_manifest(folder)


def test_inputs_are_known_down_to_their_leaves(ws):
    resources = manifest_of(ws).resources
    run = resources["TrainingRun.churn"]
    assert run.location == Location(FILE, 10, 3)
    assert run.inputs["definition.params.max_depth"] == InputSource(
        ("models", "churn", "params", "max_depth"), Location(FILE, 12, 5)
    )
    assert list(run.inputs) == [
        "definition.params",
        "definition.params.layers",
        "definition.params.layers[0]",
        "definition.params.max_depth",
    ]
    assert run.follows == {"dataset": "Dataset.customers", "job[0].url": "Dataset.customers"}


def test_a_digest_names_the_file(ws):
    inputs = manifest_of(ws).resources["Dataset.customers"].inputs
    assert inputs["digest"].content == "data/customers.csv" and inputs["source"].content == ""


def test_a_resource_names_the_files_that_go_into_it(ws):
    resources = manifest_of(ws).resources
    assert resources["Dataset.customers"].reads == (
        "churn/data/customers.csv",
        FILE,
        "templates/local/dataset.py.j2",
    )
    # `conf/` counts because `max_depth` refers to a value there; the job's template because the run names its file.
    assert resources["TrainingRun.churn"].reads == (FILE, "conf/config.yaml", "templates/jobs/training.json.j2")


def test_what_was_read_is_kept(ws):
    manifest = manifest_of(ws)
    assert (manifest.reads, manifest.references) == (READS.files, READS.references)


def test_what_was_read_is_found_without_the_rest(ws):
    manifest = manifest_of(ws)
    folder = ws.stacks / "churn" / "local"
    file = folder / "manifest.json"
    whole = file.read_bytes()
    assert read_reads(folder) == manifest.reads
    odd = ('a"b\\]\n  ].csv', '"reads": [', "é/]")
    file.write_bytes(dump_manifest(replace(manifest, reads=odd)))
    assert read_reads(folder) == odd
    file.write_bytes(dump_manifest(replace(manifest, reads=tuple(f"data/{n}.csv" for n in range(5000)))))
    assert len(read_reads(folder)) == 5000, "more than the beginning of the file"
    file.write_bytes(dump_manifest(replace(manifest, reads=())))
    assert read_reads(folder) == ()
    file.write_text(json.dumps(json.loads(whole)))
    assert read_reads(folder) == manifest.reads, "written by another hand"
    file.write_bytes(whole.replace(b'"version": 1', b'"version": 99'))
    assert read_reads(folder) == ()
    file.unlink()
    assert read_reads(folder) == ()


def test_it_reads_as_it_was_written(ws):
    manifest = manifest_of(ws)
    assert parse_manifest(dump_manifest(manifest)) == manifest
    assert dump_manifest(manifest) == dump_manifest(parse_manifest(dump_manifest(manifest)))


def test_it_is_readable(ws):
    lines = dump_manifest(manifest_of(ws)).decode().splitlines()
    assert lines[:5] == [
        "{", '  "version": 1,', '  "project": "churn",', '  "environment": "local",', '  "compiler": "0.1.0",',
    ]  # fmt: skip
    assert (
        '        "source": {"path": ["datasets", "customers", "source"], "location": "churn/modelwright.yaml:4:5"}'
        in lines
    )
