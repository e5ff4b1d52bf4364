"""The spec as pydantic models: what a user may write, one file per kind. Defaults are here or in validate."""
