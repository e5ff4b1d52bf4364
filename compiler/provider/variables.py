"""The environment variables of a training job: its definition and the secrets' values go in, texts by name come out."""

from __future__ import annotations

from compiler.provider.protocol import UNKNOWN, InputFailure, Props


def missing_secrets(inputs: Props) -> tuple[InputFailure, ...]:
    """One failure for each variable that the definition says to be secret and that has no value."""
    given = inputs.get("secrets")
    if given is UNKNOWN:
        return ()
    values = given if isinstance(given, dict) else {}
    wanted = [name for name, value in _declared(inputs.get("definition")).items() if isinstance(value, dict)]
    absent = [name for name in wanted if not isinstance(values.get(name), str) and values.get(name) is not UNKNOWN]
    return tuple(InputFailure(f"secrets.{name}", "is required, as the definition names it") for name in absent)


def secret_values(inputs: Props) -> dict[str, str]:
    """The secrets by variable."""
    given = inputs.get("secrets")
    found = given.items() if isinstance(given, dict) else ()
    return {str(name): value for name, value in found if isinstance(value, str)}


def variables_of(definition: Props, inputs: Props) -> dict[str, str]:
    """All variables of the job."""
    plain = {name: value for name, value in _declared(definition).items() if isinstance(value, str)}
    return {**plain, **secret_values(inputs)}


def _declared(definition: object) -> dict[str, object]:
    found = definition.get("env") if isinstance(definition, dict) else None
    return found if isinstance(found, dict) else {}
