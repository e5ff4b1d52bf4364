"""The price book: bytes of a price list -> prices by service, region and item. `docs/cost.md` has the format."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).with_name("prices.json")
_EVERYWHERE = "global"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one `unit`; `estimated` when no source states it and it was computed from another price."""

    amount: float
    unit: str
    as_of: str
    source: str
    confidence: str
    estimated: bool


@dataclass(frozen=True, slots=True)
class Book:
    """`estimates` are by region and item, for the services in `estimated`; a stated price goes before an estimate."""

    currency: str
    as_of: str
    prices: Mapping[tuple[str, str, str], Price]
    estimates: Mapping[tuple[str, str], Price]
    estimated: frozenset[str]

    def find(self, service: str, region: str, item: str) -> Price | None:
        """None where no price is known, which is not the same as free."""
        stated = self.prices.get((service, region, item)) or self.prices.get((service, _EVERYWHERE, item))
        return stated or (self.estimates.get((region, item)) if service in self.estimated else None)


@cache
def shipped_book() -> Book:
    """The one that came with the product, read when first asked for."""
    return parse_book(_SHIPPED.read_bytes())


def parse_book(content: bytes) -> Book:
    """A price list of our format. Raises ValueError, with the reason, for anything else."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(tree, dict) or tree.get("schema") != 1:
        raise ValueError("it is no price list of `schema` 1")
    if tree.get("currency") != "USD":
        raise ValueError("its `currency` is not USD")
    as_of = tree.get("compiled")
    if not isinstance(as_of, str) or not _is_day(as_of):
        raise ValueError("its `compiled` is not a day such as 2026-11-23")
    sources = tree.get("sources", {})
    computed = tree.get("estimates", {})
    if not isinstance(sources, dict) or not isinstance(computed, dict):
        raise ValueError("its `sources` and `estimates` are not mappings")
    source, services = str(computed.get("source", "")), computed.get("applies_to", [])
    rows = list(_rows(tree.get("entries"), "entries"))
    guesses = list(_rows(computed.get("entries", []), "estimates.entries"))
    try:
        prices = {
            (row["service"], row["region"], row["item"]): _price(row, sources, row["source"], estimated=False)
            for row in rows
        }
        estimates = {(row["region"], row["item"]): _price(row, sources, source, estimated=True) for row in guesses}
        return Book("USD", as_of, prices, estimates, frozenset(services))
    except KeyError as error:
        raise ValueError(f"an entry has no `{error.args[0]}`") from None
    except TypeError:
        raise ValueError("an entry has a list where a name belongs") from None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _rows(listed: object, name: str) -> Iterator[dict]:
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        raise ValueError(f"its `{name}` is not a list of entries")
    yield from listed


def _price(row: dict, sources: dict, source: object, *, estimated: bool) -> Price:
    amount = row["price"]
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not math.isfinite(amount) or amount < 0:
        raise ValueError(f"the price of `{row['item']}` is not a number from 0 on")
    named = str(sources.get(source, source))
    return Price(float(amount), str(row["unit"]), str(row["as_of"]), named, str(row["confidence"]), estimated)
