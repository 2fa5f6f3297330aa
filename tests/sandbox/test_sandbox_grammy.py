"""grammY runs on the sandbox unchanged, where node is at hand."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sandbox_api import TOKEN

from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox

SCRIPT = Path(__file__).with_name("echo.mjs")


async def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no node here")
    installing = await asyncio.create_subprocess_exec(
        *(npm, "install", "--prefer-offline", "--no-audit", "--no-fund", "grammy@1"),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            _, trouble = await installing.communicate()
    except TimeoutError:
        installing.kill()
        await installing.wait()
        pytest.skip("grammy can't be installed: npm does not answer")
    if installing.returncode != 0:
        pytest.skip(f"grammy can't be installed: {trouble.decode().strip()[-200:]}")


@pytest.fixture
async def echo(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}')
    await _install(tmp_path)
    script = shutil.copy(SCRIPT, tmp_path)
    running = await asyncio.create_subprocess_exec(
        *("node", str(script)),
        cwd=tmp_path,
        env={**os.environ, "TOKEN": TOKEN, "API_ROOT": sandbox.url},
    )
    yield running
    running.terminate()
    await running.wait()


async def test_an_echo_bot_polls_and_answers(
    echo: asyncio.subprocess.Process, stage: Stage
) -> None:
    deputy = stage.phone("李秀兰")
    said = await deputy.opens(payload="k7Qx_2")
    answer = await deputy.sees("收到：/start k7Qx_2", timeout=30)
    assert answer["reply_to_message"]["message_id"] == said["message_id"]
    assert (await deputy.presses("满意"))["text"] == "好的"
    await deputy.sees("您选了：good")
    await deputy.uploads(("意见.txt", "意见".encode()), kind="document")
    back = await deputy.sees("6 字节")
    assert back["document"]["file_name"] == "回执.txt"
    assert await deputy.downloads(back) == "意见".encode()
    assert echo.returncode is None
