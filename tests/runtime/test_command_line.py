"""The command: exit status 0, or one clear line on standard error; never a trace for bad input."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox


async def begun(folder: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    """The command as a process of its own."""
    clean = {name: value for name, value in os.environ.items() if "LIANLUO" not in name}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=clean | {"PYTHONPATH": str(Path(__file__).parents[2])} | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(
    folder: Path, *arguments: str, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The same, and never left behind by a test that fails."""
    process = await begun(folder, *arguments, **settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """Status, output and errors of a command."""
    process = await begun(folder, *arguments, **settings)
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (("run",), {}, "LIANLUO_BOT_TOKEN is missing"),
        (("run",), {"LIANLUO_BOT_TOKEN": "x"}, "LIANLUO_BOT_TOKEN is wrong"),
        (
            ("run",),
            {"LIANLUO_BOT_TOKEN": "1:a", "LIANLUO_PROFILE": "atlantis"},
            "atlantis",
        ),
        (
            ("run",),
            {"LIANLUO_BOT_TOKEN": "1:a", "LIANLUO_DATABASE_URL": "nonsense"},
            "database",
        ),
        (
            ("migrate",),
            {"LIANLUO_DATABASE_URL": "postgresql+psycopg://u:secret@127.0.0.1:1/x"},
            "127.0.0.1",
        ),
        (("nonsense",), {}, "nonsense"),
        (("import",), {}, "FILE"),
        (("import", "missing.xlsx"), {}, "missing.xlsx"),
        (("export", "suggestion", "9999"), {}, "9999"),
        (("export", "suggestion", "９９９９"), {}, "第 9999 号"),
        (("report", "annual", "--on", "0001-01-01"), {}, "2000年1月1日"),
        (("report", "annual", "--on", "9999-12-31"), {}, "还没有到"),
        (("report", "annual", "--on", "2026-02-30"), {}, "应为日期"),
        (("report", "annual", "--unit", "查无此厅"), {}, "没有这个单位"),
        (("export", "open-data", "out", "--on", "0001-01-01"), {}, "2000年1月1日"),
        (("export", "ledger", "out.xlsx", "--unit", "查无此厅"), {}, "没有这个单位"),
        (("forget", "李秀兰", "--reason", " ", "--approver", "张主任"), {}, "--reason"),
        (("forget", "李秀兰", "--reason", "离任", "--approver", "—"), {}, "--approver"),
        (("erase", "0107", "1", "--reason", "", "--approver", "张主任"), {}, "--reason"),
        (("erase", "0107", "一", "--reason", "违法", "--approver", "张主任"), {}, "一"),
        (("parked", "drop", "7001", "--reason", "  "), {}, "--reason"),
        (("invite", ""), {}, "不能为空"),
        (("invite", "查无此人", "--revoke"), {}, "查无此人"),
        (("invite", "--out", "/proc/nowhere"), {}, "/proc/nowhere"),
        (("access", " "), {}, "不能为空"),
        (("verify", "9999"), {}, "9999"),
        (("restore", "missing"), {}, "missing"),
        (("sandbox", "--start", "明天"), {}, "明天"),
        (("rehearse", "--profile", "atlantis", "--out", "out"), {}, "atlantis"),
        (("rehearse", "--until", "2026-02-30"), {}, "应为日期"),
        (("rehearse", "--deputies", "0"), {}, "0"),
        (("demo", "--port", "99999"), {}, "99999"),
        (("demo",), {"LIANLUO_DATA_DIR": "/proc/nowhere"}, "/proc/nowhere"),
    ],
)
async def test_bad_input_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], says: str
) -> None:
    status, out, err = await run(tmp_path, *arguments, **settings)
    assert status != 0
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert "secret" not in out + err


async def test_every_command_explains_itself(tmp_path: Path) -> None:
    status, out, _ = await run(tmp_path, "--help")
    assert status == 0
    for name in ("demo", "run", "sandbox", "import", "invite", "check", "migrate", "export"):
        assert f"\n  {name} " in out
        assert (await run(tmp_path, name, "--help"))[0] == 0


async def test_migrate_makes_the_tables_once(tmp_path: Path) -> None:
    status, first, _ = await run(tmp_path, "migrate")
    assert status == 0
    status, second, _ = await run(tmp_path, "migrate")
    assert status == 0
    assert first != second


async def test_what_writes_into_the_record_knows_all_tables_by_itself(tmp_path: Path) -> None:
    """In an interpreter that has read nothing else: in a test's, everything is read already."""
    sample = Path(__file__).parents[2] / "bot" / "sample" / "sample-ledger.xlsx"
    because = ("--reason", "测试", "--approver", "张主任")
    for arguments in (
        ("import", str(sample)),
        ("invite", "李秀兰"),
        ("export", "ledger", str(tmp_path / "out.xlsx")),
        ("export", "suggestion", "0107"),
        ("access", "李秀兰"),
        ("parked", "--show"),
        ("keys", "new"),
        ("keys", "rotate"),
        ("verify",),
    ):
        status, _, err = await run(tmp_path, *arguments, LIANLUO_BOT_USERNAME="a_bot")
        assert status == 0, (arguments, err)
    # These have nothing to work on here, and say so: nothing unexpected.
    for arguments in (
        ("parked", "drop", "1", "--reason", "测试"),
        ("erase", "0107", "1", *because),
        ("forget", "李秀兰", *because),
    ):
        _, _, err = await run(tmp_path, *arguments)
        assert "unexpected" not in err, (arguments, err)


async def test_check_says_what_is_good_and_what_is_not(tmp_path: Path) -> None:
    async with Sandbox(token="1000001:THE-RIGHT-ONE") as sandbox:
        good = {"LIANLUO_BOT_TOKEN": sandbox.token, "LIANLUO_BOT_API_URL": sandbox.url}
        status, out, err = await run(tmp_path, "check", **good)
        assert (status, err) == (0, "")
        assert "@lianluo_demo_bot" in out
        wrong = good | {"LIANLUO_BOT_TOKEN": "1000001:ANOTHER"}
        status, out, err = await run(tmp_path, "check", **wrong)
        assert status == 1
        assert "LIANLUO_BOT_TOKEN" in err
        assert "ANOTHER" not in out + err


async def test_a_running_bot_ends_on_a_signal_with_status_0(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        settings = {"LIANLUO_BOT_TOKEN": sandbox.token, "LIANLUO_BOT_API_URL": sandbox.url}
        for number in (signal.SIGINT, signal.SIGTERM):
            seen = len(await stage.calls())
            async with running(tmp_path, "run", **settings) as process:
                while not await stage.calls("getUpdates", after=seen, wait=20):
                    assert process.returncode is None
                seen = len(await stage.calls())
                process.send_signal(number)
                _, err = await process.communicate()
                assert process.returncode == 0, err.decode()
                assert sandbox.token not in err.decode()


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        port = sandbox.url.rpartition(":")[2]
        status, _, err = await run(tmp_path, "demo", "--port", port)
    assert status == 1
    assert f"port {port}" in err
    assert len(err.strip().splitlines()) == 1


async def test_the_demo_answers_at_its_address_and_goes_on_where_it_was(tmp_path: Path) -> None:
    link = ""
    for turn in ("first", "second"):
        async with running(tmp_path, "demo", "--port", "0") as process:
            assert process.stdout is not None
            url = ""
            async with asyncio.timeout(60):
                while not url:
                    line = (await process.stdout.readline()).decode()
                    assert line, (await process.communicate())[1].decode()
                    url = line.split()[-1].rstrip("/") if "http://127" in line else ""
            async with Stage(url) as stage:
                phone = stage.phone("李秀兰")
                if turn == "first":
                    link = (await stage.ask("GET", "state"))["panels"]["invitations"]["李秀兰"]
                    await phone.opens(link)
                    await phone.sees("李秀兰代表")
                    page = await stage.fetch("/record")
                    assert "第0107号" in page.decode()
                    await phone.presses("确认")
                    await phone.button("中文")
                    due = json.loads(await stage.fetch("/record/next"))
                    assert "李秀兰" in due["what"]
                else:
                    assert any(
                        "李秀兰代表" in one.get("text", "") for one in await phone.messages()
                    )
            process.send_signal(signal.SIGINT)
            _, err = await process.communicate()
            assert process.returncode == 0, err.decode()
