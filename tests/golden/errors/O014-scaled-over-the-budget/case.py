"""An endpoint that may scale up to more than its budget; on a certain day, since the report tells a price's age."""

from datetime import date
from pathlib import Path

from compiler.operations import cost
from compiler.pipeline import open_session


def case():
    session = open_session(Path.cwd(), ".", "dev", (), today=date(2026, 11, 27)).value
    return (cost(session).value.over,)
