"""What could not be handled or delivered is listed, explained, tried again or left by a clerk."""

from storage.database import Database
from tests.flows.small import rows, until
from tests.house import LEAD, OFFICER, House
from tests.runtime.desk import make_hole, mend_hole

WORDS = "河里又有泡沫了"


def state_of(house: House, words: str) -> list[str]:
    """The states of messages that carry words."""
    found = rows(house, "SELECT state FROM messages WHERE text LIKE ? ORDER BY id", f"%{words}%")
    return [state for (state,) in found]


def parked(house: House) -> list[int]:
    """The numbers of what could not be handled."""
    found = rows(house, "SELECT update_id FROM inbox WHERE state = 'parked' ORDER BY update_id")
    return [number for (number,) in found]


async def test_what_could_not_be_handled_is_handled_after_all(one_matter: House) -> None:
    house = one_matter
    database = Database(house.books.url.render_as_string(hide_password=False))
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    make_hole(database, "INSERT", "NEW.purpose = 'relay'")
    await lead.sends(WORDS)
    await lead.sends("第二句")
    await until(lambda: len(parked(house)) == 2)
    first, second = parked(house)
    await lead.sees(str(first))
    await lead.sees(str(second))
    listed = await house.lianluo("parked")
    assert [line.split("\t")[0] for line in listed.splitlines()[:2]] == [str(first), str(second)]
    assert "收到文字" in listed
    assert "2026-04-07 08:3" in listed
    assert WORDS not in listed
    assert LEAD not in listed
    shown = await house.lianluo("parked", "--show")
    assert f"{LEAD}：{WORDS}" in shown
    assert rows(house, "SELECT count(*) FROM events WHERE kind = 'parked_shown'") == [(1,)]

    mend_hole(database)
    database.close()
    await house.lianluo("parked", "retry", str(first))
    await officer.sees(WORDS)
    await house.lianluo("parked", "drop", str(second), "--reason", "已电话联系")
    await house.settle()
    assert "nothing waits" in await house.lianluo("parked")
    states = rows(
        house, "SELECT state FROM inbox WHERE update_id IN (?, ?) ORDER BY 1", first, second
    )
    assert states == [("done",), ("dropped",)]
    ((data,),) = rows(house, "SELECT data FROM events WHERE kind = 'update_dropped'")
    assert "已电话联系" in str(data) or "\\u5df2" in str(data)


async def test_what_was_not_delivered_is_sent_after_all(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    match = {"method": "sendMessage", "chat_id": officer.chat_id}
    await house.stage.faults({"kind": "error", "status": 400, "match": match})
    await lead.sends(WORDS)
    await until(lambda: "failed" in state_of(house, WORDS))
    await house.stage.faults()
    listed = await house.lianluo("parked")
    name = next(line for line in listed.splitlines() if "0107" in line).split("\t")[0]
    assert name.startswith("m")
    assert "network does not accept it" in listed
    assert WORDS not in listed

    await house.lianluo("parked", "retry", "--all")
    await officer.sees(WORDS)
    await house.settle()
    assert state_of(house, WORDS) == ["received", "delivered"]
    assert "nothing waits" in await house.lianluo("parked")
    record = await house.record()
    assert "message_retried" in [event["kind"] for event in record["events"]]


async def test_what_does_not_wait_is_not_decided(one_matter: House) -> None:
    house = one_matter
    assert "不在待处理之列" in await house.lianluo("parked", "retry", "12", fails=True)
    assert "不是编号" in await house.lianluo("parked", "drop", "x9", "--reason", "无", fails=True)
    assert "--all" in await house.lianluo("parked", "retry", fails=True)
    assert "--reason" in await house.lianluo("parked", "drop", "m1", "--reason", " ", fails=True)
    assert rows(house, "SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]
