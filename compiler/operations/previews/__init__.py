"""Previews of pull requests: what differs from the merge base stands for a while, and certainly disappears."""
