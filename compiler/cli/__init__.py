"""Floor 5: the command line. Start at `main.py`; one file per command in `commands/`."""
