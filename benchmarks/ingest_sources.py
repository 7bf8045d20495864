"""Systems full of rows for the benchmark `ingest`: files, databases, a service that is asked and one that sends."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from simpul.contracts import load_contracts, to_json
from simpul.local.databases import start_mariadb, start_postgres

PIECE = 5_000
PAGE = 500
HEAD = "NO;NO_AKTA;TGL_AKTA;NIK;NO_KK;NAMA;JK;TGL_LAHIR;TGL_MATI;TEMPAT_MATI;SHDK;KODE_KEC;KODE_DESA;STATUS;TGL_ENTRI"
DEATH = (
    "{n};3508-KM-{n:08d};02-08-2019;3508990107500001;3508990101100001;UJI SATU;L;01-07-1950;30-07-2019;RUMAH;1;10;1005;"
    "AKTIF;02-08-2019\r\n"
)
TABLE = """
CREATE TABLE objek_pajak (
    id INT AUTO_INCREMENT UNIQUE, nop CHAR(18) CHARACTER SET ascii PRIMARY KEY, nik_wp CHAR(16), nama_wp VARCHAR(100),
    luas_bumi DECIMAL(12, 2) NOT NULL, luas_bng DECIMAL(12, 2) NOT NULL, njop BIGINT NOT NULL, no_pbg VARCHAR(40),
    lintang DOUBLE, bujur DOUBLE
) ENGINE = InnoDB
"""
OBJECT = (
    "INSERT INTO objek_pajak (nop, nik_wp, nama_wp, luas_bumi, luas_bng, njop) "
    "VALUES (:nop, '3508990107500001', 'UJI', 1, 0, :n)"
)
LETTER = (
    "INSERT INTO outbox (aggregatetype, aggregateid, type, payload, occurred_at) "
    "VALUES ('letter', :n, 'LetterReceived', :payload, '2026-07-06 02:00:00')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A system that is ready to be read: its adapter, the settings that say where it is, and its rows."""

    adapter: str
    rows: int
    settings: Mapping[str, str]


@contextmanager
def export(folder: Path, *, rows: int) -> Iterator[Filled]:
    """One file of deaths."""
    folder.mkdir(parents=True)
    with (folder / "kematian.csv").open("w", encoding="ascii", newline="") as file:
        file.write(HEAD + "\r\n")
        file.writelines(DEATH.format(n=n) for n in range(rows))
    yield Filled(adapter="dukcapil-deaths", rows=rows, settings={"SIMPUL_ORIGIN": str(folder)})


@contextmanager
def outbox(folder: Path, *, rows: int, dialect: str) -> Iterator[Filled]:
    """Letters in an outbox."""
    contract = load_contracts().latest("LetterReceived")
    example = to_json(contract, contract.example)
    start = {"postgresql": start_postgres, "mariadb": start_mariadb}[dialect]
    with start(folder) as database:
        engine = create_engine(database.url)
        ready = files("simpul.adapters.outbox").joinpath(f"outbox.{dialect}.sql").read_text(encoding="utf-8")
        with engine.begin() as connection:
            for statement in statements(ready):
                connection.execute(text(statement))
        letters = ({"n": str(n), "payload": json.dumps(example | {"letter_id": f"nadine:{n}"})} for n in range(rows))
        _insert(engine, LETTER, letters)
        engine.dispose()
        yield Filled(adapter="nadine", rows=rows, settings={"SIMPUL_ORIGIN": database.url})


@contextmanager
def register(folder: Path, *, rows: int) -> Iterator[Filled]:
    """A table of tax objects on MariaDB."""
    with start_mariadb(folder) as database:
        engine = create_engine(database.url)
        with engine.begin() as connection:
            connection.execute(text(TABLE))
        objects = ({"nop": f"3508060003{n:07d}0", "n": n} for n in range(rows))
        _insert(engine, OBJECT, objects)
        engine.dispose()
        yield Filled(adapter="sim-pbb", rows=rows, settings={"SIMPUL_ORIGIN": database.url})


@contextmanager
def service(_: Path, *, rows: int) -> Iterator[Filled]:
    """Warnings of a service on this machine, in pages."""
    pages = [
        json.dumps(
            {
                "data": [_warning(n) for n in range(first, min(first + PAGE, rows))],
                "berikutnya": f"/warnings?page={first // PAGE + 1}" if first + PAGE < rows else None,
            }
        ).encode()
        for first in range(0, rows, PAGE)
    ]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages[int(self.path.partition("page=")[2] or 0)]
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  # its own signature
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        origin = f"http://:key@127.0.0.1:{server.server_address[1]}/warnings"
        yield Filled(adapter="magma", rows=rows, settings={"SIMPUL_ORIGIN": origin})
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _warning(number: int) -> dict[str, object]:
    return {
        "id": str(number),
        "jenis": "Lahar",
        "tingkat": "Siaga",
        "diterbitkan": "2026-07-06 09:00:00",
        "desa": [{"kode": "35.08.02.2004"}],
        "sungai": "BESUK KOBOKAN",
        "rekomendasi": "JAUHI ALIRAN SUNGAI",
        "kepastian": "TERAMATI",
        "berlaku_sampai": "2026-07-06 15:00:00",
    }


def _insert(engine: Engine, statement: str, rows: Iterator[Mapping[str, object]]) -> None:
    with engine.begin() as connection:
        while piece := list(islice(rows, PIECE)):
            connection.execute(text(statement), piece)


def statements(script: str) -> list[str]:
    """The statements of a script of SQL, without its comments."""
    bare = "\n".join(line.partition("--")[0] for line in script.splitlines())
    return [statement for statement in bare.split(";") if statement.strip()]
