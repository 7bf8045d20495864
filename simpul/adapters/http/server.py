"""The HTTP ingest as an aiohttp application."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from simpul.adapters.http import problem as problems
from simpul.adapters.http.bodies import read_request
from simpul.adapters.http.identity import MAX_LENGTH, is_usable
from simpul.adapters.http.ingest import Accepted, Answer, Caller, HttpIngest
from simpul.adapters.http.openapi import openapi
from simpul.adapters.http.page import page
from simpul.adapters.http.problem import Problem

MAX_BODY_BYTES: Final = 8_000_000
INGEST: Final = web.AppKey("ingest", HttpIngest)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def make_app(ingest: HttpIngest) -> web.Application:
    """The application that takes events."""
    app = web.Application(middlewares=[_refusals], client_max_size=MAX_BODY_BYTES)
    app[INGEST] = ingest
    app.add_routes(
        [
            web.post("/v1/events", _events),
            web.get("/", _fixed(page(ingest.kinds), content_type="text/html")),
            web.get("/openapi.json", _fixed(json.dumps(openapi(ingest.kinds)), content_type="application/json")),
            web.get("/healthz", _fixed("ok\n", content_type="text/plain")),
            web.get("/readyz", _ready),
        ]
    )
    return app


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return _refused(problem)
    except web.HTTPRequestEntityTooLarge:
        return _refused(problems.too_large(f"a request may have {MAX_BODY_BYTES} bytes; send fewer events at a time"))
    except web.HTTPException as refusal:
        answer = _refused(problems.of_http(refusal.status, refusal.reason))
        if "Allow" in refusal.headers:
            answer.headers["Allow"] = refusal.headers["Allow"]
        return answer
    except Exception as problem:  # noqa: BLE001  # its text may hold what was sent, so only its kind is told
        log.error("a request ended with %s", _kind_and_place(problem))  # noqa: TRY400  # the same
        return _refused(problems.unexpected())


async def _events(request: web.Request) -> web.Response:
    ingest = request.app[INGEST]
    caller = _caller(request, ingest)
    if (pressure := ingest.pressure()) is not None:
        raise pressure
    try:
        body = await request.read()
    except web.RequestPayloadError:
        raise problems.malformed("the body is not as its Content-Encoding or Content-Length says") from None
    said = read_request(body, content_type=request.content_type, charset=request.charset, headers=request.headers)
    answers = await ingest.accept(said, caller=caller)
    return _answered(answers) if said.is_batch else _single(answers[0])


def _caller(request: web.Request, ingest: HttpIngest) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = token.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")
    system = ingest.keys.system_of(key)
    if system is None:
        raise problems.unknown_key()
    idempotency_key = request.headers.get("Idempotency-Key")
    if idempotency_key is not None and not is_usable(idempotency_key):
        raise problems.malformed(f"Idempotency-Key must be a text of 1 to {MAX_LENGTH} characters")
    return Caller(system=system, idempotency_key=idempotency_key)


def _single(answer: Answer) -> web.Response:
    return _refused(answer) if isinstance(answer, Problem) else _json(_members(answer), status=202)


def _answered(answers: Sequence[Answer]) -> web.Response:
    accepted = sum(isinstance(answer, Accepted) for answer in answers)
    refused = len(answers) - accepted
    members = {"accepted": accepted, "refused": refused, "events": [_members(answer) for answer in answers]}
    if not refused:
        return _json(members, status=202)
    if accepted:
        return _json(members, status=207)
    return _json(_whole(answers).members | members, status=_whole(answers).status, content_type=problems.CONTENT_TYPE)


def _whole(answers: Sequence[Answer]) -> Problem:
    """What is said of a batch of which nothing was taken."""
    refusals = [answer for answer in answers if isinstance(answer, Problem)]
    detail = "no event of the batch was taken; `events` says of each why"
    if len({refusal.kind for refusal in refusals}) > 1:
        return problems.invalid((), detail=detail)
    return replace(refusals[0], detail=detail, errors=())


def _members(answer: Answer) -> dict[str, object]:
    if isinstance(answer, Problem):
        return answer.members
    return {"event_id": answer.event_id, "status": "accepted"}


def _refused(problem: Problem) -> web.Response:
    answer = _json(problem.members, status=problem.status, content_type=problems.CONTENT_TYPE)
    answer.headers.update(problem.headers)
    return answer


def _json(members: dict[str, object], *, status: int, content_type: str = "application/json") -> web.Response:
    return web.Response(text=json.dumps(members), status=status, content_type=content_type)


def _fixed(text: str, *, content_type: str) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type=content_type)

    return answer


async def _ready(request: web.Request) -> web.Response:
    pressure = request.app[INGEST].pressure()
    return web.Response(text=f"{pressure.detail if pressure else 'ok'}\n", status=503 if pressure else 200)


def _kind_and_place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return type(problem).__name__ + place
