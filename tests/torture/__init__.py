"""Promises under attack. Each harness is one function that attacks a subject case by case and reports what it finds.

Two tests use it: one on the product, which must end without findings, and one on a variant with a planted defect,
which must end with some. `make test` runs the small sizes with seed 1, `make torture` the full ones with a fresh seed.

    pytest tests/torture --torture --seed 7 -k values            the same run again
    pytest tests/torture --torture --seed 7 -k values --case 41  one case of it
"""
