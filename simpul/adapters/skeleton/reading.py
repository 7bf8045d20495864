"""How each field of a contract is read out of a row: with the word of the mapping vocabulary that suits its type."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from simpul.adapters.skeleton.wanted import Labels, Wanted, Way, snake
from simpul.contracts import Field
from simpul.contracts.avsc import Schema, definition, without_null
from simpul.errors import ContractError
from simpul.tokens import TokenDomain

REGISTERED_AT: Final = "registered_at"  # the column that every event needs, and no contract has
UNKNOWN: Final = "UNKNOWN"

_WORDS: Final = {"nik": "nik", "kk": "kk", "nip": "nip", "nop": "nop", "village": "village", "month": "month"}
_NUMBERS: Final = {"nik": TokenDomain.NIK, "kk": TokenDomain.KK}
_DOCUMENTS: Final = ("_ref", "_no")  # how the fields end that say which document an event is about
_LATER: Final = ("valid", "due")  # how the fields begin that say when something ends
_PLACES: Final = ("lat", "lon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A column with a number of a person, a family or a certificate, which is read before all else."""

    column: str
    field: str
    domain: TokenDomain
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What a field of the event is given, and the words around it where there may be nothing."""

    field: str
    value: str
    before: str = ""
    after: str = ""


class Reading:
    """How the rows of one adapter are read."""

    def __init__(self, wanted: Wanted, *, labels: Labels) -> None:
        """Look at every field.

        Raises:
            ContractError: a field cannot be read out of a row, as a list of records.
        """
        self.wanted = wanted
        self.contract = wanted.contract
        self._labels = labels
        self.numbers = _numbers(self.contract.fields)
        self.arguments = [self._argument(field) for field in self.contract.fields]

    def kind_of(self, field: Field) -> Schema:
        """The type of a field, null left out."""
        return definition(without_null(field.schema)[0], self.contract.named)

    def column(self, name: str) -> str:
        """A column as it is written in the module."""
        return f'"{name.upper() if self.wanted.way is Way.FILES else name}"'

    @cached_property
    def columns(self) -> list[str]:
        """The columns of an export, in the order of the fields, and when a row became official."""
        names = (column_of(field) for field in self.contract.fields)
        return [*dict.fromkeys(names), REGISTERED_AT]

    @cached_property
    def document(self) -> Field:
        """The field that says what an event is about."""
        first = self._field(self.contract.key[0])
        if first.format not in ("tok", "village"):
            return first
        named = [field for field in self.contract.fields if field.required and field.name.endswith(_DOCUMENTS)]
        return next((field for field in named if field.format is None), first)

    @property
    def column_of_document(self) -> str:
        """The column that says what a row is about."""
        return column_of(self.document)

    @cached_property
    def happened(self) -> Field | None:
        """The field that says when it happened; None where only the time of registration is known."""
        timed = [field for field in self.contract.fields if field.required and not field.name.startswith(_LATER)]
        instants = [field for field in timed if self.kind_of(field).get("logicalType") == "timestamp-millis"]
        days = [field for field in timed if self.kind_of(field).get("logicalType") == "date"]
        return next(iter(instants + days[::-1]), None)

    @cached_property
    def enums(self) -> dict[str, list[str]]:
        """The closed sets whose words only the office knows, with their symbols."""
        kinds = [self.kind_of(field) for field in self.contract.fields]
        return {_name(kind): _symbols(kind) for kind in kinds if kind["type"] == "enum" and not self.is_labelled(kind)}

    @cached_property
    def labelled(self) -> list[str]:
        """The closed sets whose labels stand in the code tables."""
        kinds = [self.kind_of(field) for field in self.contract.fields]
        return sorted({_name(kind) for kind in kinds if kind["type"] == "enum" and self.is_labelled(kind)})

    @cached_property
    def patterned(self) -> list[Field]:
        """The fields of a form for which the vocabulary has no word: a wrong one must reject its row, no more."""
        numbers = {number.column for number in self.numbers}
        formed = [field for field in self.contract.fields if field.pattern and column_of(field) not in numbers]
        return [field for field in formed if field.format not in _WORDS or self.is_list(field)]

    def is_list(self, field: Field) -> bool:
        """Whether a field holds several values."""
        return self.kind_of(field)["type"] == "array"

    def is_labelled(self, kind: Schema) -> bool:
        """Whether the code tables have labels for all symbols of a closed set."""
        known = self._labels.get(snake(_name(kind)), {})
        return UNKNOWN in _symbols(kind) and {*_symbols(kind)} - {UNKNOWN} <= {*known.values()}

    def label_of(self, field: Field, symbol: str) -> str:
        """What an export says for a symbol."""
        kind = self.kind_of(field)
        known = self._labels.get(snake(_name(kind)), {}) if self.is_labelled(kind) else {}
        return next((label for label, meant in known.items() if meant == symbol), "" if symbol == UNKNOWN else symbol)

    def _field(self, name: str) -> Field:
        return next(field for field in self.contract.fields if field.name == name)

    def _argument(self, field: Field) -> Argument:
        number = next((number for number in self.numbers if number.column == column_of(field)), None)
        if number is not None:
            return _of_number(field, number)
        optional = without_null(field.schema)[1]
        value = self._value(field)
        if not optional or field.name in _PLACES or value.startswith("cells["):
            return Argument(field=field.name, value=value)
        if value.startswith("row.key("):
            return Argument(field=field.name, value=value.replace("row.key(", "row.text(") + " or None")
        return Argument(field=field.name, value=value, after=f" if row.has({self.column(field.name)}) else None")

    def _value(self, field: Field) -> str:
        column, kind = self.column(field.name), self.kind_of(field)
        match kind["type"], kind.get("logicalType"):
            case "enum", _:
                return self._symbol(column, kind)
            case "int", "date":
                return f"row.day({column})"
            case "long", "timestamp-millis":
                return f"row.instant({column})"
            case "string", None:
                return f"row.{_WORDS.get(str(field.format), 'key')}({column})"
            case "array", _ if kind["items"] == "string":
                # A list that a service sends as a list has no text: better no event than one without its codes.
                return f"row.{'key' if self.wanted.way is Way.PULL else 'text'}({column}).split()"
            case ("boolean" | "int" | "long" | "float" | "double") as plain, None:
                return f"cells[{column}]" if self.wanted.way is Way.TABLE else _written(plain, field, column)
        raise ContractError(
            f"{field.name} of {self.contract.event_type} does not fit into a row; write this adapter by hand, as "
            "docs/files.md shows for parts of a record, or let the system send JSON: --way outbox or --way http"
        )

    def _symbol(self, column: str, kind: Schema) -> str:
        name = _name(kind)
        if self.is_labelled(kind):
            return f'row.label({column}, kind="{snake(name)}", among=get_args({name}), unknown="{UNKNOWN}")'
        return f"row.one_of({column}, {snake(name).upper()})"


def _written(kind: str, field: Field, column: str) -> str:
    """How a number, or yes and no, is read out of text."""
    match kind:
        case "boolean":
            return f"row.one_of({column}, YES_OR_NO)"
        case "float" | "double":
            return f"row.{'degrees' if field.name in _PLACES else 'decimal'}({column})"
    return f"row.{'rupiah' if kind == 'long' else 'count'}({column})"


def _numbers(fields: Sequence[Field]) -> list[Number]:
    """The columns with numbers for which tokens go out; one is required if any field of it is."""
    found: dict[str, Number] = {}
    for field in fields:
        domain = _domain_of(field)
        if domain is not None:
            column = column_of(field)
            required = field.required or (column in found and found[column].required)
            found[column] = Number(column=column, field=field.name, domain=domain, required=required)
    return list(found.values())


def _domain_of(field: Field) -> TokenDomain | None:
    if field.format != "tok":
        return _NUMBERS.get(str(field.format))
    stem = field.name.partition("_tok")[0]
    return {"kk": TokenDomain.KK, "cert": TokenDomain.CERT}.get(stem, TokenDomain.NIK)


def column_of(field: Field) -> str:
    """The column that a field is read from: of a token, the one with the number itself."""
    if field.format != "tok":
        return field.name
    stem, _, rest = field.name.partition("_tok")
    return {"person": "nik", "kk": "kk_no", "cert": "certificate_no"}.get(stem, f"{stem}_nik") + rest


def _of_number(field: Field, number: Number) -> Argument:
    if field.format != "tok":
        return Argument(field=field.name, value=number.column)
    before = "" if number.required else f"None if {number.column} is None else "
    value = f"row.token(TokenDomain.{number.domain.name}, {number.column})"
    return Argument(field=field.name, value=value, before=before)


def _name(kind: Schema) -> str:
    return str(kind["name"])


def _symbols(kind: Schema) -> list[str]:
    return cast("list[str]", kind["symbols"])
