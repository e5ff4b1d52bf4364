"""Promotions in the registry: a model of one environment that stands for the training of another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compiler.provider.database import reading, transaction
from compiler.provider.history import THIS, ModelKey


@dataclass(frozen=True, slots=True)
class Promotion:
    """`fingerprint` is the training that it stands for; empty until the gates of the environment have judged it."""

    key: ModelKey
    fingerprint: str
    artifact: str
    source: str
    source_version: int


def promotion_of(private: Path, key: ModelKey) -> Promotion | None:
    """The latest promotion of a model to a stack."""
    with reading(private) as connection:
        if connection is None:
            return None
        row = connection.execute(
            f"SELECT fingerprint, artifact, source, source_version FROM promotions WHERE {THIS}", key.values
        ).fetchone()
        return Promotion(key, *row) if row else None


def put_promotions(private: Path, promotions: tuple[Promotion, ...]) -> None:
    """The next training of each is the promoted model; a rollback of the model ends when the gates let it pass."""
    with transaction(private) as connection:
        for item in promotions:
            connection.execute(
                "INSERT OR REPLACE INTO promotions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*item.key.values, item.fingerprint, item.artifact, item.source, item.source_version),
            )


def keep_promotion(private: Path, key: ModelKey, fingerprint: str) -> None:
    """The gates let it pass: it stands for this training."""
    with transaction(private) as connection:
        connection.execute(f"UPDATE promotions SET fingerprint = ? WHERE {THIS}", (fingerprint, *key.values))


def take_back(private: Path, key: ModelKey, former: Promotion | None) -> None:
    """As if a promotion, which was not judged, had not been; a former one stands again."""
    drop_promotion(private, key)
    if former is not None:
        put_promotions(private, (former,))


def drop_promotion(private: Path, key: ModelKey) -> None:
    """It does not stand for anything any more."""
    with transaction(private) as connection:
        connection.execute(f"DELETE FROM promotions WHERE {THIS}", key.values)
