"""The page for people: how an event is sent, and what each event type holds; one HTML text, nothing from elsewhere."""

import html
import json
from collections.abc import Iterable, Mapping
from typing import Final

from simpul.adapters.http.reading import Kind
from simpul.contracts import Contract, Field

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;"
    "vertical-align:top}pre{background:#f4f4f4;padding:1rem;overflow:auto}summary{cursor:pointer}"
)
_HEAD: Final = "<tr><th>field</th><th>class</th><th>needed</th><th>meaning</th></tr>"


def page(kinds: Mapping[str, Kind]) -> str:
    """The page of these event types."""
    contracts = [kind.contract for kind in kinds.values()]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simpul: events over HTTP</title>'
        f"<style>{_STYLE}</style></head><body><h1>Events over HTTP</h1>"
        "<p>Send one event, a JSON array of them, or one a line (<code>application/x-ndjson</code>) to "
        "<code>POST /v1/events</code>; CloudEvents 1.0 are taken in binary, structured and batch mode. "
        "<b>202</b> means that an event is on disk and will be in Kafka exactly once. Give each event an "
        "<code>id</code>, and send it again after a time-out: that makes no double. For programs: "
        '<a href="openapi.json">openapi.json</a>.</p>'
        f"{_curl(contracts)}<h2>Event types</h2>{''.join(map(_section, contracts))}</body></html>"
    )


def _curl(contracts: Iterable[Contract]) -> str:
    shown = next((contract for contract in contracts if contract.example_text is not None), None)
    if shown is None:
        return ""
    event = {
        "type": shown.event_type,
        "id": "your own name of this event, or a UUID",
        "occurred_at": "2026-07-06T02:00:00Z",
        "registered_at": "2026-07-06T02:01:00Z",
        "data": json.loads(shown.example_text or "{}"),
    }
    command = "curl --header 'Authorization: Bearer <your key>' --json '" + json.dumps(
        event, ensure_ascii=False, indent=1
    )
    return f"<pre>{html.escape(command)}' http://this-address/v1/events</pre>"


def _section(contract: Contract) -> str:
    rows = "".join(map(_row, contract.fields))
    return (
        f'<details id="{html.escape(contract.event_type)}"><summary><b>{html.escape(contract.event_type)}</b> '
        f"({html.escape(contract.owner)}): {html.escape(contract.doc)}</summary>"
        f"<table>{_HEAD}{rows}</table><pre>{html.escape(contract.example_text or '')}</pre></details>"
    )


def _row(field: Field) -> str:
    cells = (field.name, field.data_class, "yes" if field.required else "", field.doc)
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
