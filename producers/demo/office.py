"""What the offices enter about themselves on a day: staff, pay, accounts and letters."""

from collections.abc import Mapping

from avro_schemas.bkd import EmployeeLeftService, EmployeePositionChanged
from avro_schemas.bpkd import PayrollLinePrepared
from avro_schemas.diskominfo import AccessChanged
from avro_schemas.setda import DispositionIssued, LetterActionCompleted, LetterReceived
from producers.demo.regency import UNITS
from producers.demo.scene import Fact, Maker, Scene, at, on

SECURITY = ("B", "B", "B", "B", "T", "R", "SR")
URGENCY = ("BIASA", "BIASA", "BIASA", "SEGERA", "SANGAT_SEGERA")
CLASSIFICATIONS = ("005", "130", "470", "800", "900")


def position_changed(scene: Scene) -> Fact:
    """An appointment or a transfer."""
    employee = scene.random.choice(scene.regency.staff)
    event = EmployeePositionChanged(
        nip=employee.nip,
        person_tok=employee.person.tok,
        name=f"{employee.person.name}, S.Sos.",
        from_unit=employee.unit,
        to_unit=scene.random.choice(UNITS),
        post_code=f"POST-{scene.random.randrange(1_000):04}",
        echelon=scene.random.choice(("III.a", "IV.a", None)),
        decree_no=f"800/{scene.next_number()}/427.61/{scene.day:%Y}",
        effective_date=scene.day.replace(day=1),
    )
    return on(event, scene.day.replace(day=1), scene.day)


def left_service(scene: Scene) -> Fact:
    """The end of a service."""
    employee = scene.random.choice(scene.regency.staff)
    event = EmployeeLeftService(
        nip=employee.nip,
        person_tok=employee.person.tok,
        name=employee.person.name,
        reason=scene.random.choice(("RETIRED", "RESIGNED", "TRANSFERRED_OUT")),
        unit=employee.unit,
        effective_date=scene.day.replace(day=1),
    )
    return on(event, scene.day.replace(day=1), scene.day)


def payroll_line(scene: Scene) -> Fact:
    """A line of the draft payroll."""
    employee = scene.regency.staff[scene.next_number() % len(scene.regency.staff)]
    gross = scene.random.randrange(3_200_000, 9_800_000, 100_000)
    event = PayrollLinePrepared(
        nip=employee.nip,
        period=f"{scene.day:%Y-%m}",
        unit=employee.unit,
        gross=gross,
        net=gross * 92 // 100,
        allowance_codes=["TK", "TJ"],
        family_members_count=scene.random.randint(1, 5),
    )
    return at(event, scene.moment())


def access_changed(scene: Scene) -> Fact:
    """An account that was granted, changed or revoked."""
    employee = scene.random.choice(scene.regency.staff)
    state = scene.random.choice(("GRANTED", "CHANGED", "REVOKED"))
    moment = scene.moment()
    event = AccessChanged(
        nip=employee.nip,
        system_id=scene.random.randint(1, 67),
        roles=[] if state == "REVOKED" else ["viewer"],
        state=state,
        changed_at=moment,
    )
    return at(event, moment)


def letter_received(scene: Scene) -> Fact:
    """An incoming letter."""
    random, number, moment = scene.random, scene.next_number(), scene.moment(last=13)
    security = random.choice(SECURITY)
    code = random.choice(CLASSIFICATIONS)
    event = LetterReceived(
        letter_id=f"nadine:9{number:06}",
        agenda_no=f"A-{number}",
        letter_no=f"{code}/{number}/427.62/{scene.day:%Y}",
        letter_date=scene.days_ago(10),
        classification_code=code,
        security=security,
        urgency=random.choice(URGENCY),
        sender_org=random.choice(("DPMPTSP", "DINKES", "Provinsi Jawa Timur", "Instansi Contoh")),
        subject="Undangan rapat" if security == "B" else None,
        to_unit="427.11",
        received_at=moment,
    )
    scene.letters.append(event)
    return at(event, moment)


def disposition_issued(scene: Scene) -> Fact:
    """An instruction on a letter of the day."""
    letter, number = scene.random.choice(scene.letters), scene.next_number()
    moment = scene.after(letter.received_at, hours=5)
    event = DispositionIssued(
        letter_id=letter.letter_id,
        disposition_id=f"nadine:d9{number}-1",
        disposition_group_id=f"nadine:d9{number}",
        from_post="SEKDA",
        to_post=scene.random.choice(("KABAG-UMUM", "KABAG-HUKUM", "KABAG-ORG")),
        to_unit="427.11",
        instruction_code=scene.random.choice(("TL", "PEL", "UDK", "KOOR")),
        security=letter.security,
        urgency=letter.urgency,
        issued_at=moment,
    )
    scene.dispositions.append(event)
    return at(event, moment)


def letter_action_completed(scene: Scene) -> Fact:
    """An instruction that was carried out."""
    disposition = scene.random.choice(scene.dispositions)
    moment = scene.after(disposition.issued_at, hours=6)
    event = LetterActionCompleted(
        letter_id=disposition.letter_id,
        disposition_id=disposition.disposition_id,
        by_post=disposition.to_post,
        result_code=scene.random.choice(("ANSWERED", "FILED", "FORWARDED", "NO_ACTION_NEEDED")),
        completed_at=moment,
    )
    return at(event, moment)


MAKERS: Mapping[str, Maker] = {
    "EmployeePositionChanged": position_changed,
    "EmployeeLeftService": left_service,
    "PayrollLinePrepared": payroll_line,
    "AccessChanged": access_changed,
    "LetterReceived": letter_received,
    "DispositionIssued": disposition_issued,
    "LetterActionCompleted": letter_action_completed,
}
