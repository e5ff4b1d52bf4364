"""Codes of the phase: validate (V15…), names that have changed."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "V150",
        "unreadable move",
        "What moves is a dataset, a model or a serving target, as a whole; it is named by its section and its name.",
        "moved: [{from: churn-old, to: models.churn}]",
        "moved: [{from: models.churn-old, to: models.churn}]",
    ),
    Code(
        "V151",
        "moved to nobody",
        "The new name of a move is in the project, or is itself moved on by another entry.",
        "moved: [{from: models.churn-old, to: models.chrun}]",
        "moved: [{from: models.churn-old, to: models.churn}]",
    ),
    Code(
        "V152",
        "moved and still there",
        "A move says that what was recorded under the old name belongs to the new one now. As long as the old name is "
        "in the project, it is its own.",
        "moved: [{from: models.churn, to: models.churn}]",
        "moved: [{from: models.churn-old, to: models.churn}]",
    ),
    Code(
        "V153",
        "moved twice",
        "What runs under one old name can become one thing, and a thing can take over from one. Moves that follow each "
        "other are a chain: `a` to `b`, `b` to `c`.",
        "moved: [{from: models.a, to: models.churn}, {from: models.b, to: models.churn}]",
        "moved: [{from: models.a, to: models.b}, {from: models.b, to: models.churn}]",
    ),
    Code(
        "V154",
        "moved to another kind",
        "A model cannot become a dataset. A move changes a name.",
        "moved: [{from: models.churn-old, to: serving.churn-api}]",
        "moved: [{from: serving.churn-old, to: serving.churn-api}]",
    ),
    Code(
        "V155",
        "moved in a circle",
        "The moves lead back to where they begin, and none of the names is in the project.",
        "moved: [{from: models.a, to: models.b}, {from: models.b, to: models.a}]",
        "moved: [{from: models.a, to: models.b}, {from: models.b, to: models.churn}]",
    ),
)
