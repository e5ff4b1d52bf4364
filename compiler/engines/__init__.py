"""Floor 3: run a compiled program against reality. `protocol.py` is what the rest of the code may rely on."""
