"""Values from a request become the model's matrix, or a refusal that names the field and the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from ..cells import boolean, label, near, number
from ..schema import UNSEEN, Feature
from .refused import Refused

if TYPE_CHECKING:
    import numpy as np

Code = Callable[[Any], float]
NAN = float("nan")
_NAMED = 8
_WORDS = {"number": "a number", "integer": "a whole number", "boolean": "true or false", "category": "a text"}


class Encoder:
    """Bound to one model's features. `ignored` are columns of its dataset that may be sent and are not used."""

    def __init__(self, features: Sequence[Feature], ignored: Sequence[str], missing: frozenset[str]) -> None:
        self.features = tuple(features)
        self.names = tuple(feature.name for feature in features)
        self._known = frozenset(self.names)
        self._ignored = frozenset(ignored) - self._known
        self._missing = missing
        self._codes: list[tuple[str, Code]] = [(feature.name, _code(feature)) for feature in features]
        self._by_name = {feature.name: feature for feature in features}

    def rows(self, rows: Sequence[Any]) -> np.ndarray:
        """JSON objects, one per row."""
        import numpy as np

        matrix = [self._row(row, position) for position, row in enumerate(rows, 1)]
        return np.array(matrix, dtype=np.float64).reshape(len(rows), len(self.names))

    def columns(self, columns: Mapping[str, Sequence[Any]], count: int) -> np.ndarray:
        """JSON values by feature, each of length `count`."""
        import numpy as np

        self.check_names(columns, None)
        matrix = np.empty((count, len(self.names)), dtype=np.float64)
        for position, (name, code) in enumerate(self._codes):
            for row, value in enumerate(columns[name]):
                try:
                    matrix[row, position] = code(value)
                except _Wrong as wrong:
                    raise self._refuse(name, row + 1, wrong) from None
        return matrix

    def texts(self, header: Sequence[str], records: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """Cells of a CSV file as the JSON rows they stand for."""
        types = [self._by_name[name].type if name in self._by_name else "text" for name in header]
        return [
            {name: self._value(kind, text.strip()) for name, kind, text in zip(header, types, record, strict=True)}
            for record in records
        ]

    def check_names(self, given: Mapping[str, Any], row: int | None) -> None:
        """Every feature once, nothing that the dataset does not know."""
        for name in given:
            if name not in self._known and name not in self._ignored:
                raise Refused(
                    422, "unknown-field", f"unknown field `{_short(name)}`{near(name, list(self.names))}", name, row
                )
        missing = [feature for feature in self.features if feature.name not in given]
        if missing:
            raise Refused(422, "missing-field", _missing(missing), missing[0].name, row)

    def _row(self, row: Any, position: int) -> list[float]:
        if not isinstance(row, dict):
            raise Refused(
                422, "not-an-object", f"row {position} is not an object of field names and values", row=position
            )
        if row.keys() != self._known:
            self.check_names(row, position)
        values = []
        for name, code in self._codes:
            try:
                values.append(code(row[name]))
            except _Wrong as wrong:
                raise self._refuse(name, position, wrong) from None
        return values

    def _value(self, kind: str, text: str) -> Any:
        if text == "" or text in self._missing:
            return None
        if kind in ("number", "integer"):
            try:
                return number(text)
            except ValueError:
                return text
        return text

    def _refuse(self, name: str, row: int, wrong: _Wrong) -> Refused:
        return Refused(422, wrong.code, f"`{name}` in row {row} {wrong}", name, row)


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _missing(features: Sequence[Feature]) -> str:
    """Names the first of them; those that may be unknown must be sent as null, so that none is forgotten unseen."""
    names = [f"`{_short(feature.name)}`" for feature in features[:_NAMED]]
    more = f" and {len(features) - _NAMED} more" if len(features) > _NAMED else ""
    one = len(features) == 1
    text = f"the field{'' if one else 's'} {', '.join(names)}{more} {'is' if one else 'are'} missing"
    return f"{text}; what is not known may be null" if all(feature.nullable for feature in features) else text


def _wrong_type(feature: Feature, value: Any) -> _Wrong:
    if value is None:
        return _Wrong("missing-value", "is null, but the training data had a value in every row")
    kind = (
        "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else f"`{_short(label(value))}`"
    )
    return _Wrong("wrong-type", f"is {kind}, not {_WORDS[feature.type]}")


def _code(feature: Feature) -> Code:
    convert = {"category": _category, "boolean": _boolean}.get(feature.type, _number)(feature)

    def code(value: Any) -> float:
        if value is None and feature.nullable:
            return NAN
        return convert(value)

    return code


def _number(feature: Feature) -> Code:
    whole = feature.type == "integer"

    def convert(value: Any) -> float:
        if type(value) is not float and type(value) is not int:
            raise _wrong_type(feature, value)
        try:
            result = float(value)
        except OverflowError:
            result = float("inf")
        if not isfinite(result):
            raise _Wrong("wrong-type", "is too large for a number")
        if whole and not result.is_integer():
            raise _wrong_type(feature, value)
        return result

    return convert


def _boolean(feature: Feature) -> Code:
    def convert(value: Any) -> float:
        if value is True or value is False:
            return float(value)
        if isinstance(value, (str, int, float)):
            try:
                return boolean(label(value))
            except ValueError:
                pass
        raise _wrong_type(feature, value)

    return convert


def _category(feature: Feature) -> Code:
    codes = {value: float(code) for code, value in enumerate(feature.values)}
    yes_no = set(codes) <= {"true", "false"}

    def convert(value: Any) -> float:
        if not isinstance(value, (str, bool, int, float)):
            raise _wrong_type(feature, value)
        text = label(value)
        found = codes.get(text)
        if found is None and feature.declared:
            found = codes.get(_respelled(text, yes_no))
        if found is not None:
            return found
        if feature.declared:
            raise _Wrong(
                "unknown-category", f"is `{_short(text)}`, none of its values{near(text, list(feature.values))}"
            )
        return UNSEEN

    return convert


def _respelled(text: str, yes_no: bool) -> str:
    """Declared numbers and booleans are met by their other spellings too, as in a data file."""
    try:
        return label(bool(boolean(text))) if yes_no else label(number(text))
    except ValueError:
        return text
