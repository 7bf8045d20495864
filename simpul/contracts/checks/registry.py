"""registry.csv: append-only, and every published file unchanged."""

from collections import Counter
from collections.abc import Iterator

from simpul.contracts.checks.finding import Finding
from simpul.contracts.folder import REGISTRY, Entry, Folder


def check_registry(folder: Folder, *, published: tuple[Entry, ...] = ()) -> Iterator[Finding]:
    """Ids, versions and digests; and that the lines `published` before are still there."""
    for number, (before, now) in enumerate(zip(published, folder.entries, strict=False), start=2):
        if before != now:
            yield Finding(place=f"{REGISTRY}:{number}", problem="a published line was changed; restore it")
    if len(folder.entries) < len(published):
        yield Finding(place=REGISTRY, problem="published lines are gone; restore them, append instead")
    versions: Counter[str] = Counter()
    for number, entry in enumerate(folder.entries, start=1):
        place = f"{REGISTRY}:{number + 1}"
        versions[entry.subject] += 1
        if entry.id != number:
            yield Finding(place=place, problem=f"id {entry.id} must be {number}; ids are given in order, without gaps")
        if entry.version != versions[entry.subject]:
            yield Finding(
                place=place,
                problem=f"version {entry.version} of {entry.subject} must be {versions[entry.subject]}",
            )
        file = folder.file(entry.subject, entry.version)
        if file is None:
            yield Finding(
                place=place, problem=f"the file of {entry.subject} version {entry.version} is gone; restore it"
            )
        elif file.sha256 != entry.sha256:
            yield Finding(
                place=place,
                problem=f"{entry.subject} version {entry.version} is published and was changed; restore it, "
                f"and run `simpul contracts new-version {file.schema['name']}`",
            )
    for draft in folder.drafts:
        yield Finding(
            place=str(draft.path.relative_to(folder.root)),
            problem="is a draft; when nothing else is found, run `simpul contracts register`",
            is_draft=True,
        )
