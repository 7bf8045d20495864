"""What a caller said of an event, checked: the typed event, and what is said of it; pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from pydantic import ValidationError

from simpul.adapters.http.identity import MAX_LENGTH, is_usable
from simpul.adapters.http.problem import FieldError, invalid, shown_name
from simpul.adapters.http.said import Said
from simpul.contracts import Contract, from_json
from simpul.errors import ValueRejected
from simpul.events import Event
from simpul.sdk import Circumstances
from simpul.sdk.lines import TIMES, Submission, instant

IDS: Final = ("supersedes", "cancels", "cause")
_REGION: Final = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An event type that may come over HTTP."""

    contract: Contract
    event_class: type[Event]


def read_event(said: Said, *, kinds: Mapping[str, Kind]) -> Submission:
    """The event, and what is said of it but for its id.

    Raises:
        Problem: names every member and field that does not fit, and what is expected; never a value.
    """
    members = said.members
    if said.errors and not members:
        raise invalid(said.errors, detail=_sentence("the event", said.errors))
    name = members.get("type")
    kind = kinds.get(name) if isinstance(name, str) else None
    how: dict[str, object] = {}
    errors = [*said.errors, *_circumstances(said, how)]
    if kind is None:
        missing = "missing" if name is None else "no event type that is taken here; /openapi.json has them all"
        errors.append(said.error("type", missing))
        raise invalid(errors, detail=_sentence("the event", errors))
    event = _event(members.get("data"), kind=kind, errors=errors)
    if errors or event is None:
        what = f"{kind.contract.event_type} version {kind.contract.version}"
        raise invalid(errors, detail=_sentence(what, errors))
    return Submission(event, cast("Circumstances", how))


def _circumstances(said: Said, how: dict[str, object]) -> Iterator[FieldError]:
    yield from _times(said, how)
    yield from _ids(said, how)
    members = said.members
    region = how["region_code"] = members.get("region_code")
    if region is not None and not (isinstance(region, str) and _REGION.fullmatch(region)):
        yield said.error("region_code", "must be a code of Kemendagri, as 35.08.10 or 35.08.10.1005")
    flag = how["synthetic"] = members.get("synthetic", False)
    if not isinstance(flag, bool):
        yield said.error("synthetic", "must be true or false")
    given = members.get("id")
    if given is not None and not (isinstance(given, str) and is_usable(given)):
        yield said.error("id", f"must be a UUID, or a text of at most {MAX_LENGTH} characters that names the event")


def _times(said: Said, how: dict[str, object]) -> Iterator[FieldError]:
    for name in TIMES:
        try:
            how[name] = instant(cast("str", said.members[name]))
        except KeyError:
            yield said.error(name, "missing; an instant with its zone, as 2026-07-06T02:00:00Z, or a day")
        except (ValueError, TypeError):
            yield said.error(name, "must be an instant with its zone, as 2026-07-06T02:00:00Z, or a day")


def _ids(said: Said, how: dict[str, object]) -> Iterator[FieldError]:
    for name in IDS:
        if name in said.members:
            how[name] = _uuid(said.members[name])
            if how[name] is None:
                yield said.error(name, "must be the UUID of an event")
    if "supersedes" in said.members and "cancels" in said.members:
        yield said.error("cancels", "must be left out when the event supersedes another; send two events")


def _event(data: object, *, kind: Kind, errors: list[FieldError]) -> Event | None:
    if not isinstance(data, dict):
        errors.append(
            FieldError(field="data", detail="missing; a JSON object" if data is None else "must be an object")
        )
        return None
    try:
        return kind.event_class.model_validate(from_json(kind.contract, data))
    except ValueRejected as problem:
        errors += [_of_data(path, reason) for path, reason in problem.findings]
    except ValidationError as problem:
        found = problem.errors(include_input=False, include_context=False, include_url=False)
        errors += [_of_data("." + ".".join(map(str, one["loc"])), "does not fit the contract") for one in found]
    return None


def _of_data(path: str, reason: str) -> FieldError:
    name = shown_name(path.removeprefix(".")) if path else ""
    return FieldError(field=f"data.{name}" if name else "data", detail=reason)


def _uuid(value: object) -> UUID | None:
    parse: Callable[[str], UUID] = UUID
    try:
        return parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _sentence(what: str, errors: Sequence[FieldError]) -> str:
    return f"{what} is refused: " + "; ".join(f"{error.field or 'event'}: {error.detail}" for error in errors[:10])
