"""The events of the benchmarks: tax payments, the same ones for the same seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from avro_schemas.bprd import PayChannel, TaxPaymentReceived, TaxType
from benchmarks.records import InputRecord
from simpul.contracts import Contracts, encode, key_text
from simpul.ids import source_event_id
from simpul.wire import Envelope, write_headers

PAYMENT_DESK = 29  # the system that takes the payments
FIRST = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
CHANNELS: tuple[PayChannel, ...] = ("BANK", "POST", "CASH", "VIRTUAL_ACCOUNT", "QRIS", "CARD")
TAXES: tuple[TaxType, ...] = ("PBB_P2", "PBB_P2", "PBB_P2", "PBB_P2", "HOTEL")
DISTRICTS = tuple(f"3508{district:02d}" for district in (1, 2, 3, 6, 10, 14, 21))


def payments(count: int, *, contracts: Contracts, seed: int, first_number: int = 0) -> Iterator[InputRecord]:
    """`count` payments, encoded, keyed and with their CloudEvents headers; the numbers run on from `first_number`."""
    contract = contracts.latest(TaxPaymentReceived.event_type)
    chance = random.Random(seed)
    for number in range(first_number, first_number + count):
        event = _payment(number, chance)
        data = event.__dict__
        key = key_text(contract, data)
        envelope = Envelope(
            event_id=str(source_event_id(PAYMENT_DESK, table="payments", primary_key=event.bill_id, version=1)),
            event_type=event.event_type,
            source_system=PAYMENT_DESK,
            producer_opd=event.owner,
            occurred_at=event.paid_at,
            registered_at=event.paid_at,
            purpose=("TAX_BASE",),
            legal_basis="PUBLIC_TASK",
            synthetic=True,
        )
        yield InputRecord(number, key.encode(), encode(contract, data), write_headers(envelope, subject=key))


def number_of(key: bytes) -> int:
    """The number of the payment whose record, or whose derived record, has this key."""
    return int(key.rpartition(b"-")[2])


def _payment(number: int, chance: random.Random) -> TaxPaymentReceived:
    tax = chance.choice(TAXES)
    return TaxPaymentReceived(
        bill_id=f"PBB-2026-{number:09d}",
        tax_type=tax,
        nop=f"{chance.choice(DISTRICTS)}000399900{chance.randrange(1000):03d}" if tax == "PBB_P2" else None,
        npwpd=f"P.2.{chance.randrange(10**7):07d}" if tax == "HOTEL" else None,
        amount=chance.randrange(15, 4_000) * 1_000,
        paid_at=FIRST + timedelta(milliseconds=chance.randrange(8 * 3_600_000)),
        channel=chance.choice(CHANNELS),
    )
