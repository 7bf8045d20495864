"""The invented people, staff, houses and trucks of a day; none of their numbers can belong to anybody."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from simpul.adapters import Codes
from simpul.tokens import TokenDomain, Tokens

DISTRICT = "350899"  # does not exist
FIRST = "ADI AYU BAGAS BAYU BUDI CITRA DEWI DIAN EKA FAJAR GALIH INDAH JOKO KARTIKA LESTARI NUR PUTRI RINI SARI WAHYU"
LAST = "CONTOH UJI COBA MISAL PERAGA"
UNITS = ("DINSOS", "DINKES", "BKD", "BPRD", "DPUTR", "DPMPTSP", "SETDA", "DINDIKBUD", "DISHUB", "BPBD")
FACILITIES = ("RSUD-LUMAJANG", "RSUD-PASIRIAN", "PKM-SUKODONO", "PKM-SENDURO", "PKM-CANDIPURO")
ADULT_YEARS = range(1940, 2004)
CHILD_YEARS = range(2009, 2026)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist."""

    nik: str
    kk: str
    name: str
    male: bool
    birth_date: date
    village: str
    tok: str
    kk_tok: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """A civil servant who does not exist, born before 1900 as the NIP has it."""

    nip: str
    person: Person
    unit: str
    post: str


@dataclass(frozen=True)
class Regency:
    """Everybody and everything that a day's events speak of, the same for the same seed."""

    seed: int
    codes: Codes
    tokens: Tokens

    @cached_property
    def villages(self) -> tuple[str, ...]:
        """Village codes."""
        return tuple(sorted(self.codes.villages))

    @cached_property
    def adults(self) -> tuple[Person, ...]:
        """Grown-up residents."""
        return self._people(2_000, years=ADULT_YEARS, serials=1)

    @cached_property
    def children(self) -> tuple[Person, ...]:
        """Residents under 18."""
        return self._people(600, years=CHILD_YEARS, serials=3_001)

    @cached_property
    def staff(self) -> tuple[Employee, ...]:
        """Civil servants."""
        random = Random(f"{self.seed}/staff")
        return tuple(
            Employee(
                nip=f"{random.randint(1880, 1899)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
                f"{random.randint(2005, 2025)}{random.randint(1, 12):02}{1 if person.male else 2}{number % 1000:03}",
                person=person,
                unit=random.choice(UNITS),
                post=f"POST-{number:04}",
            )
            for number, person in enumerate(self.adults[:900])
        )

    @cached_property
    def nops(self) -> tuple[str, ...]:
        """Tax objects, all in block 999."""
        random = Random(f"{self.seed}/nops")
        return tuple(
            f"3508{random.choice(sorted(self.codes.nop_districts))}{random.randint(1, 12):03}999{number:04}0"
            for number in range(1, 1_500)
        )

    @cached_property
    def trucks(self) -> tuple[tuple[str, str, str], ...]:
        """Card serial, holder of the mining licence and number plate of each sand truck."""
        return tuple((f"SKAB-9{n:05}", f"IUP-9{n % 40:02}", f"N {9_000 + n} ZZ") for n in range(400))

    def _people(self, count: int, *, years: range, serials: int) -> tuple[Person, ...]:
        random = Random(f"{self.seed}/people/{serials}")
        return tuple(self._person(random, years, serial) for serial in range(serials, serials + count))

    def _person(self, random: Random, years: range, serial: int) -> Person:
        born = date(random.choice(years), 1, 1) + timedelta(days=random.randrange(365))
        male = random.random() < 0.5  # noqa: PLR2004
        nik = f"{DISTRICT}{born.day + (0 if male else 40):02}{born:%m%y}{serial:04}"
        recorded = f"{random.randint(1, 28):02}{random.randint(1, 12):02}{random.randint(10, 25)}"
        kk = f"{DISTRICT}{recorded}{serial // 3 + 1:04}"
        return Person(
            nik=nik,
            kk=kk,
            name=f"{random.choice(FIRST.split())} {random.choice(LAST.split())}",
            male=male,
            birth_date=born,
            village=random.choice(self.villages),
            tok=self.tokens.token(TokenDomain.NIK, nik),
            kk_tok=self.tokens.token(TokenDomain.KK, kk),
        )
