"""A small graph and its source map."""

from dataclasses import dataclass

from compiler.model.graph import Graph, Join, Origin, Ref
from compiler.model.reads import Reads
from compiler.model.rendering import Artifact
from compiler.source.address import Address
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap

FILE = "churn/modelwright.yaml"
DEFAULT = Location("conf/config.yaml", 3, 8)
DATASET = Address("Dataset", "customers")
RUN = Address("TrainingRun", "churn")


@dataclass(frozen=True, slots=True)
class Node:
    """A resource with an input of each sort."""

    address: Address
    origin: Origin
    source: str = ""
    definition: str = ""
    dataset: Ref | None = None
    job: tuple = ()


def layer(line, value):
    return (Layer(LayerKind.SPEC, Location(FILE, line, 5), Location(FILE, line, 1), value),)


SOURCES = SourceMap(
    {
        ("datasets", "customers"): layer(3, {}),
        ("datasets", "customers", "source"): layer(4, "data/customers.csv"),
        ("models", "churn"): layer(10, {}),
        ("models", "churn", "params"): layer(11, {}),
        ("models", "churn", "params", "max_depth"): layer(12, 8),
        ("platform", "depth"): (Layer(LayerKind.PLATFORM, DEFAULT, DEFAULT, 8),),
        ("models", "churn", "params", "layers"): layer(13, []),
        ("models", "churn", "params", "layers", 0): layer(14, 3),
    }
)
GRAPH = Graph(
    "churn",
    "local",
    (
        Node(
            DATASET,
            Origin(
                Location(FILE, 3, 3),
                ("datasets", "customers"),
                {"source": ("datasets", "customers", "source"), "digest": ("datasets", "customers", "source")},
            ),
            source="data/customers.csv",
        ),
        Node(
            RUN,
            Origin(Location(FILE, 10, 3), ("models", "churn"), {"definition.params": ("models", "churn", "params")}),
            definition="jobs/churn.json",
            dataset=Ref(DATASET, "location"),
            job=({"url": Join(("s3://", Ref(DATASET, "bucket")))},),
        ),
    ),
)
PROGRAM = Artifact(
    "__main__.py",
    b"import pulumi\n",
    ("local/dataset.py.j2", "local/program.py.j2"),
    {str(DATASET): ("local/dataset.py.j2",)},
)
JOB = Artifact("jobs/churn.json", b"{}\n", ("jobs/training.json.j2",))
DEPTH = ("models", "churn", "params", "max_depth")
READS = Reads(
    (FILE, "churn/data/customers.csv", "conf/config.yaml", "templates/local/program.py.j2"),
    {("datasets", "customers", "source"): "churn/data/customers.csv"},
    {DEPTH: (("platform", "depth"),)},
)
