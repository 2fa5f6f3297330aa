"""Dates follow from profile and calendar: when those have changed, the next start recomputes."""

import re
from pathlib import Path

from tests.flows.small import profile, rows, until
from tests.flows.steps import (
    give_reply,
    happened,
    matter,
    open_card,
    open_office,
    owed,
    rate,
    write_matters,
)
from tests.house import EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.plan_steps import make_plan

SHORTER = """[reply]
months = 2
[contact_plan]
before_working_days = 10
[calendar]
off = [2026-04-13]
"""


FINISHED = "SELECT changed FROM rulings WHERE finished_at IS NOT NULL ORDER BY id"


async def restarted(house: House, more: str = "") -> None:
    """The office begins anew, with more rules; the dates follow them."""
    before = len(rows(house, FINISHED))
    await house.stop()
    _add(Path(house.settings["LIANLUO_PROFILE"]), more)
    await house.start()
    if more:
        await until(lambda: len(rows(house, FINISHED)) > before)
    await house.settle()


def _add(profile: Path, rules: str) -> None:
    """These rules; of a part that is in the profile already, under its head."""
    told = profile.read_text("utf-8")
    for head, of_it in re.findall(r"(\[.+\]\n)([^\[]+(?:\[\d[^\[]*)?)", rules):
        told = told.replace(head, head + of_it) if head in told else told + head + of_it
    profile.write_text(told, "utf-8")


async def test_what_is_still_ahead_follows_new_rules_once(one_matter: House) -> None:
    house = one_matter
    dates = "SELECT due_on FROM suggestions"
    owed = "SELECT due_on FROM duties WHERE kind = ? AND state = 'open'"
    told = "SELECT data FROM events WHERE kind = 'dates_recomputed'"
    await until(lambda: len(rows(house, FINISHED)) == 1)
    assert rows(house, told) == []  # the same rules again: nothing moves
    assert rows(house, FINISHED) == [(0,)]

    await restarted(house, SHORTER)
    assert str(rows(house, dates)[0][0]) == "2026-06-05"  # the 7th is a Sunday
    assert str(rows(house, owed, "reply")[0][0]) == "2026-06-05"
    for kind in ("contact", "opening"):  # ten working days, one of them taken out
        assert str(rows(house, owed, kind)[0][0]) == "2026-04-22"
    (event,) = happened(await house.record(), "dates_recomputed")
    assert event["data"]["before"] == {"before_1": "2026-05-08", "reply": "2026-07-07"}
    assert event["data"]["after"] == {"before_1": "2026-04-22", "reply": "2026-06-05"}
    assert rows(house, FINISHED) == [(0,), (1,)]
    card = await open_card(house.phone(OFFICER))
    assert "2026年6月5日" in card["text"]

    await restarted(house)
    assert len(rows(house, told)) == 1
    assert rows(house, FINISHED) == [(0,), (1,)]


async def test_what_was_granted_by_hand_stays(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    await supervisor.presses("同意", await supervisor.sees("延至"))
    await house.phone(LEAD).sees("经批准延期答复")
    await make_plan(officer)
    await until(lambda: len(rows(house, FINISHED)) == 1)
    milestones = rows(house, "SELECT due_on FROM milestones ORDER BY id")
    await restarted(house, SHORTER)
    due = rows(house, "SELECT due_on FROM suggestions")
    assert str(due[0][0]) == "2026-09-30"
    assert rows(house, "SELECT due_on FROM milestones ORDER BY id") == milestones
    contact = rows(house, "SELECT due_on FROM duties WHERE kind = 'contact' AND state = 'open'")
    assert str(contact[0][0]) == "2026-04-22"


OWED = "SELECT kind, due_on FROM duties WHERE state = 'open' AND due_on IS NOT NULL"


def owed_by(house: House) -> dict[str, str]:
    """By when what is owed is owed, by kind."""
    return {kind: str(day) for kind, day in rows(house, OWED)}


async def test_whatever_is_owed_some_days_after_something_follows_too(house: House) -> None:
    key = matter(是否重点督办="是", 会办单位="农业农村厅")
    profile(house, "[plans]\nneeds_approval = true\n")
    await open_office(house, key, joined=EVERYBODY)
    await house.to(2026, 4, 7, 9, 30)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    await supervisor.sees("延至")
    await make_plan(officer)
    await house.settle()
    before = owed_by(house)
    assert {name: before[name] for name in ("request", "plan", "opinion", "leader_contact")} == {
        "request": "2026-04-09",
        "plan": "2026-04-09",
        "opinion": "2026-05-07",
        "leader_contact": "2026-06-04",
    }
    await restarted(house, "[review]\nworking_days = 9\n")
    assert owed_by(house) == before  # nobody reviews anything: nothing moves
    assert rows(house, FINISHED)[-1] == (0,)
    await restarted(
        house,
        "[decisions]\nworking_days = 5\n[leaders]\ncontact_working_days = 10\n"
        "[reply]\njoint_opinion_months = 2\n",
    )
    after = owed_by(house)
    assert {name for name in after if after[name] != before[name]} == {
        "request",
        "plan",
        "opinion",
        "leader_contact",
    }
    assert (after["request"], after["plan"]) == ("2026-04-14", "2026-04-14")
    assert (after["leader_contact"], after["opinion"]) == ("2026-04-21", "2026-06-05")
    (event,) = happened(await house.record(), "dates_recomputed")
    assert event["data"]["after"]["leader_contact"] == "2026-04-21"


async def test_a_later_round_follows_though_the_first_was_extended(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    await supervisor.presses("同意", await supervisor.sees("延至"))
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    assert owed_by(house)["promise_to_note"] == "2026-04-14"
    await restarted(house, "[promises]\nnote_working_days = 3\n")
    assert owed_by(house)["promise_to_note"] == "2026-04-10"
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("说说不满意的原因")
    await lead.sends("排口还在排，没有时间表。")
    await lead.sees("重新办理")
    await house.settle()
    assert owed_by(house)["reply"] == "2026-05-08"
    await restarted(house, "[reply]\nrehandle_months = 2\n")
    assert owed_by(house)["reply"] == owed_by(house)["rehandle"] == "2026-06-08"


async def test_what_is_no_key_item_any_more_is_led_by_nobody(house: House) -> None:
    await open_office(house, matter(是否重点督办="是"), joined=EVERYBODY)
    assert owed(house, "leader_contact") == [(LEADER, "open")]
    path = write_matters(house.data.parent / "plain.xlsx", matter(是否重点督办="否"))
    await house.lianluo("import", str(path))
    assert owed(house, "leader_contact") == [(LEADER, "cancelled")]
