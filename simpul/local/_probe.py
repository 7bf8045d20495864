"""Asks a broker which brokers its cluster has, by one Metadata request: an open port alone proves nothing."""

import socket
import struct

from simpul.local._layout import HOST

_METADATA = 3
_VERSION = 1  # the oldest that names a controller; every Kafka since 0.10 answers it
_CORRELATION = 7
_CLIENT = b"simpul-local"
_ANSWER_LIMIT = 1_000_000
_NO_CONTROLLER = -1


def known_brokers(port: int, *, timeout_s: float) -> frozenset[int]:
    """The ids of the brokers that can be used, as the broker on this port knows them; empty where none answers."""
    try:
        with socket.create_connection((HOST, port), timeout=timeout_s) as connection:
            connection.sendall(_request())
            (size,) = struct.unpack(">i", _exactly(connection, size=4))
            if not 0 < size < _ANSWER_LIMIT:
                return frozenset()
            return _brokers_of(_exactly(connection, size=size))
    except (OSError, struct.error):  # refused, reset, too slow, or another protocol
        return frozenset()


def _request() -> bytes:
    no_topics = struct.pack(">i", 0)
    head = struct.pack(">hhih", _METADATA, _VERSION, _CORRELATION, len(_CLIENT))
    body = head + _CLIENT + no_topics
    return struct.pack(">i", len(body)) + body


def _exactly(connection: socket.socket, *, size: int) -> bytes:
    received = b""
    while len(received) < size:
        chunk = connection.recv(size - len(received))
        if not chunk:
            raise ConnectionResetError
        received += chunk
    return received


def _brokers_of(answer: bytes) -> frozenset[int]:
    correlation, count = struct.unpack_from(">ii", answer)
    if correlation != _CORRELATION:
        return frozenset()
    at = 8
    brokers = set()
    for _ in range(count):
        node, host_size = struct.unpack_from(">ih", answer, at)
        at += 6 + host_size + 4
        (rack_size,) = struct.unpack_from(">h", answer, at)
        at += 2 + max(rack_size, 0)
        brokers.add(node)
    (controller,) = struct.unpack_from(">i", answer, at)
    return frozenset(brokers) if controller != _NO_CONTROLLER else frozenset()
