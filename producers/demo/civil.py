"""What the civil registration office enters on a day."""

from collections.abc import Mapping
from datetime import date, timedelta

from avro_schemas.dispendukcapil import (
    AgeGroup,
    BirthRegistered,
    CivilDocumentCancelled,
    DeathRegistered,
    FamilyCardChanged,
    HouseholdMember,
    ResidentIdentityChanged,
    ResidentMoved,
)
from producers.demo.regency import DISTRICT, FACILITIES, Person
from producers.demo.scene import Fact, Maker, Scene, on
from simpul.tokens import TokenDomain

UNDER_FIVE = 5
GROWN_UP = 19
ELSEWHERE = ("35.07.10.2001", "35.13.05.2004", "35.78.01.1002")  # villages of other regencies


def birth_registered(scene: Scene) -> Fact:
    """A birth certificate."""
    random, tokens = scene.random, scene.regency.tokens
    mother, father = random.sample(scene.regency.adults, 2)
    born = scene.days_ago(30)
    male = random.random() < 0.5  # noqa: PLR2004
    number = scene.next_number()
    nik = f"{DISTRICT}{born.day + (0 if male else 40):02}{born:%m%y}{6_000 + number % 3_000:04}"
    first = random.choice(scene.regency.children).name.split()[0]
    event = BirthRegistered(
        child_tok=tokens.token(TokenDomain.NIK, nik),
        child_nik=nik,
        child_name=f"{first} CONTOH",
        child_first_name=first,
        sex="MALE" if male else "FEMALE",
        birth_date=born,
        birth_place="LUMAJANG",
        birth_order=1,
        certificate_no=f"3508-LU-{scene.day:%d%m%Y}-{number:05}",
        mother_tok=mother.tok,
        father_tok=father.tok,
        kk_tok=mother.kk_tok,
        birth_key=f"{mother.tok}/{born}/1",
        facility_code=random.choice((*FACILITIES, None)),
        village_code=mother.village,
    )
    return on(event, born, scene.day, region=mother.village)


def death_registered(scene: Scene) -> Fact:
    """A death certificate."""
    person = scene.random.choice(scene.regency.adults)
    died = scene.days_ago(20)
    event = DeathRegistered(
        person_tok=person.tok,
        nik=person.nik,
        name=person.name,
        sex="MALE" if person.male else "FEMALE",
        birth_date=person.birth_date,
        death_date=died,
        certificate_no=f"3508-KM-{scene.day:%d%m%Y}-{scene.next_number():05}",
        place_class=scene.random.choice(("HOME", "HOME", "FACILITY", "OTHER")),
        was_head_of_family=scene.random.random() < 0.4,  # noqa: PLR2004
        kk_tok=person.kk_tok,
        village_code=person.village,
    )
    scene.deaths.append(event)
    return on(event, died, scene.day, region=person.village)


def resident_moved(scene: Scene) -> Fact:
    """A move into, out of or within the regency."""
    random = scene.random
    person = random.choice(scene.regency.adults + scene.regency.children)
    direction = random.choice(("IN", "OUT", "INTERNAL"))
    effective = scene.days_ago(5)
    home = random.choice([village for village in scene.regency.villages if village != person.village])
    event = ResidentMoved(
        person_tok=person.tok,
        nik=person.nik,
        name=person.name,
        birth_date=person.birth_date,
        age_group=_age_group(person, effective),
        direction=direction,
        from_village_code=random.choice(ELSEWHERE) if direction == "IN" else person.village,
        to_village_code=random.choice(ELSEWHERE) if direction == "OUT" else home,
        address=f"JL. CONTOH {random.randint(1, 200)}",
        kk_tok_old=person.kk_tok,
        kk_tok_new=None,
        move_group_id=f"SKPWNI/3508/{scene.day:%d%m%Y}/{scene.next_number():05}",
        member_count=1,
        move_reason=random.choice(("WORK", "STUDY", "FAMILY", "MARRIAGE", "HOUSING")),
        effective_date=effective,
    )
    return on(event, effective, scene.day, region="35.08")


def identity_changed(scene: Scene) -> Fact:
    """A changed name or marital status."""
    person = scene.random.choice(scene.regency.adults)
    renamed = scene.random.random() < 0.2  # noqa: PLR2004
    event = ResidentIdentityChanged(
        person_tok=person.tok,
        nik=person.nik,
        changed_fields=["name"] if renamed else ["marital_status"],
        new_name=f"{person.name} PERAGA" if renamed else None,
        new_marital_status=None if renamed else scene.random.choice(("MARRIED", "DIVORCED", "WIDOWED")),
        effective_date=scene.day,
    )
    return on(event, scene.day, scene.day, region=person.village)


def family_card_changed(scene: Scene) -> Fact:
    """A new family card of a household."""
    random, tokens = scene.random, scene.regency.tokens
    head, spouse = random.sample(scene.regency.adults, 2)
    children = random.sample(scene.regency.children, random.randint(0, 3))
    number = f"{DISTRICT}{scene.day:%d%m%y}{scene.next_number() % 10_000:04}"
    members = [
        HouseholdMember(person_tok=head.tok, relation="HEAD", is_child=False),
        HouseholdMember(person_tok=spouse.tok, relation="SPOUSE", is_child=False),
        *(HouseholdMember(person_tok=child.tok, relation="CHILD", is_child=True) for child in children),
    ]
    event = FamilyCardChanged(
        kk_tok_new=tokens.token(TokenDomain.KK, number),
        kk_tok_old=head.kk_tok,
        kk_no_new=number,
        kk_no_old=head.kk,
        head_tok=head.tok,
        members=members,
        reason=random.choice(("NEW", "MEMBERS_CHANGED", "SPLIT", "MOVED", "HEAD_DIED")),
        village_code=head.village,
        hamlet=random.choice(("KRAJAN", "SUMBERSARI", None)),
        effective_date=scene.day,
    )
    return on(event, scene.day, scene.day, region=head.village)


def document_cancelled(scene: Scene) -> Fact:
    """An annulled death certificate; the day says which event it takes back."""
    death = scene.deaths.pop(scene.random.randrange(len(scene.deaths)))
    event = CivilDocumentCancelled(
        person_tok=death.person_tok,
        document_type="DEATH",
        certificate_no=death.certificate_no,
        cert_tok=scene.regency.tokens.token(TokenDomain.CERT, death.certificate_no),
        ground="ADMINISTRATIVE_ERROR",
        decided_on=scene.day,
    )
    return on(event, scene.day, scene.day, region=death.village_code)


def _age_group(person: Person, day: date) -> AgeGroup:
    age = (day - person.birth_date) // timedelta(days=365)
    if age < UNDER_FIVE:
        return "UNDER_5"
    return "SCHOOL_AGE" if age < GROWN_UP else "ADULT"


MAKERS: Mapping[str, Maker] = {
    "BirthRegistered": birth_registered,
    "DeathRegistered": death_registered,
    "ResidentMoved": resident_moved,
    "ResidentIdentityChanged": identity_changed,
    "FamilyCardChanged": family_card_changed,
    "CivilDocumentCancelled": document_cancelled,
}
