"""Checks data, trains, evaluates, gates and serves.

Standalone: a job definition and data go in, result files come out.
"""
