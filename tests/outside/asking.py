"""How tests ask the bot's own server."""

import io
import json
import socket
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox.server import Sandbox

Figures = dict[tuple[str, ...], float]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def ask(port: int, path: str) -> tuple[int, dict[str, Any]]:
    """Status and JSON of a question."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, json.loads(await answer.text())


async def figures(port: int) -> Figures:
    """All metrics: (name, values of the labels …) → figure."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert answer.status == 200
        return parsed(await answer.text())


def parsed(text: str) -> Figures:
    """Metrics as Prometheus would read them."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def bring(
    port: int, body: bytes | dict[str, Any], secret: str | None, path: str = "/hook", **more: Any
) -> int:
    """Bring something to the webhook; the status of the answer."""
    headers = {"Content-Type": "application/json"} | more.pop("headers", {})
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}{path}", data=data, headers=headers) as answer,
    ):
        return answer.status


async def call(sandbox: Sandbox, method: str, **params: Any) -> Any:
    """Call a method of the Bot API by hand."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/bot{sandbox.token}/{method}", json=params) as answer,
    ):
        assert answer.status == 200
        return (await answer.json())["result"]
