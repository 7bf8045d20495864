"""A server runs for as long as its block does, and says how to choose another port."""

import aiohttp
import pytest
from aiohttp import web

from simpul.errors import SettingError
from simpul.serving import served


async def answered(_: web.Request) -> web.Response:
    return web.Response(text="here")


def app() -> web.Application:
    made = web.Application()
    made.add_routes([web.get("/", answered)])
    return made


async def test_it_serves_on_a_free_port_while_the_block_runs() -> None:
    async with aiohttp.ClientSession() as session:
        async with served(app(), host="127.0.0.1", port=0, setting="SIMPUL_PORT") as address:
            text = await (await session.get(address)).text()

        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(address)

    assert text == "here"


async def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    async with served(app(), host="127.0.0.1", port=0, setting="SIMPUL_PORT") as address:
        port = int(address.rpartition(":")[2])
        sentence = rf"127\.0\.0\.1:{port} cannot be listened on \(Address already in use\): set SIMPUL_PORT to another"

        with pytest.raises(SettingError, match=sentence):
            async with served(app(), host="127.0.0.1", port=port, setting="SIMPUL_PORT"):
                pass
