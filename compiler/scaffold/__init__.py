"""`init`: a project that works at once, from an example or from a user's own table. Overwrites nothing."""

from compiler.scaffold.start import Project, columns_of, start_example, start_from_data

__all__ = ["Project", "columns_of", "start_example", "start_from_data"]
