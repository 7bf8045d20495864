"""The catalogue from its files: read, checked as a whole, and every fault named with file and line."""

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from simpul.catalogue.collection import Catalogue
from simpul.catalogue.declared import (
    DeclaredAdapter,
    DeclaredAdapters,
    DeclaredApplications,
    DeclaredTopic,
    DeclaredTopics,
)
from simpul.catalogue.derive import applications_of, dead_letter_topic, delivery_topics, memory_topic, state_topics
from simpul.catalogue.document import Document, parse
from simpul.catalogue.judge import Judge, Placed
from simpul.catalogue.judge_whole import judge_adapters, judge_applications, judge_whole
from simpul.catalogue.model import Adapter, Condition, Programs, Subscription, Topic
from simpul.catalogue.problem import Problem, catalogue_error
from simpul.catalogue.reference import Reference, read_reference
from simpul.contracts import Contracts
from simpul.errors import CatalogueError

APPLICATIONS = "applications.yaml"
ADAPTERS = "adapters.yaml"
Model = TypeVar("Model", bound=BaseModel)


def load_catalogue(package: str = "topics", *, contracts: Contracts) -> Catalogue:
    """The catalogue of a package, which is found but not imported.

    Raises:
        CatalogueError: names every fault with file and line.
    """
    return catalogue_of(_folder(package), contracts=contracts)


def catalogue_of(folder: Path, *, contracts: Contracts) -> Catalogue:
    """The catalogue of a folder with topic files, applications.yaml, adapters.yaml and reference/.

    Raises:
        CatalogueError: names every fault with file and line.
    """
    reference = read_reference(folder / "reference")
    documents = {document.name: document for document in _documents(folder)}
    problems: list[Problem] = []
    declared = _declared(documents, problems)
    judge = Judge(contracts, reference)
    for placed in declared.topics:
        problems += judge.topic(placed)
    problems += judge_whole(declared.topics)
    if declared.applications is not None:
        name = f"{folder.name}/{APPLICATIONS}"
        problems += judge_applications(name, declared.applications, declared=declared.topics, reference=reference)
    problems += judge_adapters(f"{folder.name}/{ADAPTERS}", declared.adapters, declared=declared.topics)
    if problems or declared.applications is None:
        raise catalogue_error(_lines(problems, documents))
    return _assembled(declared, declared.applications, contracts=contracts, reference=reference)


def _folder(package: str) -> Path:
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        spec = None
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise CatalogueError(f"there is no package {package} to read the catalogue from; see SIMPUL_CATALOGUE")
    return Path(places[0])


def _documents(folder: Path) -> Iterator[Document]:
    paths = sorted(folder.glob("*.yaml"))
    if not (folder / APPLICATIONS).is_file():
        raise CatalogueError(f"{folder.name}/{APPLICATIONS} is missing; it names the operator and the applications")
    for path in paths:
        yield parse(f"{folder.name}/{path.name}", path.read_text(encoding="utf-8"))


@dataclass(slots=True)
class _Declared:
    """What the files say, each entry checked by itself."""

    topics: list[Placed] = field(default_factory=list)
    applications: DeclaredApplications | None = None
    adapters: tuple[DeclaredAdapter, ...] = ()


def _declared(documents: dict[str, Document], problems: list[Problem]) -> _Declared:
    declared = _Declared()
    for document in documents.values():
        name = document.name.rpartition("/")[2]
        if name == APPLICATIONS:
            declared.applications = _model(DeclaredApplications, document, problems)
        elif name == ADAPTERS:
            adapters = _model(DeclaredAdapters, document, problems)
            declared.adapters = adapters.adapters if adapters else ()
        elif (file := _model(DeclaredTopics, document, problems)) is not None:
            declared.topics += [Placed(topic, document.name, ("topics", at)) for at, topic in enumerate(file.topics)]
    return declared


def _model(kind: type[Model], document: Document, problems: list[Problem]) -> Model | None:
    try:
        return kind.model_validate(document.content)
    except ValidationError as refused:
        problems += (
            Problem(document.name, fault["loc"], _sentence(fault["loc"], fault["msg"]))
            for fault in refused.errors(include_url=False)
        )
        return None


def _sentence(loc: tuple[str | int, ...], message: str) -> str:
    name = next((step for step in reversed(loc) if isinstance(step, str)), "the file")
    wording = {"Field required": "is missing", "Extra inputs are not permitted": "is not known here; remove it"}
    return f"{name}: {wording.get(message, message.removeprefix('Value error, '))}"


def _lines(problems: Sequence[Problem], documents: dict[str, Document]) -> list[str]:
    return [f"{documents[problem.file].place(problem.path)} {problem.sentence}" for problem in problems]


def _assembled(
    declared: _Declared,
    applications: DeclaredApplications,
    *,
    contracts: Contracts,
    reference: Reference,
) -> Catalogue:
    placed = [each.topic for each in declared.topics]
    topics = [_topic(topic) for topic in placed]
    by_name = {topic.name: topic for topic in topics}
    by_type = {event_type: topic for topic in topics for event_type in topic.event_types}
    subscriptions = [subscription for topic in placed for subscription in _subscriptions(topic)]
    operator = applications.operator
    running = applications_of(applications, subscriptions=subscriptions, sources=by_type)
    deliveries = delivery_topics(subscriptions, sources=by_type, contracts=contracts, operator=operator)
    dead_letters = [dead_letter_topic(one, sources=by_name, operator=operator) for one in running]
    of_state = [
        topic for one in running if one.state for topic in state_topics(one, sources=by_name, operator=operator)
    ]
    publishers = {event.type: event.systems for topic in placed for event in topic.events}
    adapters = [Adapter(**one.model_dump()) for one in declared.adapters]
    memories = [memory_topic(one, sources=by_type, publishers=publishers, operator=operator) for one in adapters]
    return Catalogue(
        topics=[*topics, *deliveries, *dead_letters, *of_state, *memories],
        subscriptions=subscriptions,
        programs=Programs(operator=operator, applications=running, adapters=tuple(adapters)),
        publishers=publishers,
        reference=reference,
    )


def _topic(declared: DeclaredTopic) -> Topic:
    return Topic(
        name=declared.name,
        owner=declared.owner,
        kind="event",
        event_types=tuple(event.type for event in declared.events),
        partitions=declared.partitions,
        retention_days=declared.retention_days,
        max_class=declared.max_class,
        lane=declared.lane,
    )


def _subscriptions(topic: DeclaredTopic) -> Iterator[Subscription]:
    for event in topic.events:
        for one in event.subscriptions:
            given = one.model_dump(exclude={"explicit_grant", "where", "fields"})
            where = tuple(Condition(field=field, one_of=values) for field, values in one.where.items())
            yield Subscription(event_type=event.type, fields=one.fields, where=where, **given)
