"""One command per file, loaded when it is called. A new one is a file here and a line in `compiler/cli/table.py`."""
