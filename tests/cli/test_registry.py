"""`simpul registry` as a process."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from simpul.cli.registry import registry
from simpul.errors import SettingError


def test_it_prints_its_address_serves_and_ends_on_sigterm_with_0() -> None:
    code = "from simpul.cli.registry import registry; registry(port=0)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        mode = httpx.get(f"{address}/mode").json()
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=30)

    assert address.startswith("http://127.0.0.1:")
    assert (mode, ended) == ({"mode": "READONLY"}, 0)


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(
            SettingError,
            match=rf"127\.0\.0\.1:{port} cannot be listened on \(Address already in use\): set SIMPUL_REGISTRY_PORT",
        ):
            registry(port=port)
