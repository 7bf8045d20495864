"""A name that does not exist is answered with the nearest one that does."""

import pytest

from simpul.contracts import Contracts, load_contracts, typed_class
from simpul.errors import ContractError


def test_an_unknown_event_type_brings_the_near_match(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match="no event type DeathRegisterd; did you mean DeathRegistered"):
        contracts.latest("DeathRegisterd")


def test_an_unknown_version_names_the_newest(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match=r"simpul\.dispendukcapil\.DeathRegistered has no version 9; the newest is"):
        contracts.version("DeathRegistered", 9)


def test_a_projection_that_was_not_made_says_how_to_make_it(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match=r"nobody has no projection of DeathRegistered.*simpul contracts project"):
        contracts.projection("nobody", "DeathRegistered")


def test_a_package_that_does_not_exist_is_named() -> None:
    with pytest.raises(ContractError, match=r"no package nowhere\.at_all"):
        load_contracts("nowhere.at_all")


def test_a_class_that_was_not_generated_says_how_to_make_it(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match=r"elsewhere\.bkd has no class .*run simpul contracts generate"):
        typed_class("elsewhere", contracts.latest("EmployeeLeftService"))


def test_ids_and_subjects_lead_to_the_same_contract(contracts: Contracts) -> None:
    for contract in contracts:
        assert contracts.by_id(contract.schema_id) is contracts.of_subject(contract.subject, version=contract.version)
