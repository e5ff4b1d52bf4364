"""Floor 4: what people and machines are shown. Values come in, text or plain data goes out; nothing is decided."""
