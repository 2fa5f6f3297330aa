"""Simulated office heads, leaders, heads and supervisors: they decide and take up."""

from dataclasses import dataclass

from bot.rehearsal.deputy import LISTED, number_in
from bot.rehearsal.officer import HAND_IN, Officer
from bot.rehearsal.person import labels, text_of
from bot.sandbox.model import Message

YES, NO, TAKEN, HEARD, CALLED, LOOKED = "同意", "不同意", "已受理", "知悉", "登记回访", "已核查"
ON_PAPER, SETTLED = "已取得书面同意", "已了结"
AT_ONCE = (TAKEN, HEARD, LOOKED, ON_PAPER, SETTLED)  # one press, and it is done
CHECKED, REVIEW, PLAN = "复核通过", "请您审核答复稿", "请您审定"
AUDITED = "抽查答复 · 第"
BACK = "退回修改"
OWN = (*AT_ONCE, CALLED, CHECKED, *HAND_IN, "签收")


@dataclass
class Superior(Officer):
    """Somebody above the officers; what they are brought that an officer would do, they leave."""

    def notices(self, message: Message) -> None:
        """Exceptions and requests to decide, matters to take up; the rest is read."""
        shown = labels(message)
        if self.joins(message):
            return
        if REVIEW in text_of(message):
            self.later("review", lambda: self._review(message), 1, message.id)
        elif PLAN in text_of(message):
            self.later("plan", lambda: self._look_at_plan(message), 1, message.id)
        elif AUDITED in text_of(message):
            self.later("audit", lambda: self._look_into(message), 2, message.id)
        elif "结束了吗" in text_of(message) or _fixes(message):
            self.later("meeting", lambda: self.take_up(message), 1, message.id)
        elif NO in shown and any(one.startswith(YES) for one in shown):
            self.later("decide", lambda: self._decide(message), 1, message.id)
        elif set(OWN) & set(shown) or _is_to_lead(message):
            self.later("take up", lambda: self.take_up(message), 2, message.id)
        elif shown and LISTED.match(shown[0]):
            self.later("list", lambda: self.work_off(message), self.delay(message.id), message.id)

    async def _decide(self, message: Message) -> None:
        """Nine of ten are granted."""
        yes = [one for one in labels(message) if one.startswith(YES)]
        if not yes:
            return  # somebody else has decided
        if self.dice("decide", message.id).random() < 0.9:
            self.press(yes[0], message)
            return
        self.press(NO, message)
        if "改交" in text_of(message) or "延期" in text_of(message):
            await self.until("理由")
            self.says("请按原安排办理。")
            self.press("提交", await self.until("请提交"))

    async def take_up(self, message: Message) -> None:
        """Of what is owed to them, only what is theirs alone."""
        shown = labels(message)
        number = number_in(text_of(message))
        for label in AT_ONCE:
            if label in shown:
                self.press(label, message)
                return
        if REVIEW in text_of(message):
            await self._review(message)
        elif PLAN in text_of(message):
            await self._look_at_plan(message)
        elif AUDITED in text_of(message):
            await self._look_into(message)
        elif NO in shown:
            await self._decide(message)
        elif CALLED in shown:
            await self._call_back(message)
        elif CHECKED in shown:
            await self._check(message)
        elif _is_to_lead(message):
            await self.record(message, "登门走访", number)
        elif set(OWN) & set(shown) or "登记会面情况" in shown or _fixes(message):
            await super().take_up(message)

    async def _look_at_plan(self, message: Message) -> None:
        """A plan: nine of ten are approved."""
        if BACK not in labels(message):
            return  # somebody else has decided
        if self.dice("plan", message.id).random() < 0.9:
            self.press(YES, message)
            return
        self.press(BACK, message)
        if "请写明要改什么" in text_of(await self.until("请写明要改什么", "不再适用")):
            self.says("时间节点请再具体一些。")
            await self.until("已退回，并告知理由")

    async def _review(self, message: Message) -> None:
        """A draft of a reply: nine of ten pass."""
        if self.dice("review", message.id).random() < 0.9:
            self.press("通过", message)
            return
        self.press("退回", message)
        if "请写明要改什么" in text_of(await self.until("请写明要改什么", "不再适用")):
            self.says("请写明责任处室和完成时限。")
            await self.until("已退回，并告知理由")

    async def _check(self, message: Message) -> None:
        """Look at the list before it is closed; what is still open is no hindrance here."""
        self.press(CHECKED, message)
        asked = await self.until("为什么可以办结", "复核意见已记入", "不再适用")
        if "为什么可以办结" in text_of(asked):
            self.says("其余事项继续跟踪。")
            await self.until("复核意见已记入")

    async def _look_into(self, message: Message) -> None:
        """A reply drawn by lot: it is what its class says."""
        if "属实" in labels(message):
            self.press("属实", message)
            await self.until("抽查属实", "不再适用")

    async def _call_back(self, message: Message) -> None:
        """Ask the deputy by telephone whether the rating is their own."""
        self.press(CALLED, message)
        asked = await self.until("与评价一致", "不再适用")
        self.press("与评价一致", asked)
        await self.until("请写下来")
        self.says("评价是代表本人的意思。")
        await self.until("回访已记录")


def _fixes(message: Message) -> bool:
    """Whether one of several times is to be chosen for a meeting."""
    return any(one.startswith("定在 ") for one in labels(message))


def _is_to_lead(message: Message) -> bool:
    """Whether a leader is to talk with the deputy themselves."""
    return "请您与代表沟通" in text_of(message) and "登记沟通" in labels(message)
