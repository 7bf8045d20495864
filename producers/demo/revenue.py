"""What permits, taxes and the sand gates bring on a day."""

from collections.abc import Mapping
from datetime import timedelta

from avro_schemas.bprd import (
    LandTransferTaxPaid,
    LocalTaxpayerRegistered,
    PbbObjectChanged,
    SandTruckTapped,
    SkabCardChanged,
    TaxPaymentReceived,
)
from avro_schemas.dishub import VehicleSeen
from avro_schemas.dpmptsp import BusinessLicenceIssued
from avro_schemas.dputr import BuildingPermitIssued
from producers.demo.scene import Fact, Maker, Scene, at, on

GATES = ("GATE-01", "GATE-02", "GATE-03", "GATE-04")
BUSINESS_KINDS = ("56101", "47111", "55110", "08103")


def building_permit_issued(scene: Scene) -> Fact:
    """A building permit."""
    random, owner = scene.random, scene.random.choice(scene.regency.adults)
    event = BuildingPermitIssued(
        permit_no=f"SK-PBG-350899-{scene.day:%d%m%Y}-{scene.next_number():05}",
        permit_kind=random.choice(("PBG", "SLF")),
        owner_tok=owner.tok,
        owner_name=owner.name,
        nop=random.choice((random.choice(scene.regency.nops), None)),
        lat=round(random.uniform(-8.3, -8.0), 6),
        lon=round(random.uniform(112.9, 113.3), 6),
        village_code=owner.village,
        floor_area_m2=float(random.randint(36, 240)),
        floors=random.choice((1, 1, 2)),
        function_code=random.choice(("DWELLING", "BUSINESS")),
        issued_on=scene.day,
    )
    return on(event, scene.day, scene.day, region=owner.village)


def business_licence_issued(scene: Scene) -> Fact:
    """A business licence."""
    random, owner, number = scene.random, scene.random.choice(scene.regency.adults), scene.next_number()
    person = random.random() < 0.8  # noqa: PLR2004
    event = BusinessLicenceIssued(
        nib=f"02200999{number:05}",
        legal_form="PERSON" if person else "COMPANY",
        owner_tok=owner.tok if person else None,
        trade_name=f"USAHA CONTOH {number}",
        kbli=sorted(random.sample(BUSINESS_KINDS, random.randint(1, 2))),
        risk=random.choice(("LOW", "MEDIUM_LOW", "HIGH")),
        scale=random.choice(("MICRO", "SMALL")),
        address=f"JL. CONTOH {random.randint(1, 200)}",
        village_code=owner.village,
        status="ACTIVE",
        issued_on=scene.day,
    )
    return on(event, scene.day, scene.day, region=owner.village)


def taxpayer_registered(scene: Scene) -> Fact:
    """A taxpayer of a local tax."""
    number = scene.next_number()
    event = LocalTaxpayerRegistered(
        npwpd=f"P.2.9{number:06}.10.05",
        nib=f"02200999{number:05}",
        tax_type=scene.random.choice(("FOOD", "HOTEL", "PARKING", "FOOD")),
        owner_tok=scene.random.choice(scene.regency.adults).tok,
        status="ACTIVE",
        start_date=scene.day,
    )
    return on(event, scene.day, scene.day)


def pbb_object_changed(scene: Scene) -> Fact:
    """A changed object of the land and building tax."""
    random, subject, nop = (
        scene.random,
        scene.random.choice(scene.regency.adults),
        scene.random.choice(scene.regency.nops),
    )
    permit = random.random() < 0.3  # noqa: PLR2004
    event = PbbObjectChanged(
        nop=nop,
        subject_tok=subject.tok,
        subject_name=subject.name,
        nik_check="WELL_FORMED",
        land_m2=float(random.randint(60, 900)),
        building_m2=float(random.randint(0, 200)),
        njop=random.randrange(20_000_000, 900_000_000, 500_000),
        change_type="BUILDING" if permit else random.choice(("NEW", "LAND", "SUBJECT", "VALUE")),
        source="PERMIT" if permit else random.choice(("SPOP", "LSPOP", "FIELD_CHECK")),
        permit_no=f"SK-PBG-350899-{scene.next_number()}" if permit else None,
        village_code_bps=nop[:10],
        changed_on=scene.day,
    )
    return on(event, scene.day, scene.day)


def land_transfer_paid(scene: Scene) -> Fact:
    """The tax on a transfer of land."""
    random = scene.random
    seller, buyer = random.sample(scene.regency.adults, 2)
    value = random.randrange(60_000_000, 900_000_000, 1_000_000)
    event = LandTransferTaxPaid(
        bphtb_no=f"BPHTB-{scene.day:%Y}-9{scene.next_number():06}",
        nop=random.choice(scene.regency.nops),
        seller_tok=seller.tok,
        buyer_tok=buyer.tok,
        deed_type=random.choice(("SALE", "INHERITANCE", "GRANT")),
        value=value,
        tax=max(0, value - 60_000_000) * 5 // 100,
        notary_id="PPAT-917",
        paid_on=scene.day,
    )
    return on(event, scene.day, scene.day)


def payment_received(scene: Scene) -> Fact:
    """A paid bill of a local tax."""
    random, number, moment = scene.random, scene.next_number(), scene.moment(first=6, last=22)
    pbb = random.random() < 0.8  # noqa: PLR2004
    event = TaxPaymentReceived(
        bill_id=f"{'PBB' if pbb else 'PJK'}-{scene.day:%Y}-9{number:06}",
        tax_type="PBB_P2" if pbb else random.choice(("FOOD", "HOTEL", "PARKING", "MBLB")),
        nop=random.choice(scene.regency.nops) if pbb else None,
        npwpd=None if pbb else f"P.2.9{number:06}.10.05",
        amount=random.randrange(15_000, 2_500_000, 500),
        paid_at=moment,
        channel=random.choice(("BANK", "POST", "VIRTUAL_ACCOUNT", "QRIS", "QRIS")),
    )
    return at(event, moment)


def truck_tapped(scene: Scene) -> Fact:
    """One trip of a sand truck."""
    random, moment = scene.random, scene.moment(first=0, last=23)
    card, holder, plate = random.choice(scene.regency.trucks)
    gate = random.choice(GATES)
    event = SandTruckTapped(
        card_serial=card,
        permit_holder_id=holder,
        commodity=random.choice(("SAND", "SAND", "STONE", "GROSOK", "FILL")),
        plate=plate,
        gate_id=gate,
        reader_id=f"READER-{gate[-2:]}",
        balance_after=random.randrange(0, 3_000_000, 35_000),
        tapped_at=moment,
    )
    return at(event, moment)


def vehicle_seen(scene: Scene) -> Fact:
    """A truck seen by the camera of a gate."""
    moment = scene.moment(first=0, last=23)
    gate = scene.random.choice(GATES)
    event = VehicleSeen(
        plate=scene.random.choice(scene.regency.trucks)[2],
        gate_id=gate,
        device_id=f"CAM-{gate[-2:]}",
        confidence=round(scene.random.uniform(0.8, 1.0), 3),
        seen_at=moment,
    )
    return at(event, moment)


def card_changed(scene: Scene) -> Fact:
    """A sand card that was issued or blocked."""
    card, holder, _ = scene.random.choice(scene.regency.trucks)
    event = SkabCardChanged(
        card_serial=card,
        permit_holder_id=holder,
        commodity="SAND",
        status=scene.random.choice(("ACTIVE", "BLOCKED")),
        valid_to=scene.day + timedelta(days=365),
    )
    return at(event, scene.moment())


MAKERS: Mapping[str, Maker] = {
    "BuildingPermitIssued": building_permit_issued,
    "BusinessLicenceIssued": business_licence_issued,
    "LocalTaxpayerRegistered": taxpayer_registered,
    "PbbObjectChanged": pbb_object_changed,
    "LandTransferTaxPaid": land_transfer_paid,
    "TaxPaymentReceived": payment_received,
    "SkabCardChanged": card_changed,
    "SandTruckTapped": truck_tapped,
    "VehicleSeen": vehicle_seen,
}
