"""A small catalogue on disk that a test may spoil in one place."""

import shutil
from pathlib import Path

import topics
from simpul.catalogue import Catalogue
from simpul.catalogue.load import catalogue_of
from simpul.contracts import Contracts

REFERENCE = Path(topics.__path__[0]) / "reference"

ADMINDUK = """\
topics:
  - name: adminduk.birth
    owner: DISPENDUKCAPIL
    class: P3
    partitions: 6
    retention_days: 30
    events:
      - type: BirthRegistered
        key: [child_tok]
        systems: [1, 2]
        subscriptions:
          - id: dinkes-40.birth-registered
            department: DINKES
            system: 40
            purpose: CHILD_HEALTH
            legal_basis: PUBLIC_TASK
            fields: [child_nik, village_code]
            explicit_grant: [child_nik]
            scope: village_code
            ends: 2027-12-31
          - id: dinkes.birth-registered
            department: DINKES
            purpose: STATISTICS
            legal_basis: PUBLIC_TASK
            fields: [village_code]
            where: {facility_code: [RSU-1]}
            ends: 2027-12-31
            state: suspended
            reason: not agreed yet
"""

HAZARD = """\
topics:
  - name: hazard.alert
    owner: BPBD
    class: P0
    partitions: 1
    retention_days: 365
    lane: priority
    events:
      - type: HazardAlertRaised
        key: [alert_id]
        systems: [61, 62]
        subscriptions:
          - id: dinkes-40.hazard-alert-raised
            department: DINKES
            system: 40
            purpose: EMERGENCY
            legal_basis: VITAL_INTEREST
            fields: [alert_id, level]
            ends: 2027-12-31
"""

ORDINARY = """\
topics:
  - name: access.account
    owner: DISKOMINFO
    class: P1
    partitions: 6
    retention_days: 365
    events:
      - type: AccessChanged
        key: [nip]
        systems: [59]

  - name: access.derived
    owner: DISKOMINFO
    class: P1
    partitions: 6
    retention_days: 365
    events:
      - type: AccessReviewRequired
        key: [nip, system_id, effective_date]
"""

APPLICATIONS = """\
operator: DISKOMINFO
applications:
  - name: ordinary
    reads: subscribed
    doc: Delivers.
  - name: urgent
    reads: subscribed
    lane: priority
    doc: Delivers at once.
  - name: one
    reads: [access.account]
    doc: Reads one topic.
"""

ADAPTERS = """\
adapters:
  - name: accounts
    systems: [59]
    module: producers.accounts
    shares: 2
    doc: Publishes accounts.
"""

FILES = {
    "access.yaml": ORDINARY,
    "adapters.yaml": ADAPTERS,
    "adminduk.yaml": ADMINDUK,
    "applications.yaml": APPLICATIONS,
    "hazard.yaml": HAZARD,
}


def write(folder: Path) -> Path:
    """The small catalogue in `folder`/topics."""
    root = folder / "topics"
    shutil.copytree(REFERENCE, root / "reference")
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def load_spoilt(folder: Path, contracts: Contracts, *, file: str, old: str, new: str) -> Catalogue:
    """The small catalogue after one text in one file was replaced."""
    root = write(folder)
    text = (root / file).read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{file} does not hold {old!r}")
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    return catalogue_of(root, contracts=contracts)
