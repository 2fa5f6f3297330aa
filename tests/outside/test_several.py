"""Several processes behind a proxy: any of them takes any delivery, one of them leads."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.house import close_house, open_house
from tests.outside.asking import Figures, figures, free_port
from tests.processes import Process
from tests.runtime.desk import texts
from tests.runtime.test_application import ALICE


@asynccontextmanager
async def proxy(ports: list[int], seed: int) -> AsyncIterator[int]:
    """Passes deliveries on to one of several, to the next when that one is not there."""
    choice = random.Random(seed)

    async def passed_on(request: web.Request) -> web.Response:
        body = await request.read()
        for port in choice.sample(ports, len(ports)):
            try:
                async with session.post(
                    f"http://127.0.0.1:{port}{request.path}", data=body, headers=request.headers
                ) as answer:
                    return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=502)

    application = web.Application()
    application.add_routes([web.post("/hook", passed_on)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield int(runner.addresses[0][1])
    await runner.cleanup()


async def led(ports: list[int]) -> dict[str, float]:
    """How many processes lead in each part, once all answer."""
    async with asyncio.timeout(20):
        while True:
            try:
                told: list[Figures] = [await figures(port) for port in ports]
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
                continue
            sums = {
                part: sum(one["lianluo_leads", part] for one in told)
                for part in ("poll", "send", "tick")
            }
            if all(sums.values()):
                return sums
            await asyncio.sleep(0.05)


async def test_whoever_is_killed_the_others_take_what_is_brought(
    tmp_path: Path, postgres: str
) -> None:
    house = await open_house(tmp_path, database_url=postgres)
    await house.lianluo("migrate")
    ports = [free_port(), free_port()]
    async with proxy(ports, seed=20260407) as at:
        house.settings["LIANLUO_WEBHOOK_URL"] = f"http://127.0.0.1:{at}/hook"

        def begun(place: int) -> Process:
            house.settings["LIANLUO_HTTP_ADDR"] = f"127.0.0.1:{ports[place]}"
            return house.begin()

        crew = [begun(0), begun(1)]
        try:
            assert await led(ports) == {"poll": 1, "send": 1, "tick": 1}
            phone = house.phone(ALICE)
            await phone.opens()
            await phone.sees("")
            await house.settle()
            for number in range(4):
                await phone.sends(f"第{number}句")
                crew[number % 2].kill()
                await crew[number % 2].wait()
                await phone.sends(f"第{number}句，又")
                crew[number % 2] = begun(number % 2)
            await house.settle()
            assert await led(ports) == {"poll": 1, "send": 1, "tick": 1}
        finally:
            for process in crew:
                process.send_signal(15)
            for process in crew:
                await process.wait()
        rows = house.books.ask("SELECT state FROM inbox")
        assert rows == [("done",)] * 9
        assert house.books.ask("SELECT count FROM strangers") == [(9,)]
        assert len(await texts(phone)) == 1
        await close_house(house)
