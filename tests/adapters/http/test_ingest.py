"""What is answered, what is kept, and that the two agree."""

import asyncio
import gzip
import json
from pathlib import Path
from uuid import UUID

import pytest

from simpul.adapters.http.bodies import CLOUD_BATCH, CLOUD_EVENT, LINES, MAX_EVENTS
from simpul.adapters.http.server import MAX_BODY_BYTES
from simpul.contracts import decode
from simpul.ids import source_event_id
from simpul.wire import read_envelope
from tests.adapters.http.served import BPBD, KEYS, SIAK, bus, cloud_event, error_fields, event, example, served

ID = "0197f1f0-0000-7000-8000-000000000001"
PROBLEM = "application/problem+json"


async def test_an_event_is_kept_with_its_key_envelope_and_data(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        status, answer = await ingest.post(event(id=ID, region_code="35.08.02", synthetic=True))

        [record] = await ingest.kept()

    contract, data = decode(bus()[0], record.value)
    envelope = read_envelope(record.headers)
    assert (status, answer) == (202, {"event_id": ID, "status": "accepted"})
    assert (record.topic, record.key, record.event_id) == ("hazard.alert", b"PVMBG-2026-0117", ID)
    assert (contract.event_type, data) == ("HazardAlertRaised", contract.example)
    assert (envelope.event_id, envelope.source_system, envelope.region_code) == (ID, BPBD, "35.08.02")
    assert envelope.synthetic
    assert envelope.occurred_at.isoformat() == "2026-07-06T02:00:00+00:00"


async def test_a_request_that_comes_again_is_answered_alike_and_kept_once(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        answers = [
            [await ingest.post(event(id=ID)) for _ in range(2)],
            [await ingest.post(event(id="siren 7, 2026-07-06")) for _ in range(2)],
            [await ingest.post(event(), Idempotency_Key="a") for _ in range(2)],
            [await ingest.post([event(), event()], Idempotency_Key="b") for _ in range(2)],
        ]

        assert [first for first, again in answers if first != again] == []
        assert {status for pair in answers for status, _ in pair} == {202}
        assert len(await ingest.kept()) == 5


async def test_ids_that_are_no_uuid_are_computed_so_that_anybody_can_do_it_again(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        await ingest.post(event(id="siren 7"))
        await ingest.post([event(), event()], Idempotency_Key="b")

        ids = [record.event_id for record in await ingest.kept()]

    assert ids == [
        str(source_event_id(BPBD, table="http-id", primary_key=" siren 7", version=1)),
        str(source_event_id(BPBD, table="http", primary_key="b[0]", version=1)),
        str(source_event_id(BPBD, table="http", primary_key="b[1]", version=1)),
    ]


@pytest.mark.parametrize("first", [{"id": ID}, {"id": "siren 7"}, {}])
async def test_an_id_or_key_that_comes_again_with_another_body_is_a_conflict(
    tmp_path: Path, first: dict[str, str]
) -> None:
    async with served(tmp_path) as ingest:
        await ingest.post(event(**first), Idempotency_Key="a")
        status, problem = await ingest.post(event(**first, data=example(advice="LAIN")), Idempotency_Key="a")

        assert (status, problem["type"]) == (409, "urn:simpul:problem:other-content")
        assert len(await ingest.kept()) == 1


async def test_without_any_id_each_request_is_an_event_of_its_own(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        await ingest.post(event())
        await ingest.post(event())

        ids = {record.event_id for record in await ingest.kept()}

    assert len(ids) == 2
    assert {UUID(one).version for one in ids} == {7}


async def test_the_same_key_of_two_systems_is_two_events(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        one = await ingest.post(event(), Idempotency_Key="a")
        other = await ingest.of(SIAK).post(event("DeathRegistered"), Idempotency_Key="a")

    assert (one[0], other[0]) == (202, 202)
    assert one[1]["event_id"] != other[1]["event_id"]


async def test_of_a_batch_the_good_events_are_kept_and_each_is_answered(tmp_path: Path) -> None:
    batch = [event(id=ID), event(data=example(level=None)), event("DeathRegistered"), event(id="siren 7")]
    async with served(tmp_path) as ingest:
        status, answer = await ingest.post(batch)
        again = await ingest.post(batch)

        assert (status, answer["accepted"], answer["refused"]) == (207, 2, 2)
        assert [one.get("status") for one in answer["events"]] == ["accepted", 422, 403, "accepted"]  # type: ignore[attr-defined]
        assert again == (status, answer)
        assert len(await ingest.kept()) == 2


async def test_a_batch_of_which_nothing_is_kept_is_a_problem(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        mixed = await ingest.post([event("DeathRegistered"), {}])
        alike = await ingest.post([event("DeathRegistered")] * 2)

        assert (mixed[0], mixed[1]["type"]) == (422, "urn:simpul:problem:invalid-event")
        assert (alike[0], alike[1]["type"]) == (403, "urn:simpul:problem:not-yours")
        assert await ingest.kept() == []


async def test_lines_of_json_are_a_batch(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(event(id=name)) for name in ("a", "b", "c")) + "\n\n"
    async with served(tmp_path) as ingest:
        status, answer = await ingest.post(lines.encode(), Content_Type=LINES)

        assert (status, answer["accepted"]) == (202, 3)
        assert len(await ingest.kept()) == 3


async def test_a_cloud_event_is_the_same_in_its_three_modes(tmp_path: Path) -> None:
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": "siren%207",
        "ce_source": "/bpbd/sirens",
        "ce_type": "HazardAlertRaised",
        "ce_time": "2026-07-06T02:00:00Z",
        "ce_registeredat": "2026-07-06T02:01:00Z",
        "ce_region": "an extension that nobody here knows",
    }
    async with served(tmp_path) as ingest:
        binary = await ingest.post(example(), **attributes)
        structured = await ingest.post(cloud_event(), Content_Type=CLOUD_EVENT)
        batch = await ingest.post([cloud_event()], Content_Type=CLOUD_BATCH)

        [record] = await ingest.kept()

    computed = str(source_event_id(BPBD, table="http-id", primary_key="/bpbd/sirens siren 7", version=1))
    assert record.event_id == computed
    assert [binary, structured] == [(202, {"event_id": computed, "status": "accepted"})] * 2
    assert (batch[0], batch[1]["events"]) == (202, [structured[1]])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id"),
        ({"source": None}, "source"),
        ({"time": "yesterday"}, "time"),
        ({"registeredat": None}, "registeredat"),
        ({"regioncode": "Lumajang"}, "regioncode"),
        ({"causationid": "7"}, "causationid"),
        ({"synthetic": "maybe"}, "synthetic"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"data": None, "data_base64": "e30="}, "data_base64"),
        ({"type": "id.go.lumajang.Unknown"}, "type"),
    ],
)
async def test_a_wrong_attribute_of_a_cloud_event_is_named_as_it_is_there(
    tmp_path: Path, changed: dict[str, object], field: str
) -> None:
    async with served(tmp_path) as ingest:
        status, problem = await ingest.post(cloud_event(**changed), Content_Type=CLOUD_EVENT)

    assert status == 422
    assert field in error_fields(problem)


async def test_a_wrong_header_of_a_cloud_event_is_named_with_its_prefix(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        status, problem = await ingest.post(example(), ce_specversion="1.0", ce_type="HazardAlertRaised", ce_id="a")

    assert status == 422
    assert error_fields(problem) == ["ce-source", "ce-time", "ce-registeredat"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([1], ""),
        (event(nama="Siti Aminah"), "nama"),
        (event() | {"Siti Aminah": 1}, "(not a name)"),
        (event(occurred_at="2026-07-06T02:00:00"), "occurred_at"),
        (event(occurred_at="0001-01-01T00:00:00+14:00"), "occurred_at"),
        (event(registered_at=None), "registered_at"),
        (event(supersedes="x"), "supersedes"),
        (event(supersedes=ID, cancels=ID), "cancels"),
        (event(region_code="Lumajang"), "region_code"),
        (event(synthetic="yes"), "synthetic"),
        (event(id=7), "id"),
        (event(id="x" * 201), "id"),
        (event(id="\ud800"), "id"),
        (event(data=[]), "data"),
        (event("NoSuchEvent", data={}), "type"),
        (event("DataQualityFlagged"), "type"),
        (event(data=example(level="Siti Aminah")), "data.level"),
        (event(data=example(village_codes=["Siti Aminah"])), "data.village_codes[0]"),
        (event(data=example(valid_until="9999-12-31T23:59:59-14:00")), "data.valid_until"),
        (event(data=example() | {"Siti Aminah": 1}), "data.(not a name)"),
        (event(data=example(advice="\ud800")), "data.advice"),
    ],
)
async def test_what_does_not_fit_is_named_and_its_value_is_not_repeated(
    tmp_path: Path, body: object, field: str
) -> None:
    async with served(tmp_path) as ingest:
        async with ingest.send(body) as answer:
            text = await answer.text()
            problem = json.loads(text)

        assert await ingest.kept() == []
    about = problem["events"][0] if "events" in problem else problem
    assert (answer.status, answer.content_type) == (422, PROBLEM)
    assert error_fields(about) == [field]
    assert "Aminah" not in text


@pytest.mark.parametrize(
    ("body", "headers", "status", "kind"),
    [
        (b"{", {}, 400, "malformed-body"),
        (b"\xff", {}, 400, "malformed-body"),
        (b"[]", {}, 400, "malformed-body"),
        (b"[" * 100_000, {}, 400, "malformed-body"),
        (b"1" * 5_000, {}, 400, "malformed-body"),
        (b'{"a": NaN}', {}, 400, "malformed-body"),
        (b"{}", {"Content_Type": CLOUD_BATCH}, 400, "malformed-body"),
        (b"no gzip", {"Content_Encoding": "gzip"}, 400, "malformed-body"),
        (b"{}", {"Idempotency_Key": "x" * 201}, 400, "malformed-body"),
        (b"{}", {"Authorization": "Bearer simpul_61_guess"}, 401, "unknown-key"),
        (b"{}", {"Authorization": f"Bearer {KEYS[BPBD][:-1]}x"}, 401, "unknown-key"),
        (b"{}", {"Authorization": f"Bearer {KEYS[BPBD].replace('61', '62')}"}, 401, "unknown-key"),
        (b"{}", {"Authorization": "Basic eDp5"}, 401, "unknown-key"),
        (json.dumps(event("DeathRegistered")).encode(), {}, 403, "not-yours"),
        (b" " * (MAX_BODY_BYTES + 1), {}, 413, "too-large"),
        (gzip.compress(b" " * (MAX_BODY_BYTES + 1)), {"Content_Encoding": "gzip"}, 413, "too-large"),
        (b"{}\n" * (MAX_EVENTS + 1), {"Content_Type": LINES}, 413, "too-large"),
        (b"<a/>", {"Content_Type": "text/xml"}, 415, "unsupported-content"),
        (b"{}", {"Content_Type": "application/json; charset=latin-1"}, 415, "unsupported-content"),
    ],
)
async def test_a_request_that_cannot_be_taken_is_a_problem_of_its_kind(
    tmp_path: Path, body: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    async with served(tmp_path) as ingest:
        async with ingest.send(body, **headers) as answer:
            problem = await answer.json(content_type=PROBLEM)

        assert await ingest.kept() == []
    assert (answer.status, problem["status"], problem["type"]) == (status, status, f"urn:simpul:problem:{kind}")
    assert problem["title"]
    assert problem["detail"]


async def test_the_key_may_stand_in_a_header_of_its_own(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        status, _ = await ingest.post(event(), Authorization="", X_API_Key=KEYS[BPBD])

    assert status == 202


async def test_test_data_are_refused_in_production(tmp_path: Path) -> None:
    async with served(tmp_path, environment="production") as ingest:
        status, problem = await ingest.post(event(synthetic=True))

    assert status == 422
    assert "production" in str(problem["detail"])


async def test_callers_are_asked_to_come_later_when_the_room_gets_short(tmp_path: Path) -> None:
    async with served(tmp_path, spool_max_bytes=1_000_000) as ingest:
        while ingest.spool.size <= 800_000:
            await ingest.post([event(data=example(advice="x" * 9_000)) for _ in range(20)])
        before = ingest.spool.waiting
        async with ingest.send(event()) as answer:
            problem = await answer.json(content_type=PROBLEM)
        async with ingest.session.get(f"{ingest.url}/readyz") as ready:
            complaint = await ready.text()

        assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
        assert problem["type"] == "urn:simpul:problem:too-busy"
        assert (ready.status, ingest.spool.waiting) == (503, before)
        assert "Kafka" in complaint


async def test_a_full_disk_is_said_and_nothing_is_taken(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        await ingest.post(event(id="a"))
        ingest.spool._file._sql.execute("PRAGMA max_page_count = 12")  # SQLite answers as if the disk were full
        async with ingest.send(event(id="b", data=example(advice="x" * 100_000))) as answer:
            problem = await answer.json(content_type=PROBLEM)

        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert problem["type"] == "urn:simpul:problem:no-room"
        assert len(await ingest.kept()) == 1


async def test_requests_that_come_at_one_time_are_all_kept(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest:
        answers = await asyncio.gather(*(ingest.post(event(id=f"siren {number % 40}")) for number in range(80)))

        assert {status for status, _ in answers} == {202}
        assert len(await ingest.kept()) == 40


async def test_an_error_of_ours_tells_nothing_of_the_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Siti Aminah")

    async with served(tmp_path) as ingest:
        monkeypatch.setattr(ingest.spool, "append", fail)
        status, problem = await ingest.post(event())

    assert (status, problem["type"]) == (500, "urn:simpul:problem:unexpected")
    assert "RuntimeError" in caplog.text
    assert "Aminah" not in caplog.text + str(problem)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/", "HazardAlertRaised"), ("/openapi.json", "HazardAlertRaisedData"), ("/healthz", "ok"), ("/readyz", "ok")],
)
async def test_pages_are_for_everybody(tmp_path: Path, path: str, said: str) -> None:
    async with served(tmp_path) as ingest, ingest.session.get(ingest.url + path) as answer:
        text = await answer.text()

    assert answer.status == 200
    assert said in text


async def test_the_page_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with served(tmp_path) as ingest, ingest.session.get(ingest.url) as answer:
        text = await answer.text()

    assert "src=" not in text
    assert [place for place in ("//cdn", 'href="http', "@import", "url(") if place in text] == []


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/events", 405), ("POST", "/nowhere", 404)])
async def test_what_is_not_served_is_a_problem_too(tmp_path: Path, method: str, path: str, status: int) -> None:
    async with served(tmp_path) as ingest, ingest.session.request(method, ingest.url + path) as answer:
        problem = await answer.json(content_type=PROBLEM)

    assert (answer.status, problem["status"]) == (status, status)
    assert answer.headers.get("Allow") == ("POST" if status == 405 else None)
