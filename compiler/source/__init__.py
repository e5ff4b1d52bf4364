"""Floor 0: where things came from and how we talk about them. Imports nothing from the rest of the compiler."""
