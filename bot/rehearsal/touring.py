"""厅领导带队走访座谈: a leader invites the deputies of a delegation to talk about what is open."""

from datetime import date

from bot.rehearsal.above import Superior
from bot.rehearsal.person import labels

TOURS_ON = date(2026, 4, 13)


async def tour(leader: Superior) -> None:
    """/tour: a new one, and its first stop; whoever comes chooses among the times."""
    leader.says("/tour")
    leader.press("新的带队座谈", await leader.until("带队座谈"))
    await leader.until("这次带队座谈叫什么")
    leader.says("厅领导带队走访座谈")
    shown = await leader.until("按代表团请代表座谈")
    stops = [one for one in labels(shown) if "位代表" in one]
    if not stops:
        return
    leader.press(stops[0], shown)
    leader.press("下一步", await leader.until("请哪些代表参加"))
    leader.press("座谈会", await leader.until("用什么方式见面"))
    await leader.until("在什么地点")
    leader.says("县政务中心")
    await leader.offer_times(await leader.until("请写两三个时间"))
