"""What people do again and again when they arrange to meet."""

from collections.abc import Iterable
from typing import Any

from icalendar import Calendar, Event

from bot.sandbox.client import Phone, buttons
from tests.flows.small import until
from tests.flows.steps import labels, open_card
from tests.house import House

TIMES = "4月20日 9:30\n4月21日 15:00"
PLACE = "长沙市岳麓区湘府西路"


async def arrange(
    officer: Phone,
    *,
    form: str = "登门走访",
    place: str = PLACE,
    times: str = TIMES,
    extras: Iterable[str] = (),
    add: str = "",
    number: str = "0107",
) -> dict[str, Any]:
    """约见代表 up to the invitation; the look at it before it was sent."""
    card = await open_card(officer, number)
    await officer.presses("约见代表", card)
    asked = await officer.sees("用什么方式见面", after=card)
    await officer.presses(form, asked)
    await officer.sees("地点？" if form != "视频" else "会议号", after=asked)
    return await finish(officer, place=place, times=times, extras=extras, add=add)


async def finish(
    officer: Phone, *, place: str, times: str, extras: Iterable[str] = (), add: str = ""
) -> dict[str, Any]:
    """Place and times, what comes along, then 发出邀请."""
    sent = await officer.sends(place)
    asked = await officer.sees("请写两三个时间", after=sent)
    sent = await officer.sends(times)
    if len(times.splitlines()) < 3:
        await officer.presses("完成", await officer.sees("已记下", after=asked))
    shown = await officer.sees("请核对", after=sent)
    if add:
        await officer.presses("加入其他建议", shown)
        sent = await officer.sends(add)
        shown = await officer.sees(f"{add}号建议）\n方式", after=sent)
    for extra in extras:
        await officer.presses(f"☐ {extra}", shown)
        await officer.button(f"☑ {extra}", message=shown)
    await officer.presses("发出邀请", shown)
    return shown


async def fix(officer: Phone, slot: str = "时间一", after: dict[str, Any] | None = None) -> None:
    """Press the button of a time, on whichever board it stands by now."""
    since = after["version"] if after is not None else 0
    found: list[tuple[dict[str, Any], str]] = []

    async def stands() -> bool:
        found[:] = [
            (message, label)
            for message in await officer.messages()
            if message["version"] > since
            for label in labels(message)
            if label.startswith(f"定在 {slot}")
        ]
        return bool(found)

    await until(stands)
    message, label = found[-1]
    data = next(key["callback_data"] for key in buttons(message) if key["text"] == label)
    await officer.presses_data(message, data)


async def record_held(
    officer: Phone,
    *,
    summary: str = "代表认为监测点位太少。",
    issues: str = "",
    absent: Iterable[str] = (),
    photo: bool = False,
) -> None:
    """登记会面情况 once the officer is asked to."""
    asked = await officer.sees("结束了吗")
    await officer.presses("登记会面情况", asked)
    await write_minutes(officer, summary=summary, issues=issues, absent=absent, photo=photo)


async def write_minutes(
    officer: Phone,
    *,
    summary: str = "代表认为监测点位太少。",
    issues: str = "",
    absent: Iterable[str] = (),
    photo: bool = False,
    after: dict[str, Any] | None = None,
) -> None:
    """Who came, what was said and asked, a picture."""
    present = await officer.sees("谁来了？", after=after)
    for name in absent:
        await officer.presses(f"☑ {name}", present)
    await officer.presses("下一步", present)
    await officer.sees("谈了什么", after=present)
    sent = await officer.sends(summary)
    raised = await officer.sees("提出了哪些问题", after=sent)
    if issues:
        raised = await officer.sends(issues)
    else:
        await officer.presses("没有", raised)
    files = await officer.sees("有照片或文件", after=raised)
    if photo:
        await officer.uploads(("现场.jpg", b"\xff\xd8\xff\xe0 lake"), kind="document")
    await officer.presses("完成", files)
    await officer.presses("提交", await officer.sees("到场：", after=files))


async def plan_tour(officer: Phone, title: str) -> dict[str, Any]:
    """A new tour; its planner."""
    sent = await officer.sends("/tour")
    await officer.presses("新的带队座谈", await officer.sees("带队座谈", after=sent))
    await officer.sees("这次带队座谈叫什么", after=sent)
    sent = await officer.sends(title)
    return await officer.sees("按代表团请代表座谈", after=sent)


async def offer_anew(officer: Phone, times: str) -> dict[str, Any]:
    """提出新时间 on whichever board stands last; the message with the times."""
    boards = [one for one in await officer.messages() if "提出新时间" in labels(one)]
    await officer.presses("提出新时间", boards[-1])
    await officer.sees("请写两三个时间", after=boards[-1])
    sent = await officer.sends(times)
    await officer.presses("完成", await officer.sees("已记下", after=sent))
    await officer.presses("发出邀请", await officer.sees("请核对", after=sent))
    return sent


async def call_off(officer: Phone, why: str) -> None:
    """取消会面 on whichever board stands last."""
    boards = [one for one in await officer.messages() if "取消会面" in labels(one)]
    await officer.presses("取消会面", boards[-1])
    await officer.sees("为什么取消", after=boards[-1])
    await officer.sends(why)
    await officer.sees("会面已取消", after=boards[-1])


class Calendars:
    """What stands in people's calendars by the files they were sent, as calendars read them."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[int, Any]] = {}

    async def of(self, phone: Phone) -> Any:
        """When the meeting is, by somebody's calendar; None: it knows of none."""
        for message in await phone.messages():
            if message.get("document", {}).get("file_name") != "appointment.ics":
                continue
            calendar, event = await calendar_of(phone, message)
            assert str(event["ORGANIZER"]).startswith("https://t.me/")
            assert event["ORGANIZER"].params["CN"]
            number, _ = self.entries.get(phone.name, (-1, None))
            if event["SEQUENCE"] < number:
                continue
            is_off = calendar["METHOD"] == "CANCEL"
            assert (event["STATUS"] == "CANCELLED") is is_off
            entry = None if is_off else event.decoded("dtstart")
            self.entries[phone.name] = (int(event["SEQUENCE"]), entry)
        return self.entries.get(phone.name, (0, None))[1]


async def calendar_of(phone: Phone, message: dict[str, Any]) -> tuple[Calendar, Event]:
    """The calendar file of a message, read as calendars read it."""
    assert message["document"]["file_name"] == "appointment.ics"
    calendar = Calendar.from_ical((await phone.downloads(message)).decode())
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def met(house: House, number: str = "0107") -> int:
    """How often they have met face to face, by the rows alone."""
    ((count,),) = house.books.ask(
        "SELECT count(*) FROM contacts JOIN suggestions ON suggestions.id = suggestion_id"
        " WHERE number = ? AND contacts.state = 'done' AND confirmed"
        " AND form IN ('visit', 'study_visit', 'symposium', 'invited')",
        number,
    )
    return int(count)
