"""What the public meets on a day: hazards, lamps, complaints, village letters, schools; and what adapters flag."""

from collections.abc import Mapping
from datetime import timedelta

from avro_schemas.bpbd import HazardAlertRaised
from avro_schemas.dindikbud import StudentEnrolmentChanged
from avro_schemas.dishub import StreetLampStateChanged
from avro_schemas.diskominfo import (
    ComplaintAnswered,
    ComplaintChannel,
    ComplaintReopened,
    ComplaintRouted,
    ComplaintSubmitted,
    DataQualityFlagged,
)
from avro_schemas.dpmd import VillageLetterIssued
from producers.demo.scene import Fact, Maker, Scene, at, on
from simpul.numbers import ReasonCode

# Each channel is a system of its own; the national one is where an SP4N complaint starts.
CHANNELS: Mapping[int, ComplaintChannel] = {54: "LAPOR_LUMAJANG", 55: "SP4N", 56: "PPID", 57: "CITIZEN_APP"}
FLAGS = (
    (1, "NIK", ReasonCode.NIK_DISTRICT_UNKNOWN),
    (1, "TGL_AKTA", ReasonCode.DATE_INVALID),
    (26, "NOP", ReasonCode.NOP_LENGTH),
    (26, "NJOP", ReasonCode.MONEY_FRACTION),
    (11, "sifat", ReasonCode.LABEL_UNKNOWN),
    (36, "NIK", ReasonCode.NIK_LENGTH),
)


def alert_raised(scene: Scene) -> Fact:
    """A hazard alert."""
    random, moment = scene.random, scene.moment(first=0, last=22)
    event = HazardAlertRaised(
        alert_id=f"UJI-{scene.day:%Y}-{scene.next_number():05}",
        hazard=random.choice(("LAHAR", "APG", "FLOOD")),
        level=random.choice(("WASPADA", "SIAGA", "AWAS")),
        source="PVMBG",
        village_codes=sorted(random.sample(scene.regency.villages, 2)),
        river="BESUK KOBOKAN",
        advice="LATIHAN: JAUHI ALIRAN SUNGAI",
        certainty="OBSERVED",
        valid_until=moment + timedelta(hours=6),
    )
    return at(event, moment)


def lamp_changed(scene: Scene) -> Fact:
    """A street lamp that went out or came back."""
    moment, village = scene.moment(first=0, last=23), scene.random.choice(scene.regency.villages)
    event = StreetLampStateChanged(
        lamp_id=f"PJU-9{scene.random.randrange(1_000):03}",
        state=scene.random.choice(("DOWN", "DOWN", "UP")),
        village_code=village,
        changed_at=moment,
    )
    return at(event, moment, region=village)


def complaint_submitted(scene: Scene) -> Fact:
    """A complaint on any channel."""
    random, moment, village = scene.random, scene.moment(last=12), scene.random.choice(scene.regency.villages)
    system = random.choice(sorted(CHANNELS))
    channel = CHANNELS[system]
    number = f"{scene.day:%Y%m%d}-9{scene.next_number():05}"
    event = ComplaintSubmitted(
        complaint_id=f"{channel}:{number}",
        channel=channel,
        origin="SP4N" if channel == "SP4N" else "LOCAL",
        external_no=number,
        category=random.choice(("STREET_LAMP", "ROAD", "WASTE", "WATER")),
        text="CONTOH LAPORAN WARGA",
        place_text="DEPAN BALAI DESA",
        village_code=village,
        reporter_tok=random.choice((random.choice(scene.regency.adults).tok, None)),
        anonymous=False,
        identity_shared=False,
        deadline_class="SP4N_B" if channel == "SP4N" else "LOCAL",
        submitted_at=moment,
    )
    scene.complaints.append(event)
    return at(event, moment, region=village, system=system)


def complaint_routed(scene: Scene) -> Fact:
    """A complaint that was given to a department."""
    complaint = scene.random.choice(scene.complaints)
    moment = scene.after(complaint.submitted_at, hours=2)
    return at(ComplaintRouted(complaint_id=complaint.complaint_id, unit_code="DISHUB", routed_at=moment), moment)


def complaint_answered(scene: Scene) -> Fact:
    """An answer of a department."""
    complaint = scene.random.choice(scene.complaints)
    moment = scene.after(complaint.submitted_at + timedelta(hours=2), hours=4)
    event = ComplaintAnswered(
        complaint_id=complaint.complaint_id, unit_code="DISHUB", result_code="SOLVED", answered_at=moment
    )
    return at(event, moment)


def complaint_reopened(scene: Scene) -> Fact:
    """A reporter who was not satisfied."""
    complaint = scene.random.choice(scene.complaints)
    moment = scene.after(complaint.submitted_at + timedelta(hours=6), hours=4)
    event = ComplaintReopened(complaint_id=complaint.complaint_id, reopen_reason="NOT_SOLVED", reopened_at=moment)
    return at(event, moment)


def village_letter_issued(scene: Scene) -> Fact:
    """A letter of a village office."""
    person = scene.random.choice(scene.regency.adults)
    event = VillageLetterIssued(
        letter_ref=f"470/{scene.next_number()}/{scene.day:%Y}",
        village_code=person.village,
        letter_type=scene.random.choice(("DOMICILE", "BUSINESS", "POVERTY", "INTRODUCTION")),
        person_tok=person.tok,
        issued_on=scene.day,
    )
    return at(event, scene.moment(), region=person.village)


def enrolment_changed(scene: Scene) -> Fact:
    """A pupil who entered, left or finished a school."""
    child = scene.random.choice(scene.regency.children)
    event = StudentEnrolmentChanged(
        child_tok=child.tok,
        name=child.name,
        npsn=f"99999{scene.random.randrange(1_000):03}",
        grade=scene.random.randint(1, 12),
        change=scene.random.choice(("ENTERED", "LEFT", "GRADUATED")),
        changed_on=scene.day,
    )
    return on(event, scene.day, scene.day, region=child.village)


def quality_flagged(scene: Scene) -> Fact:
    """A row of an export that an adapter could not take as it was."""
    system, field, reason = scene.random.choice(FLAGS)
    event = DataQualityFlagged(
        source_system=system,
        source_ref=f"export-{system}-{scene.day:%Y%m%d}.csv#{scene.next_number()}",
        verdict=reason.verdict.value,
        reason_code=reason.value,
        field=field,
    )
    return at(event, scene.moment())


MAKERS: Mapping[str, Maker] = {
    "HazardAlertRaised": alert_raised,
    "StreetLampStateChanged": lamp_changed,
    "ComplaintSubmitted": complaint_submitted,
    "ComplaintRouted": complaint_routed,
    "ComplaintAnswered": complaint_answered,
    "ComplaintReopened": complaint_reopened,
    "VillageLetterIssued": village_letter_issued,
    "StudentEnrolmentChanged": enrolment_changed,
    "DataQualityFlagged": quality_flagged,
}
