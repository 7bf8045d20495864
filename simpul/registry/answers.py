"""What the registry view answers, as values; no HTTP here."""

import json
from collections.abc import Sequence
from typing import Final, cast

from fastavro.schema import SchemaParseException, UnknownType, parse_schema, to_parsing_canonical_form
from fastavro.types import Schema as FastavroSchema

from simpul.contracts import Contract, Contracts
from simpul.errors import ContractError
from simpul.registry.refusal import Refusal, bad_schema, bad_version, no_schema, no_subject, no_version

LATEST: Final = ("latest", "-1")
COMPATIBILITY: Final = "FULL_TRANSITIVE"
MODE: Final = "READONLY"
MAX_VERSION: Final = 2**31 - 1


def versions(contracts: Contracts, subject: str) -> tuple[Contract, ...]:
    """All versions of a subject.

    Raises:
        Refusal: it is not known.
    """
    try:
        return contracts.versions_of(subject)
    except ContractError:
        raise no_subject(subject) from None


def version(contracts: Contracts, subject: str, text: str) -> Contract:
    """One version of a subject; `latest` and -1 stand for the newest.

    Raises:
        Refusal: the subject or version is not known.
    """
    members = versions(contracts, subject)
    if text in LATEST:
        return members[-1]
    if not text.isdecimal() or not 1 <= int(text) <= MAX_VERSION:
        raise bad_version(text)
    for member in members:
        if member.version == int(text):
            return member
    raise no_version(int(text))


def by_id(contracts: Contracts, text: str) -> Contract:
    """The contract of a schema id.

    Raises:
        Refusal: it is not known.
    """
    try:
        return contracts.by_id(int(text))
    except (ValueError, ContractError):
        raise no_schema() from None


def look_up(contracts: Contracts, subject: str, body: object) -> Contract:
    """The version of a subject that has this schema: the same text if there is one, else the same to Avro.

    Raises:
        Refusal: the subject or the schema is not known, or it is no schema.
    """
    members = versions(contracts, subject)
    schema = _schema_in(body)
    found = [member for member in members if member.schema == schema] or _same_to_avro(members, schema)
    if not found:
        raise no_schema()
    return found[-1]


def described(contract: Contract) -> dict[str, object]:
    """A version as GET /subjects/{subject}/versions/{version} answers it."""
    return {
        "subject": contract.subject,
        "version": contract.version,
        "id": contract.schema_id,
        "schema": schema_string(contract),
    }


def schema_string(contract: Contract) -> str:
    """The schema on one line, docs and classes included."""
    return json.dumps(contract.schema, ensure_ascii=False, separators=(",", ":"))


def _schema_in(body: object) -> FastavroSchema:
    text = body.get("schema") if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise Refusal(422, "the body must be an object with the schema as a string")
    kind = body.get("schemaType") if isinstance(body, dict) else None
    if kind not in (None, "AVRO"):
        raise bad_schema("only AVRO is served")
    try:
        return cast("FastavroSchema", json.loads(text))
    except json.JSONDecodeError as problem:
        raise bad_schema(problem.msg) from None


def _same_to_avro(members: Sequence[Contract], schema: FastavroSchema) -> list[Contract]:
    try:
        wanted = to_parsing_canonical_form(parse_schema(schema))
    except (SchemaParseException, UnknownType, KeyError, TypeError, AttributeError) as problem:
        raise bad_schema(type(problem).__name__) from None
    return [member for member in members if to_parsing_canonical_form(cast("FastavroSchema", member.parsed)) == wanted]
