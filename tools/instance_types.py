"""Rewrite the instance types that SageMaker's APIs take, from botocore's service model: one line for each family."""

import json
from pathlib import Path

import botocore
from botocore.session import get_session

FILE = Path(__file__).parents[1] / "compiler" / "targets" / "aws" / "instance_types.json"
SHAPES = {
    "training": "TrainingInstanceType",
    "hosting": "ProductionVariantInstanceType",
    "transform": "TransformInstanceType",
}


def main() -> None:
    """By API and family the sizes, in botocore's order."""
    model = get_session().get_service_model("sagemaker")
    found: dict[str, dict[str, list[str]]] = {}
    for use, shape in SHAPES.items():
        for name in model.shape_for(shape).enum:
            _, family, size = name.split(".")
            found.setdefault(use, {}).setdefault(family, []).append(size)
    parts = []
    for use, families in found.items():
        lines = [f"    {json.dumps(family)}: {json.dumps(sizes)}" for family, sizes in sorted(families.items())]
        parts.append(f"  {json.dumps(use)}: {{\n" + ",\n".join(lines) + "\n  }")
    source = json.dumps(f"botocore {botocore.__version__}, service model of sagemaker: {', '.join(SHAPES.values())}")
    FILE.write_text(f'{{\n  "source": {source},\n' + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
