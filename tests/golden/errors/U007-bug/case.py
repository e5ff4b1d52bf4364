"""What nobody thought of."""


def case():
    return 1 / 0
