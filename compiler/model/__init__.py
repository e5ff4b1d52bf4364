"""Floor 1: the nouns that phases hand to each other. Frozen, without behaviour beyond their own shape."""
