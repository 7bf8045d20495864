"""The registry view as an aiohttp application."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from simpul.contracts import Contracts
from simpul.registry import answers
from simpul.registry.refusal import Refusal, read_only

CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"
CONTRACTS = web.AppKey("contracts", Contracts)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(contracts: Contracts) -> web.Application:
    """The application that serves these contracts."""
    app = web.Application(middlewares=[_refusals])
    app[CONTRACTS] = contracts
    app.add_routes(
        [
            web.get("/", _root),
            web.get("/healthz", _healthz),
            web.get("/subjects", _subjects),
            web.get("/subjects/{subject}/versions", _versions),
            web.get("/subjects/{subject}/versions/{version}", _version),
            web.get("/subjects/{subject}/versions/{version}/schema", _version_schema),
            web.get("/subjects/{subject}/versions/{version}/referencedby", _nothing),
            web.post("/subjects/{subject}", _look_up),
            web.get("/schemas/types", _types),
            web.get("/schemas/ids/{id}", _by_id),
            web.get("/schemas/ids/{id}/schema", _schema_by_id),
            web.get("/schemas/ids/{id}/subjects", _subjects_by_id),
            web.get("/schemas/ids/{id}/versions", _versions_by_id),
            web.get("/config", _config),
            web.get("/config/{subject}", _subject_config),
            web.get("/mode", _mode),
            web.get("/mode/{subject}", _subject_mode),
            *(web.route(method, "/{path:.*}", _write) for method in ("POST", "PUT", "DELETE", "PATCH")),
        ]
    )
    return app


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return _json({"error_code": refusal.code, "message": refusal.message}, status=refusal.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return _json({"error_code": 404, "message": "HTTP 404 Not Found"}, status=404)


def _json(value: object, *, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(value, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


async def _root(_: web.Request) -> web.Response:
    return _json({})


async def _healthz(request: web.Request) -> web.Response:
    return _json({"status": "ok", "subjects": len(request.app[CONTRACTS].subjects)})


async def _subjects(request: web.Request) -> web.Response:
    prefix = request.query.get("subjectPrefix", "")
    return _json([subject for subject in request.app[CONTRACTS].subjects if subject.startswith(prefix)])


async def _versions(request: web.Request) -> web.Response:
    members = answers.versions(request.app[CONTRACTS], request.match_info["subject"])
    return _json([member.version for member in members])


async def _version(request: web.Request) -> web.Response:
    where = request.match_info
    return _json(answers.described(answers.version(request.app[CONTRACTS], where["subject"], where["version"])))


async def _version_schema(request: web.Request) -> web.Response:
    where = request.match_info
    return _json(answers.version(request.app[CONTRACTS], where["subject"], where["version"]).schema)


async def _nothing(request: web.Request) -> web.Response:
    where = request.match_info
    answers.version(request.app[CONTRACTS], where["subject"], where["version"])
    return _json([])


async def _look_up(request: web.Request) -> web.Response:
    try:
        body = json.loads(await request.text())
    except ValueError:
        raise Refusal(422, "the body must be JSON") from None
    return _json(answers.described(answers.look_up(request.app[CONTRACTS], request.match_info["subject"], body)))


async def _types(_: web.Request) -> web.Response:
    return _json(["AVRO"])


async def _by_id(request: web.Request) -> web.Response:
    contract = answers.by_id(request.app[CONTRACTS], request.match_info["id"])
    return _json({"schema": answers.schema_string(contract)})


async def _schema_by_id(request: web.Request) -> web.Response:
    return _json(answers.by_id(request.app[CONTRACTS], request.match_info["id"]).schema)


async def _subjects_by_id(request: web.Request) -> web.Response:
    return _json([answers.by_id(request.app[CONTRACTS], request.match_info["id"]).subject])


async def _versions_by_id(request: web.Request) -> web.Response:
    contract = answers.by_id(request.app[CONTRACTS], request.match_info["id"])
    return _json([{"subject": contract.subject, "version": contract.version}])


async def _config(_: web.Request) -> web.Response:
    return _json({"compatibilityLevel": answers.COMPATIBILITY})


async def _subject_config(request: web.Request) -> web.Response:
    answers.versions(request.app[CONTRACTS], request.match_info["subject"])
    return _json({"compatibilityLevel": answers.COMPATIBILITY})


async def _mode(_: web.Request) -> web.Response:
    return _json({"mode": answers.MODE})


async def _subject_mode(request: web.Request) -> web.Response:
    answers.versions(request.app[CONTRACTS], request.match_info["subject"])
    return _json({"mode": answers.MODE})


async def _write(_: web.Request) -> web.Response:
    raise read_only()
