"""Simulated deputies: prompt, slow, silent, dissatisfied, blocking, moving meetings, giving in."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from bot.rehearsal.cheating import DICTATED, Cheat
from bot.rehearsal.person import Doing, GaveUp, Person, has, labels, text_of
from bot.sandbox.model import Message

NUMBER = re.compile(r"第(\d{4})号")
FROM_STAFF = re.compile(r"^\S+ \S+（(\d{4}) ")
LISTED = re.compile(r"^\d+\. (\d{4}) ")
QUESTION = "问（共"
WITHDRAWN = 0.012  # of what is talked over
WINDOWS = ("工作日上午、下午都可以", "上午", "下午")
ANSWERS = (
    "当地多年没有解决，群众意见大。",
    "让群众得到实惠。",
    "请制定分年度方案。",
    "最看重落实。",
)
REASONS = ("问题没有解决", "答复太笼统", "没有时间表", "责任不清楚")
SLOTS = (time(9, 40), time(10, 50), time(15, 40), time(16, 50), time(19, 30))
PRESSED = "我受到压力"
GIVES_IN_AFTER = 4  # minutes
GRADES = ("满意", "基本满意", "不满意")


class Temper(StrEnum):
    """How a deputy takes to it."""

    PROMPT = "prompt"
    SLOW = "slow"
    SILENT = "silent"
    DISSATISFIED = "dissatisfied"
    BLOCKING = "blocking"
    MOVING = "moving"
    STRANGER = "stranger"  # never opens the invitation


SHARES = {
    Temper.PROMPT: 46,
    Temper.SLOW: 24,
    Temper.SILENT: 8,
    Temper.DISSATISFIED: 8,
    Temper.BLOCKING: 4,
    Temper.MOVING: 8,
    Temper.STRANGER: 2,
}
WEIGHTS = {Temper.DISSATISFIED: (0.25, 0.15, 0.6)}  # of the three grades
DELAYS = {Temper.SLOW: (3, 9), Temper.PROMPT: (0, 1)}  # working days


@dataclass
class Deputy(Person):
    """A deputy. `swayed`: numbers of suggestions whose unit makes satisfaction up, and how."""

    temper: Temper = Temper.PROMPT
    swayed: dict[str, Cheat] = field(default_factory=dict)
    spoken_to: set[str] = field(default_factory=set)  # numbers
    forms: dict[str, Message] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[time, ...]:
        """The hours at which deputies find time, an evening now and then."""
        return SLOTS

    def notices(self, message: Message) -> None:
        """A question, a form, an invitation, a list of such, or only news."""
        text = text_of(message)
        if spoken := FROM_STAFF.match(text):
            self._is_spoken_to(spoken[1])
        if not labels(message) or self._joins(message):
            return
        if self.temper == Temper.SILENT:
            return
        number = number_in(text)
        wanted = self._wanted(message)
        if LISTED.match(labels(message)[0]):
            self._in_a_while("list", lambda: self._list(message), message.id)
        elif "会面已定" in text and has(message, ["请求改期"]):
            self._moves(message, number)
        elif wanted is not None:
            self._in_a_while("decide", wanted, message.id)
        elif self._known(message):
            self._in_a_while("answer", lambda: self._answer(message), message.id)
        elif has(message, ["提交评价"]):
            self.forms[number] = message
            self._in_a_while("rate", lambda: self._answer(message), message.id)

    def _wanted(self, message: Message) -> Doing | None:
        """What is done about a question that is known by its words."""
        text = text_of(message)
        act = next((act for piece, act in DECIDES.items() if piece in text), None)
        return None if act is None else lambda: act(self, message, number_in(text))

    def _is_spoken_to(self, number: str) -> None:
        """Words of the staff have come; some let themselves be led by them."""
        cheat = self.swayed.get(number)
        form = self.forms.get(number)
        if form is not None or cheat == Cheat.PRESSES:
            self.spoken_to.add(number)
        if form is not None and cheat in (Cheat.SOON, Cheat.CHANGED):
            self.soon("give in", lambda: self._rate(form, number), GIVES_IN_AFTER)

    def _in_a_while(self, what: str, doing: Doing, *about: object) -> None:
        first, last = DELAYS.get(self.temper, (0, 3))
        days = self.dice("delay", what, *about).randint(first, last)
        self.later(what, doing, days, *about)

    def _joins(self, message: Message) -> bool:
        """The steps of joining are gone through at once."""
        shown = labels(message)
        found = [one for one in ("不是我", "中文", "在这里发消息", WINDOWS[0]) if one in shown]
        if not found:
            return False
        windows = self.dice("window").choices(WINDOWS, (6, 1, 1))
        wanted = {"不是我": "确认", WINDOWS[0]: windows[0]}.get(found[0], found[0])
        self.soon("join", _doing(lambda: self.press(wanted, message)))
        return True

    @staticmethod
    def _known(message: Message) -> bool:
        shown = labels(message)
        return (
            QUESTION in text_of(message)
            or {"确认无误", "属实", "有补充意见"} & set(shown) != set()
            or ("同意" in shown and "希望面谈" in shown)
        )

    async def _list(self, message: Message) -> None:
        """What is listed, one after the other."""
        for label in labels(message):
            found = LISTED.match(label)
            if found is None:
                continue
            self.press(label, message)
            shown = await self.until(f"第{found[1]}号", "不再适用")
            if labels(shown):
                await self._answer(shown)

    async def _answer(self, message: Message) -> None:
        """A question in full: the four questions, a record to confirm, progress, or the form."""
        text, shown = text_of(message), labels(message)
        number = number_in(text)
        dice = self.dice("answer", number, message.id)
        if QUESTION in text:
            await self._brief(message, number)
        elif "确认无误" in shown:
            self.press("确认无误", message)
            await self.until("已记录", "谢谢")
        elif "属实" in shown:
            self.press("有出入" if dice.random() < 0.03 else "属实", message)
            if "出入" in text_of(await self.until("谢谢", "哪里有出入")):
                self.says("日期不对，那天没有见面。")
                await self.until("收到", "已记")
        elif "希望面谈" in shown:
            self.press("同意", message)
            await self.until("已转告")
        elif "提交评价" in shown:
            await self._rate(message, number)
        elif wanted := self._wanted(message):
            await wanted()

    async def _look_at(self, message: Message, _number: str) -> None:
        """The draft of a reply: most agree, some want it otherwise."""
        if self.dice("draft", message.id).random() < 0.85:
            self.press("同意", message)
            await self.until("会接着送审", "不再适用", "已经答复")
            return
        self.press("有意见", message)
        if "哪里不合适" in text_of(await self.until("哪里不合适", "不再适用", "已经答复")):
            self.says("没有写明完成时限，请补充。")
            await self.until("会退回重拟")

    async def _open_up(self, message: Message, number: str) -> None:
        """How far the public may see it; some never say."""
        degrees = ("全文公开", "仅公开标题", "不公开", "")
        said = self.dice("public", number).choices(degrees, (6, 1, 1, 2))[0]
        if said:
            self.press(said, message)

    async def _view(self, message: Message, number: str) -> None:
        """已兑现 / 部分兑现 / 未兑现."""
        views = ("已兑现", "部分兑现", "未兑现")
        self.press(self.dice("view", number).choices(views, (7, 2, 1))[0], message)
        await self.until("意见已记下", "不再适用", "已经办好")

    async def _brief(self, message: Message, number: str) -> None:
        dice = self.dice("brief", number, message.id)
        share = dice.random()
        if share < 0.04 and "免见面" in labels(message):
            self.press("免见面", message)
            await self.until("不再安排见面")
        elif share < 0.08 and "希望见面" in labels(message):
            self.press("希望见面", message)
            await self.until("约定见面时间")
        if QUESTION in text_of(message):
            seen = message
            while QUESTION in text_of(seen):
                self.says(dice.choice(ANSWERS), reply_to=seen)
                seen = await self.until(QUESTION, "确认无误")
            self.press("确认无误", seen)
            await self.until("办前沟通已记录", "不再适用")
        if self.dice("withdraw", number).random() < WITHDRAWN:
            self.later("withdraw", lambda: self._withdraw(number), 8, number)

    async def _withdraw(self, number: str) -> None:
        """撤回: found under /suggestions, with a reason, and for certain."""
        self.says("/suggestions")
        page = await self.until("您的建议")
        label = next((one for one in labels(page) if one.startswith(number)), None)
        if label is None:
            raise GaveUp("not on the list")
        self.press(label, page)
        self.press("撤回建议", await self.until("下一步："))
        if "请写明理由" not in text_of(await self.until("请写明理由", "不能", "已经")):
            return
        self.says("当地情况已有变化，不再需要办理。")
        self.press("确定撤回", await self.until("不能恢复"))
        await self.until("已征求", "已撤回")

    async def _consent(self, message: Message, _number: str) -> None:
        """Whether what one stands behind may be taken back."""
        agrees = self.dice("consent", message.id).random() < 0.85
        self.press("同意" if agrees else "不同意", message)
        await self.until("意见已记下", "不再适用", "已撤回")

    async def _again(self, message: Message, number: str) -> None:
        """回头看: how the result looks by now."""
        grade = self.dice("again", number).choices(GRADES, (0.7, 0.2, 0.1))[0]
        self.press(grade, message)
        if grade == "不满意":
            await self.until("请用您自己的话")
            self.says(f"第{number}号：一年过去，效果没有保持住。")
        await self.until("谢谢", "不再适用")

    async def _rate(self, message: Message, number: str) -> None:
        cheat = self.swayed.get(number)
        self.forms[number] = message
        if cheat == Cheat.NO_SPREAD:
            await self._fill(message, ["满意"] * 3, "")
            self.day.cheated(cheat)
        elif cheat == Cheat.SOON:
            if number in self.spoken_to:
                await self._fill(message, ["满意"] * 3, "")
                self.day.cheated(cheat)
        elif cheat == Cheat.CHANGED:
            await self._better(message, number)
        elif cheat == Cheat.ALIKE:
            await self._fill(message, ["基本满意", "满意", "不满意"], DICTATED)
            self.day.cheated(cheat)
        else:
            if cheat == Cheat.PRESSES and number in self.spoken_to:
                await self._tell_of_pressure(message)
            await self._rate_freely(message, number)

    async def _better(self, message: Message, number: str) -> None:
        """First as they see it, and better once they have been spoken to."""
        if "修改评价" not in labels(message):
            self.spoken_to.discard(number)
            await self._fill(message, ["基本满意"] * 3, "")
        elif number in self.spoken_to:
            self.press("修改评价", message)
            form = await self.until("提交评价")
            await self._fill(form, ["满意"] * 3, "")
            self.day.cheated(Cheat.CHANGED)
            self.forms.pop(number, None)

    async def _tell_of_pressure(self, message: Message) -> None:
        """我受到压力, where the form has such a button."""
        found = next((one for one in labels(message) if one.startswith(PRESSED)), None)
        if found is not None:
            self.press(found, message)
            await self.until("您说的只有")
            self.says("评价前有人一再打招呼，我感到为难。")
            await self.until("已密送")
            self.day.cheated(Cheat.PRESSES)

    async def _rate_freely(self, message: Message, number: str) -> None:
        dice = self.dice("rate", number, message.id)
        weights = WEIGHTS.get(self.temper, (0.74, 0.22, 0.04))
        why = f"第{number}号：{dice.choice(REASONS)}，第{dice.randint(1, 9)}条没有回应。"
        await self._fill(message, dice.choices(GRADES, weights, k=3), why)

    async def _fill(self, message: Message, grades: list[str], why: str) -> None:
        rows = message.data["reply_markup"]["inline_keyboard"]
        for row, grade in zip(rows[1::2], grades, strict=False):
            key = next((one for one in row if one["text"] == grade), None)
            if key is None:
                raise GaveUp("no such grade")
            self.press_data(message, key["callback_data"])
        self.press("提交评价", message)
        if "不满意" in grades:
            await self.until("请用您自己的话")
            self.says(why)
        await self.until("谢谢您的评价", "不再适用", "办结")

    async def _choose(self, message: Message, _number: str) -> None:
        """A time that is offered."""
        offered = [one for one in labels(message) if one.startswith("时间")]
        every = [*offered, "都可以"]
        if not offered or "都可以" not in labels(message):
            raise GaveUp("nothing to choose from")
        dice = self.dice("choose", message.id)
        answer = "都不方便" if dice.random() < 0.05 else dice.choice(every)
        self.press(answer, message)
        await self.until("已告诉")
        if answer == "都不方便":
            self.says("下周三上午都可以。")
            await self.until("收到", "已记")

    def _moves(self, message: Message, number: str) -> None:
        if self.temper == Temper.MOVING and self.dice("move", number).random() < 0.7:
            self.later("move", _doing(lambda: self.press("请求改期", message)), 0, message.id)


# What the lead deputy, or a co-signer, is asked to decide: by the words of the question.
DECIDES: dict[str, Callable[[Deputy, Message, str], Awaitable[None]]] = {
    "约您见面": Deputy._choose,
    "会面另约时间": Deputy._choose,
    "哪个时间": Deputy._choose,
    "您看兑现了吗": Deputy._view,
    "您同意撤回吗": Deputy._consent,
    "请您再评价一次": Deputy._again,
    "可以向社会公开到哪一步": Deputy._open_up,
    "请您先看答复稿": Deputy._look_at,
}


def number_in(text: str) -> str:
    """The number of the suggestion that a text is about; 0000 for none."""
    found = NUMBER.search(text)
    return found[1] if found else "0000"


def _doing(act: Callable[[], None]) -> Doing:
    async def doing() -> None:
        act()

    return doing
