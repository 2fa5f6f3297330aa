"""What the process writes about itself names updates and suggestions, and never what people say."""

import json
from typing import Any

import pytest

from bot.sandbox.client import words
from storage.database import Database
from tests.flows.small import until
from tests.flows.steps import open_card
from tests.house import CO_SIGNER, EVERYBODY, LEAD, OFFICER, House
from tests.runtime.desk import make_hole, mend_hole

PHONE = "13977776666"
TELLING = ("柳叶湖南岸的泡沫", "改口说是北岸", "我家住芙蓉里三号", "今晚别来", "外人的话")


async def restarted(house: House, form: str) -> None:
    """The bot once more, as talkative as can be, with a fresh log."""
    await house.stop()
    (house.data.parent / "bot.log").unlink()
    house.settings |= {"LIANLUO_LOG_LEVEL": "DEBUG", "LIANLUO_LOG_FORMAT": form}
    await house.start()


async def conversation(house: House) -> None:
    """All that a log could be tempted to repeat: words, edits, a number, a stranger, failures."""
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    said = await lead.sends(TELLING[0])
    await officer.sees(TELLING[0])
    await lead.edits(said, TELLING[1])
    await officer.sees(TELLING[1])
    await lead.shares_contact()
    await lead.presses_data(await lead.sees(""), "nonsense:0")
    await open_card(officer)
    stranger = await house.stage.add_person("路过的张三丰", phone=f"+86{PHONE}")
    await stranger.sends(TELLING[4])
    await stranger.shares_contact()

    database = Database(house.books.url.render_as_string(hide_password=False))
    make_hole(database, "INSERT", "NEW.purpose = 'relay'")
    await lead.sends(f"{TELLING[2]}，电话{PHONE}")
    await until(lambda: bool(house.books.ask("SELECT 1 FROM inbox WHERE state = 'parked'")))
    mend_hole(database)
    make_hole(database, "UPDATE", f"NEW.state = 'delivered' AND NEW.text LIKE '%{TELLING[3]}%'")
    await house.phone(CO_SIGNER).sends(TELLING[3])
    await officer.sees(TELLING[3])
    await until(lambda: "an outcome could not be noted" in whole_log(house))
    mend_hole(database)
    database.close()


def whole_log(house: House) -> str:
    """Everything written."""
    return (house.data.parent / "bot.log").read_text("utf-8")


@pytest.mark.parametrize("form", ["text", "json"])
async def test_nothing_of_a_conversation_is_in_the_log(one_matter: House, form: str) -> None:
    house = one_matter
    await restarted(house, form)
    await conversation(house)
    await house.stop()
    written = whole_log(house)
    told = [words(one) for one in await house.phone(LEAD).messages()]
    assert any(TELLING[1] in text for text in told), "it was said, after all"
    names = [*EVERYBODY, "张三丰", house.sandbox.token, house.sandbox.token.partition(":")[2]]
    for telling in (*TELLING, *names, PHONE, "芙蓉里", "泡沫"):
        assert telling not in written, telling
        assert json.dumps(telling)[1:-1] not in written, telling
    if form == "json":
        lines = [json.loads(line) for line in written.splitlines()]
        check_lines(lines)


def check_lines(lines: list[dict[str, Any]]) -> None:
    """Every update has its outcome, and where it is known the suggestion."""
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    done = [one for line in lines for one in line.get("updates", [])]
    assert {one["outcome"] for one in done} == {"handled", "refused", "parked"}
    assert len({one["update_id"] for one in done}) == len(done)
    assert "0107" in {one["number"] for one in done}
    assert all(line["duration_ms"] > 0 for line in lines if "updates" in line)
    failed = [line for line in lines if line["level"] == "ERROR" and "failed" in line["message"]]
    assert any("IntegrityError" in line["message"] for line in failed)
    assert any(" in write" in line["message"] for line in failed), "where it happened"
