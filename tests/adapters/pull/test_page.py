"""The declaration of docs/pull-and-snapshot.md does what the page says."""

from tests.adapters.in_memory import Relayed
from tests.adapters.pull.national import NationalService, item, said, serving, source
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "pull-and-snapshot.md"


async def test_the_declared_service_is_asked() -> None:
    _, declaration = blocks(PAGE, language="python")
    names: dict[str, object] = {}
    exec(declaration, names)  # noqa: S102  # the project's own page
    service, relayed = NationalService([item(number) for number in range(3)]), Relayed()

    async with serving(service) as address:
        asking = source(address, names["ANSWERS"].paging)  # type: ignore[attr-defined]  # as the page says
        asking.declared = names["ANSWERS"]  # type: ignore[assignment]
        await relayed.run(asking)

    assert [number for number, _ in said(relayed)] == ["0", "1", "2"]
