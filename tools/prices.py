"""Trims a collected price list to what `compiler/targets/aws/costs.py` asks for: `python tools/prices.py FILE`.

In: a list of the format in `docs/cost.md`; out: `compiler/targets/aws/prices.json`, one price a line.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "compiler" / "targets" / "aws" / "prices.json"
WHOLE = {"sagemaker-hosting", "sagemaker-training", "sagemaker-serverless"}
ITEMS = {
    ("cloudwatch", "alarm-standard"),
    ("cloudwatch", "alarm-high-resolution"),
    ("cloudwatch", "dashboard"),
    ("cloudwatch", "logs-ingestion-standard"),
    ("cloudwatch", "logs-storage"),
    ("s3", "standard-storage-first-50tb"),
    ("s3", "put-copy-post-list-requests"),
    ("s3", "get-and-other-requests"),
    ("sns", "publish-request"),
    ("sns", "email-notification"),
}
KEPT = ("service", "region", "item", "unit", "price", "as_of", "source", "confidence")
COMPUTED = ("region", "item", "unit", "price", "as_of", "confidence")


def main(file: str) -> None:
    """Write the product's list from a collected one."""
    tree = json.loads(Path(file).read_text(encoding="utf-8"))
    entries = [row for row in tree["entries"] if row["service"] in WHOLE or (row["service"], row["item"]) in ITEMS]
    numbers = {text: f"s{index}" for index, text in enumerate(dict.fromkeys(row["source"] for row in entries), 1)}
    entries = [{**{key: row[key] for key in KEPT}, "source": numbers[row["source"]]} for row in entries]
    estimates = [{key: row[key] for key in COMPUTED} for row in tree["estimates"]["entries"]]
    lines = [
        "{",
        '"schema": 1,',
        f'"currency": {json.dumps(tree["currency"])},',
        f'"compiled": {json.dumps(tree["compiled"])},',
        f'"sources": {json.dumps({number: text for text, number in numbers.items()}, indent=1, ensure_ascii=False)},',
        f'"entries": [\n{_listed(entries)}\n],',
        '"estimates": {',
        f'"method": {json.dumps(tree["estimates"]["method"])},',
        f'"source": {json.dumps(tree["estimates"]["source"])},',
        '"applies_to": ["sagemaker-hosting", "sagemaker-training"],',
        f'"entries": [\n{_listed(estimates)}\n]',
        "}",
        "}",
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(rows: list[dict]) -> str:
    return ",\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in rows)


if __name__ == "__main__":
    main(sys.argv[1])
