"""The pictures of docs/flows.md, from the flows themselves: `.venv/bin/python -m tests.docs.topologies`."""

import re

from simpul.inspection.topology import as_mermaid, rendered, topology_of
from simpul.runtime.app import plan_application
from simpul.settings import Settings
from streams import birth, death, unregistered_death
from tests.docs.pages import PROJECT

PAGE = PROJECT / "docs" / "flows.md"
HEAD = "## Pictures\nThese are what `simpul topology --mermaid` prints.\n"

_PICTURES = re.compile(re.escape(HEAD) + ".*", re.DOTALL)


def pictures() -> str:
    """The last part of the page, as the flows are now."""
    parts = [HEAD]
    for flow in (death, unregistered_death, birth):
        app = flow.app
        drawn = rendered(as_mermaid(topology_of(app.name, plan_application(app.name, app.build, Settings()))))
        parts.append(f"\n### {app.name}\n```mermaid\n{drawn}```\n")
    return "".join(parts)


def printed_pictures() -> str:
    """The last part of the page as it stands there."""
    [found] = _PICTURES.findall(PAGE.read_text(encoding="utf-8"))
    return str(found)


if __name__ == "__main__":
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(printed_pictures(), pictures()), encoding="utf-8")
