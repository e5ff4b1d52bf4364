"""Estimators and their parameters: data made from scikit-learn's own constraints, read without importing it."""
