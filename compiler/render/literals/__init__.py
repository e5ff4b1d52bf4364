"""One closed function per language: a value in, its literal out. Exact types only; anything else is `Unwritable`."""
