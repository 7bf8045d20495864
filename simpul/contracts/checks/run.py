"""All checks, in the order in which their findings help."""

from collections.abc import Collection
from types import MappingProxyType

from simpul.contracts.checks.finding import FieldReaders, Finding, no_readers
from simpul.contracts.checks.generated import check_classes, check_projections
from simpul.contracts.checks.registry import check_registry
from simpul.contracts.checks.schema import check_schema
from simpul.contracts.checks.versions import check_versions
from simpul.contracts.folder import Entry, Folder
from simpul.contracts.load import contracts_of
from simpul.contracts.projection import Wishes


def check_contracts(
    folder: Folder,
    *,
    owners: Collection[str] = (),
    readers: FieldReaders = no_readers,
    published: tuple[Entry, ...] = (),
    wishes: Wishes = MappingProxyType({}),
) -> list[Finding]:
    """Everything that is wrong.

    `owners` are the known departments, `published` the registry of the main branch, `wishes` the fields that the
    catalogue's subscriptions ask for.
    """
    findings = list(check_registry(folder, published=published))
    for file in folder.files:
        findings += check_schema(file, folder, owners=owners)
    findings += check_versions(folder, readers=readers)
    if all(finding.is_draft for finding in findings):
        contracts = contracts_of(folder)
        findings += check_classes(contracts, folder.root)
        findings += check_projections(contracts, wishes)
    return findings
