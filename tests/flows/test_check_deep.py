"""`lianluo check --deep` looks through a live installation, names what is wrong and what to do."""

from tests.flows.small import until
from tests.house import LEAD, House
from tests.outside.asking import call, free_port
from tests.runtime.desk import picture


async def test_a_live_office_is_well(one_matter: House) -> None:
    house = one_matter
    await house.stop()
    house.settings["LIANLUO_HTTP_ADDR"] = f"127.0.0.1:{free_port()}"
    await house.start()
    await house.phone(LEAD).uploads(("泡沫.png", picture()), kind="photo")
    await house.settle()
    told = await house.lianluo("check", "--deep")
    assert "✗" not in told
    engine = "SQLite" if house.books.engine == "sqlite" else "PostgreSQL"
    assert f"✓ 数据库 database {engine}" in told
    for only in ("数据库时钟", "✓ poll: ", "✓ send: ", "✓ tick: "):
        assert (only in told) is (engine == "PostgreSQL"), only
    assert "✓ 附件齐全 all 1 files are there" in told
    assert "✓ 未发出的消息 unsent: 0" in told
    assert "✓ 2026 年放假安排" in told
    assert "! 2027 年放假安排" in told
    assert "✓ webhook: 不用" in told
    assert f"✓ http://{house.settings['LIANLUO_HTTP_ADDR']}/readyz 200" in told


async def test_what_is_wrong_is_named_with_what_to_do(one_matter: House) -> None:
    house = one_matter
    await house.phone(LEAD).uploads(("泡沫.png", picture()), kind="photo")
    await until(lambda: house.books.ask("SELECT state FROM attachments") == [("stored",)])
    await house.settle()
    await house.stop()
    (file,) = [path for path in (house.data / "files").rglob("*") if len(path.name) == 64]
    file.unlink()
    (house.data.parent / ".env").write_text("LIANLUO_LOG_LEVEL=INFO\n")
    (house.data.parent / ".env").chmod(0o644)
    house.settings["LIANLUO_HTTP_ADDR"] = f"127.0.0.1:{free_port()}"
    long_ago = house.sandbox.clock.now().replace(year=2025)
    house.books.change(
        "UPDATE inbox SET state = 'parked' WHERE update_id = (SELECT min(update_id) FROM inbox)"
    )
    house.books.change(
        "UPDATE messages SET state = 'queued', first_tried_at = ? WHERE id ="
        " (SELECT max(id) FROM messages WHERE direction = 'out')",
        long_ago,
    )
    house.books.change(
        "UPDATE duties SET next_at = ? WHERE state = 'open'",
        long_ago,
    )
    house.books.change("UPDATE accounts SET closed_at = bound_at WHERE id = 1")
    house.books.change(
        "INSERT INTO staff_groups (chat_id, unit_id, title, is_forum, bound_by_id, bound_at)"
        " VALUES (-7, 1, '', false, 1, ?)",
        long_ago,
    )
    await call(house.sandbox, "setWebhook", url="https://elsewhere.example/")
    told = await house.lianluo("check", "--deep", fails=True)
    for line in (
        f"缺少附件 1 of 1 files are missing ({file.name[:12]}…)：请从备份恢复",
        "别人可以读取 others may read it: chmod 600 .env",
        "未发出的消息 unsent: ",
        "到期的提醒 prompts due: ",
        "未能处理 could not be handled: 1：lianluo parked",
        "https://elsewhere.example/，应为 should be 未设置 none",
        f"http://{house.settings['LIANLUO_HTTP_ADDR']}/readyz 无应答 no answer",
    ):
        assert f"{line}" in told, line
    assert ("poll: " in told) is (house.books.engine == "postgresql"), "nobody leads"
    assert "✓" not in told, "what is good is told elsewhere"


async def test_what_has_not_run_yet_has_nothing_to_look_through(house: House) -> None:
    assert "made at first run" in await house.lianluo("check", "--deep")
