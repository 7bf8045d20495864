"""The jars are the pinned ones or nothing runs."""

from pathlib import Path

import pytest

from simpul.errors import LocalBusError
from simpul.local._jars import Jar, check_digest, fetch_jars, parse_lock, pinned_jars

JAR = Jar("org.example", "thing", "1.0", "0" * 64, 3)


def test_every_pinned_jar_has_a_digest_and_no_address() -> None:
    jars = pinned_jars()

    assert len(jars) > 40
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)


def test_a_lock_line_gives_coordinates_digest_and_size() -> None:
    assert parse_lock(f"# words\norg.example:thing:1.0 sha256:{'0' * 64} 3\n") == (JAR,)


def test_a_jar_with_another_digest_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "thing.jar"
    path.write_bytes(b"abc")

    with pytest.raises(LocalBusError, match=r"org\.example:thing:1\.0 was fetched with the digest"):
        check_digest(path, jar=JAR)


def test_a_jar_in_the_cache_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / JAR.file_name).write_bytes(b"abc")
    seen: list[tuple[int, int]] = []

    paths = fetch_jars([JAR], folder=tmp_path, progress=lambda done, total: seen.append((done, total)))

    assert paths == [tmp_path / JAR.file_name]
    assert seen == []


def test_a_jar_that_cannot_be_fetched_is_named_with_the_next_step(tmp_path: Path) -> None:
    absent = Jar("id.simpul.nowhere", "nothing", "0.0.0", "0" * 64, 3)

    with pytest.raises(LocalBusError, match=r"nothing:0\.0\.0 cannot be fetched .* needs the network once"):
        fetch_jars([absent], folder=tmp_path, progress=lambda _, __: None)

    assert list(tmp_path.iterdir()) == []
