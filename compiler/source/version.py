"""The product's own version, one constant that pyproject.toml repeats and a test compares."""

VERSION = "0.1.0"
