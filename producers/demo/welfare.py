"""What hospitals, health centres and the aid offices enter on a day."""

from collections.abc import Mapping
from datetime import timedelta

from avro_schemas.dinkes import (
    BirthReportedByFacility,
    DeathReportedByFacility,
    ImmunisationGiven,
    JknLocalMembershipChanged,
)
from avro_schemas.dinsos import AidDisbursed, AidRecipientStatusChanged, LocalAidCaseOpened
from producers.demo.regency import FACILITIES
from producers.demo.scene import Fact, Maker, Scene, at, on
from simpul.adapters import WIB

VACCINES = (("BCG", 1), ("HB0", 1), ("OPV", 1), ("DPT-HB-HIB", 1), ("DPT-HB-HIB", 2), ("MR", 1))


def birth_reported(scene: Scene) -> Fact:
    """A birth in a health facility."""
    random = scene.random
    mother = random.choice(scene.regency.adults)
    born = scene.moment(first=0, last=20) - timedelta(days=random.randint(0, 2))
    day = born.astimezone(WIB).date()
    event = BirthReportedByFacility(
        birth_key=f"{mother.tok}/{day}/1",
        mother_tok=mother.tok,
        mother_nik=mother.nik,
        mother_phone=random.choice((f"08000000{scene.next_number():05}", None)),
        birth_at=born,
        birth_date=day,
        birth_order=1,
        sex=random.choice(("MALE", "FEMALE")),
        weight_g=random.randint(2_300, 4_200),
        facility_code=random.choice(FACILITIES),
        mother_village_code=mother.village,
    )
    return Fact(event=event, occurred_at=born, registered_at=scene.after(born, hours=3), region_code=mother.village)


def death_reported(scene: Scene) -> Fact:
    """A death in a health facility; sometimes nobody knows of whom."""
    random = scene.random
    person = random.choice(scene.regency.adults)
    known = random.random() < 0.9  # noqa: PLR2004
    facility = random.choice(FACILITIES)
    died = scene.moment(first=0, last=20)
    event = DeathReportedByFacility(
        case_no=f"{facility}-{scene.next_number():06}",
        person_tok=person.tok if known else None,
        nik=person.nik if known else None,
        name=person.name if known else "TIDAK DIKENAL",
        village_code=person.village if known else None,
        hamlet="KRAJAN" if known else None,
        death_at=died,
        facility_code=facility,
    )
    return Fact(event=event, occurred_at=died, registered_at=scene.after(died, hours=2))


def immunisation_given(scene: Scene) -> Fact:
    """A dose given at a health centre."""
    child = scene.random.choice(scene.regency.children)
    vaccine, dose = scene.random.choice(VACCINES)
    event = ImmunisationGiven(
        subject_key=child.tok,
        child_tok=child.tok,
        birth_key=None,
        vaccine_code=vaccine,
        dose_no=dose,
        given_on=scene.day,
        facility_code=scene.random.choice(FACILITIES),
    )
    return on(event, scene.day, scene.day, region=child.village)


def membership_changed(scene: Scene) -> Fact:
    """A member who came onto or left the insurance list paid by the regency."""
    random = scene.random
    person = random.choice(scene.regency.adults)
    event = JknLocalMembershipChanged(
        person_tok=person.tok,
        nik=person.nik,
        nik_check=random.choice(("VERIFIED", "WELL_FORMED")),
        birth_date=random.choice((person.birth_date, None)),
        member_no=f"000999{scene.next_number():07}",
        status=random.choice(("ACTIVE", "ACTIVE", "STOPPED")),
        premium_class=3,
        since=scene.day.replace(day=1),
        payer="APBD",
    )
    return on(event, scene.day.replace(day=1), scene.day)


def recipient_changed(scene: Scene) -> Fact:
    """A holder who came onto or left an aid list."""
    random = scene.random
    person = random.choice(scene.regency.adults)
    programme = random.choice(("PKH", "BPNT", "LOCAL"))
    event = AidRecipientStatusChanged(
        person_tok=person.tok,
        nik=person.nik,
        nik_check="VERIFIED",
        birth_date=person.birth_date,
        kk_tok=person.kk_tok,
        programme=programme,
        status=random.choice(("ACTIVE", "STOPPED")),
        period=f"{scene.day:%Y-%m}",
        village_code=person.village,
        source_list_id=f"{programme}-{scene.day:%Y-%m}",
    )
    return on(event, scene.day.replace(day=1), scene.day, region=person.village)


def aid_disbursed(scene: Scene) -> Fact:
    """A payment of aid."""
    person = scene.random.choice(scene.regency.adults)
    event = AidDisbursed(
        disbursement_id=f"BAYAR-{scene.day:%Y%m%d}-{scene.next_number():06}",
        person_tok=person.tok,
        programme=scene.random.choice(("PKH", "BPNT", "LOCAL")),
        amount=scene.random.choice((200_000, 600_000, 750_000)),
        period=f"{scene.day:%Y-%m}",
        channel=scene.random.choice(("BANK", "POST")),
        paid_on=scene.day,
    )
    return on(event, scene.day, scene.day)


def aid_case_opened(scene: Scene) -> Fact:
    """A case at the regency's aid desk."""
    person = scene.random.choice(scene.regency.adults)
    event = LocalAidCaseOpened(
        case_no=f"PUSKESOS-{scene.day:%Y}-{scene.next_number():06}",
        person_tok=person.tok,
        case_type=scene.random.choice(("POVERTY", "HEALTH", "DISABILITY", "OTHER")),
        village_code=person.village,
        opened_on=scene.day,
    )
    return at(event, scene.moment(), region=person.village)


MAKERS: Mapping[str, Maker] = {
    "BirthReportedByFacility": birth_reported,
    "DeathReportedByFacility": death_reported,
    "ImmunisationGiven": immunisation_given,
    "JknLocalMembershipChanged": membership_changed,
    "AidRecipientStatusChanged": recipient_changed,
    "AidDisbursed": aid_disbursed,
    "LocalAidCaseOpened": aid_case_opened,
}
