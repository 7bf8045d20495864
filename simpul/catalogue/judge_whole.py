"""Whether the declarations fit one another: nothing twice, one partition count, applications that read what exists."""

from collections import Counter
from collections.abc import Iterator, Sequence

from simpul.catalogue.declared import DeclaredAdapter, DeclaredApplications
from simpul.catalogue.judge import Placed
from simpul.catalogue.model import subscriber_name
from simpul.catalogue.problem import Path, Problem
from simpul.catalogue.reference import Reference


def judge_whole(declared: Sequence[Placed]) -> Iterator[Problem]:
    """What is wrong between topics."""
    yield from _twice(declared)
    yield from _missing_from_its_file(declared)
    yield from _uneven(declared)


def judge_applications(
    file: str, applications: DeclaredApplications, *, declared: Sequence[Placed], reference: Reference
) -> Iterator[Problem]:
    """What is wrong with applications.yaml."""
    if applications.operator not in reference.departments:
        yield Problem(file, ("operator",), f"there is no department {applications.operator}")
    topics = {placed.topic.name for placed in declared}
    seen: set[str] = set()
    for index, application in enumerate(applications.applications):
        path: Path = ("applications", index)
        if application.name in seen:
            yield Problem(file, path, f"application {application.name} is declared twice; remove one")
        seen.add(application.name)
        for name in [] if application.reads == "subscribed" else application.reads:
            if name not in topics:
                yield Problem(file, (*path, "reads"), f"application {application.name} reads {name}, which is no topic")


def judge_adapters(file: str, adapters: Sequence[DeclaredAdapter], *, declared: Sequence[Placed]) -> Iterator[Problem]:
    """What is wrong with adapters.yaml."""
    publishing = {system for placed in declared for event in placed.topic.events for system in event.systems}
    seen: set[str] = set()
    for index, adapter in enumerate(adapters):
        path: Path = ("adapters", index)
        if adapter.name in seen:
            yield Problem(file, path, f"adapter {adapter.name} is declared twice; remove one")
        seen.add(adapter.name)
        for system in adapter.systems:
            if system not in publishing:
                yield Problem(
                    file,
                    (*path, "systems"),
                    f"adapter {adapter.name} speaks for system {system}, which publishes no event type",
                )


def _twice(declared: Sequence[Placed]) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    for placed, path, thing in _things(declared):
        if thing in seen:
            yield Problem(placed.file, path, f"{' '.join(thing)} is declared twice; remove one")
        seen.add(thing)


def _things(declared: Sequence[Placed]) -> Iterator[tuple[Placed, Path, tuple[str, ...]]]:
    for placed in declared:
        yield placed, (*placed.path, "name"), ("topic", placed.topic.name)
        for index, event in enumerate(placed.topic.events):
            at: Path = (*placed.path, "events", index)
            yield placed, (*at, "type"), ("event type", event.type)
            for number, given in enumerate(event.subscriptions):
                there: Path = (*at, "subscriptions", number)
                subscriber = subscriber_name(given.department, given.system)
                yield placed, (*there, "id"), ("subscription", given.id)
                yield placed, there, ("subscription of", subscriber, "to", event.type)


def _missing_from_its_file(declared: Sequence[Placed]) -> Iterator[Problem]:
    for placed in declared:
        stem = placed.file.rpartition("/")[2].removesuffix(".yaml")
        domain = placed.topic.name.partition(".")[0]
        if stem != domain and not stem.startswith(f"{domain}-"):
            yield Problem(
                placed.file,
                (*placed.path, "name"),
                f"topic {placed.topic.name} belongs in {domain}.yaml; move it there",
            )


def _uneven(declared: Sequence[Placed]) -> Iterator[Problem]:
    joined = [placed for placed in declared if placed.topic.lane != "priority"]
    counts = Counter(placed.topic.partitions for placed in joined)
    if len(counts) < 2:  # noqa: PLR2004
        return
    usual = counts.most_common(1)[0][0]
    for placed in joined:
        if placed.topic.partitions != usual:
            yield Problem(
                placed.file,
                (*placed.path, "partitions"),
                f"topic {placed.topic.name} has {placed.topic.partitions} partitions, the others {usual}; "
                "topics that can be joined have the same count",
            )
