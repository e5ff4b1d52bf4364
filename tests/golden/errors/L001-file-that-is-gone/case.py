"""A project file that goes away between being found and being read."""

from pathlib import Path

from compiler.load import load_document


def case():
    return load_document(Path.cwd(), "churn/modelwright.yaml").diagnostics
