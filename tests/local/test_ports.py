"""Ports: those given, else those remembered, else free ones."""

import socket

import pytest

from simpul.errors import LocalBusError
from simpul.local._layout import BrokerPorts, Plan
from simpul.local._ports import choose_ports, is_free

REMEMBERED = Plan(cluster_id="x", brokers=(BrokerPorts(clients=21_000, controller=21_001),))


def test_ports_are_remembered() -> None:
    chosen = choose_ports(brokers=1, given=None, wanted=None, remembered=REMEMBERED, is_free=lambda _: True)

    assert chosen == REMEMBERED.brokers


def test_a_remembered_port_that_is_taken_gives_way_to_a_free_one() -> None:
    [chosen] = choose_ports(
        brokers=1, given=None, wanted=None, remembered=REMEMBERED, is_free=lambda port: port != 21_000
    )

    assert chosen.clients != 21_000


def test_a_given_port_that_is_taken_is_refused() -> None:
    with pytest.raises(LocalBusError, match="port 9092 is taken"):
        choose_ports(brokers=1, given=9092, wanted=None, remembered=None, is_free=lambda port: port != 9092)


def test_three_brokers_get_six_ports() -> None:
    chosen = choose_ports(brokers=3, given=None, wanted=None, remembered=None, is_free=lambda _: True)

    assert len({port for ports in chosen for port in (ports.clients, ports.controller)}) == 6


def test_a_port_that_something_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert not is_free(listening.getsockname()[1])
