"""All versions of a subject, two by two: can each read the other, and do they mean the same?"""

from collections.abc import Iterator
from itertools import combinations

from simpul.contracts.avsc import Json, fields_of, without_null
from simpul.contracts.checks.finding import FieldReaders, Finding
from simpul.contracts.compatibility import Misfit, misfits
from simpul.contracts.folder import Folder, SchemaFile


def check_versions(folder: Folder, *, readers: FieldReaders) -> Iterator[Finding]:
    """FULL_TRANSITIVE, and no change of key, owner, logical type or protection."""
    subjects: dict[str, list[SchemaFile]] = {}
    for file in sorted(folder.files, key=lambda file: file.version):
        subjects.setdefault(file.subject, []).append(file)
    for files in subjects.values():
        for older, newer in combinations(files, 2):
            yield from _pair(folder, older, newer, readers)


def _pair(folder: Folder, older: SchemaFile, newer: SchemaFile, readers: FieldReaders) -> Iterator[Finding]:
    place = newer.path.relative_to(folder.root).as_posix()
    event_type = str(newer.schema["name"])
    advice = "undo it, or make a new event type"
    for misfit in misfits(writer=newer.schema, reader=older.schema):
        if newer.subscriber is not None and _was_dropped(misfit, newer):
            continue
        yield Finding(
            place=place,
            problem=f"{misfit.path or event_type}: readers of version {older.version} fail: {misfit.reason}; {advice}",
            consumers=_consumers(newer, misfit.field, readers),
        )
    for misfit in misfits(writer=older.schema, reader=newer.schema):
        yield Finding(
            place=place,
            problem=f"{misfit.path or event_type}: events of version {older.version} cannot be read: "
            f"{misfit.reason}; {advice}",
            consumers=_consumers(newer, misfit.field, readers),
        )
    for field, change in _meanings(older, newer):
        yield Finding(place=place, problem=f"{change}; {advice}", consumers=_consumers(newer, field, readers))


def _was_dropped(misfit: Misfit, newer: SchemaFile) -> bool:
    """A subscriber whose right to a field has ended loses it, whatever its old schema says."""
    return misfit.path not in {str(field["name"]) for field in fields_of(newer.schema)} and "." not in misfit.path


def _consumers(file: SchemaFile, field: str, readers: FieldReaders) -> tuple[str, ...]:
    return (file.subscriber,) if file.subscriber is not None else readers(str(file.schema["name"]), field)


def _meanings(older: SchemaFile, newer: SchemaFile) -> Iterator[tuple[str, str]]:
    """What Avro can read but a reader would misunderstand, with the field it is about (none: the event)."""
    if newer.subscriber is None:
        for attribute in ("owner", "key", "kind"):
            before, now = older.schema.get(attribute), newer.schema.get(attribute)
            if before != now:
                yield "", f"{attribute} was {before} in version {older.version} and is {now}"
    known = {str(field["name"]): field for field in fields_of(older.schema)}
    for field in fields_of(newer.schema):
        name = str(field["name"])
        if name not in known:
            continue
        before, now = _logical(known[name]["type"]), _logical(field["type"])
        if before != now:
            yield name, f"{name}: logical type was {before} in version {older.version} and is {now}"
        was, is_now = known[name].get("class"), field.get("class")
        if str(is_now) < str(was):
            yield name, f"{name}: class was {was} in version {older.version} and is {is_now}; protection must not fall"


def _logical(kind: Json) -> str:
    inner, _ = without_null(kind)
    if isinstance(inner, dict) and inner.get("type") == "array":
        return _logical(inner["items"])
    return str(inner.get("logicalType", "none")) if isinstance(inner, dict) else "none"
