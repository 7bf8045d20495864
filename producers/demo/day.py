"""A seeded day of the regency: its events in the order in which they come, corrections and redeliveries among them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from producers.demo import civil, office, public, revenue, welfare
from producers.demo.amendments import AMENDED, CANCELLED
from producers.demo.origin import Origin, origin_of
from producers.demo.regency import Regency
from producers.demo.scene import Fact, Maker, Scene
from producers.demo.volumes import scaled
from simpul.adapters import WIB, Codes, Emission
from simpul.catalogue import Catalogue
from simpul.ids import source_event_id
from simpul.tokens import Tokens

DAY = date(2026, 7, 6)  # a Monday
EVENTS = 10_000
CORRECTED = 60  # one of so many events corrects or withdraws an earlier one
REDELIVERED = 250  # one of so many events is sent a second time
LATER = 40  # events between an event and its redelivery, at least

MAKERS: Mapping[str, Maker] = {**civil.MAKERS, **welfare.MAKERS, **office.MAKERS, **revenue.MAKERS, **public.MAKERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The events of a day, each once and by their order, and the places of those that come a second time."""

    emissions: tuple[Emission, ...]
    redelivered: frozenset[int]

    def arrivals(self) -> Iterator[Emission]:
        """The events as they come, the redelivered ones again a little later."""
        waiting: list[Emission] = []
        for place, emission in enumerate(self.emissions):
            yield emission
            if place in self.redelivered:
                waiting.append(emission)
            if len(waiting) > 1 and not place % LATER:
                yield waiting.pop(0)
        yield from waiting


def make_day(
    seed: int, *, events: int = EVENTS, day: date = DAY, codes: Codes, catalogue: Catalogue, tokens: Tokens
) -> Day:
    """The same day for the same seed.

    Raises:
        SettingError: too few events for a day.
    """
    random = Random(f"{seed}/{day}/{events}")
    scene = Scene(random=random, regency=Regency(seed, codes, tokens), day=day)
    # One list of types after another, as later ones speak of earlier ones: an instruction needs a letter.
    emissions: list[Emission] = []
    for event_type, count in scaled(events).items():
        systems = catalogue.systems_publishing(event_type)
        emissions += _of_type(event_type, count, scene=scene, systems=systems, seed=seed)
    emissions = _withdrawn(emissions)
    emissions.sort(key=lambda emission: _arrival(emission, random, day))
    # A database has each row once; only what is sent may be sent again.
    sent = [place for place, emission in enumerate(emissions) if origin_of(emission) is Origin.SDK]
    redelivered = random.sample(sent, events // REDELIVERED)
    return Day(emissions=tuple(emissions), redelivered=frozenset(redelivered))


def _of_type(event_type: str, count: int, *, scene: Scene, systems: tuple[int, ...], seed: int) -> Iterator[Emission]:
    originals: list[Emission] = []
    corrections = count // CORRECTED if event_type in AMENDED or event_type in CANCELLED else 0
    for number in range(count - corrections):
        emission = _original(MAKERS[event_type](scene), number=number, scene=scene, systems=systems, seed=seed)
        originals.append(emission)
        yield emission
    for number, earlier in enumerate(scene.random.sample(originals, corrections)):
        yield _correction(earlier, number=number, scene=scene, seed=seed)


def _original(fact: Fact, *, number: int, scene: Scene, systems: tuple[int, ...], seed: int) -> Emission:
    system = fact.system or scene.random.choice(systems)
    event_type = fact.event.event_type
    return Emission(
        system=system,
        event=fact.event,
        event_id=source_event_id(system, table=event_type, primary_key=f"{seed}/{scene.day}/{number}", version=1),
        occurred_at=fact.occurred_at,
        registered_at=fact.registered_at,
        region_code=fact.region_code,
    )


def _correction(earlier: Emission, *, number: int, scene: Scene, seed: int) -> Emission:
    """The same event said better where the type allows it, else said to have never been."""
    amend = AMENDED.get(earlier.event.event_type)
    event_type = earlier.event.event_type
    return Emission(
        system=earlier.system,
        event=amend(earlier.event) if amend else earlier.event,
        event_id=source_event_id(
            earlier.system, table=event_type, primary_key=f"{seed}/{scene.day}/correction/{number}", version=2
        ),
        occurred_at=earlier.occurred_at,
        registered_at=scene.after(max(earlier.registered_at, scene.moment(first=7, last=8)), hours=8),
        supersedes=earlier.event_id if amend else None,
        cancels=None if amend else earlier.event_id,
        region_code=earlier.region_code,
    )


def _withdrawn(emissions: list[Emission]) -> list[Emission]:
    """The events, with each cancelled certificate naming the registration that it takes back."""
    deaths = {
        emission.event.model_dump()["certificate_no"]: emission.event_id
        for emission in emissions
        if emission.event.event_type == "DeathRegistered"
    }
    return [
        emission._replace(cancels=deaths[emission.event.model_dump()["certificate_no"]])
        if emission.event.event_type == "CivilDocumentCancelled"
        else emission
        for emission in emissions
    ]


def _arrival(emission: Emission, random: Random, day: date) -> datetime:
    """When the event comes: as soon as it is official, or some time of the day where only the day is known."""
    moment = emission.registered_at.astimezone(WIB)
    if moment.time() != time():
        return moment
    return datetime.combine(day, time(7 + random.randrange(9), random.randrange(60), random.randrange(60)), WIB)
