"""Proof, in the product, that no value changed the shape of what a template printed."""
