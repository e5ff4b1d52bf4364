"""Which protected resources may go in one run: consent is for resources by name, never for a whole run."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Consent:
    """`everything` is for looking only: a plan shows what would go before anybody has agreed to it."""

    addresses: frozenset[Address] = frozenset()
    everything: bool = False

    def covers(self, address: Address) -> bool:
        """Whether the resource may go."""
        return self.everything or address in self.addresses


NONE = Consent()
LOOKING = Consent(everything=True)
