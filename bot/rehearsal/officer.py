"""Simulated officers: diligent, slow or forgetful; and the cheats of a unit (see cheating.py).

An officer acts on what the bot brings up: lists of what is due, refusals with what is missing,
words of deputies, boards of meetings. Whatever a gate wants they do, and come back.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from bot.rehearsal.cheating import SAYS, Cheat
from bot.rehearsal.deputy import LISTED, number_in
from bot.rehearsal.person import Doing, GaveUp, Person, labels, text_of
from bot.sandbox.model import Message

CARD = "轮，答复期限"
CLOSED = "还不能这样做"
CHOOSE = "请定答复是否公开"
PROOF = "请给出办成的依据"
STUDY, SYMPOSIUM, PHONE = "现场调研", "座谈会", "电话"
NO_PROMISE, NOT_YET = 0.3, 0.2  # of what is asked for and of what has come due
RETURNED, EXTENDED = 0.03, 0.04  # of what is signed for
EMPTY, USEFUL = 0.25, 0.7  # of joint units' opinions
HAND_IN, OPINION = frozenset({"提交会办意见", "答复分办部分"}), "请写明做什么、怎样做、何时做"
LETTERS = ("A 已解决", "B 正在解决", "C 因条件", "D 留作参考")


class Zeal(StrEnum):
    """How an officer takes to it: after how many working days they act on what they are told."""

    DILIGENT = "diligent"
    SLOW = "slow"
    FORGETFUL = "forgetful"


SHARES = {Zeal.DILIGENT: 62, Zeal.SLOW: 26, Zeal.FORGETFUL: 12}
FIRST_CARED = {Zeal.DILIGENT: 1, Zeal.SLOW: 2, Zeal.FORGETFUL: 4}  # from the so-manieth word on


@dataclass
class Officer(Person):
    """Whoever does the work of a unit."""

    zeal: Zeal = Zeal.DILIGENT
    cheat: Cheat | None = None
    neighbour: str = ""  # the unit that they would rather see do it
    reminded: Counter[str] = field(default_factory=Counter)
    excused: set[str] = field(default_factory=set)  # numbers for which an exception was asked
    waited: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)
    sent_back: set[str] = field(default_factory=set)  # numbers whose opinion was

    # What is seen

    def notices(self, message: Message) -> None:
        """Lists, prompts, words of deputies, boards, answers to what was asked."""
        text, shown = text_of(message), labels(message)
        number = number_in(text)
        if self.joins(message):
            return
        if shown and LISTED.match(shown[0]):
            self.later("list", lambda: self.work_off(message), self.delay(message.id), message.id)
        elif "回复" in shown and "代表" in text:
            self.later("reply", self._answers(message), self.delay("words", message.id), message.id)
        elif "同意第" in text and "例外" in text and "不同意" not in text:
            self.later("go on", lambda: self.go_on(number), 0, number)
        elif "代表已评价第" in text and self.cheat == Cheat.CHANGED:
            self.soon("cheat", lambda: self.cheats(number), 20)
        elif any(one.endswith("也这样答复") for one in shown):
            self.later("same", lambda: self.give_same(message), 0, message.id)
        elif "转告代表" in shown:
            self.later("opinion", lambda: self.judge(message), self.delay(message.id), message.id)
        elif "结束了吗" in text or any(one.startswith("定在 ") for one in shown):
            self.later("meeting", lambda: self.prompted(message), 1, message.id)
        elif shown and _is_owed(shown):
            delay = self.delay(message.id)
            self.later("prompt", lambda: self.prompted(message), delay, message.id)
        elif shown and not (
            _is_to_read(shown) or {"申请例外", "取消会面", "不能参加", "取消"} & set(shown)
        ):
            self.day.seen_no_way(f"officer: {text[:30]!r} {shown[:4]}")

    def joins(self, message: Message) -> bool:
        """Joining is gone through at once."""
        shown = labels(message)
        wanted = next((one for one in ("确认", "中文") if one in shown), None)
        if wanted is None:
            return False

        async def doing() -> None:
            self.press(wanted, message)

        self.soon("join", doing)
        return True

    def delay(self, *about: object) -> int:
        """After how many working days something is taken up."""
        dice = self.dice("delay", *about)
        return {
            Zeal.DILIGENT: dice.choice((0, 0, 1)),
            Zeal.SLOW: dice.randint(0, 3),
            Zeal.FORGETFUL: dice.randint(0, 4),
        }[self.zeal]

    def _cares(self, what: str) -> bool:
        """Whether this reminder is the one that moves them."""
        self.reminded[what] += 1
        return self.reminded[what] >= FIRST_CARED[self.zeal]

    # What is done

    async def work_off(self, message: Message) -> None:
        """A list of what is due, one after the other."""
        for label in labels(message):
            found = LISTED.match(label)
            if found is None or not self._cares(label.partition(" ")[2]):
                continue
            self.press(label, message)
            shown = await self.until(f"第{found[1]}号", "不再适用", "已经办好")
            try:
                await self.take_up(shown)
            except GaveUp as error:
                self.given_up.append(f"list: {error}")

    async def prompted(self, message: Message) -> None:
        """One thing, brought up by itself."""
        if self._cares(text_of(message)[:40]):
            await self.take_up(message)

    async def take_up(self, message: Message) -> None:
        """Do what a prompt is about, by the buttons under it."""
        text, shown = text_of(message), set(labels(message))
        number = number_in(text)
        if await self._see_through(message, number):
            return
        if "签收" in shown:
            await self.sign_for(message, number)
        elif "登记会面情况" in shown:
            await self.write_minutes(message)
        elif fixes := [one for one in labels(message) if one.startswith("定在 ")]:
            await self.fix(fixes[0], message)
        elif "提出新时间" in shown and "取消会面" in shown:
            await self.new_times(message)
        elif "办理进展" in shown:
            await self.report_progress(message, number)
        elif "送达答复" in shown:
            await self.reply(message, number)
        elif HAND_IN & set(shown):
            await self.hand_in_opinion(message)
        elif "答复稿" in shown:
            await self.bring_draft(message, number)
        elif "约见代表" in shown:
            await self.arrange(message, number)
        elif "久没有听到" in text or "很久" in text:
            await self.write(message, f"第{number}号建议正在办理，近期将现场核实。")
        elif "登记沟通" in shown:
            await self.by_phone(message, number)

    async def give_same(self, message: Message) -> None:
        """What is handled together gets the same reply, one by one."""
        for label in labels(message):
            if label.endswith("也这样答复"):
                self.press(label, message)
                await self.until("已把同一份答复", "尚未做到", "已经答复", "不再适用")

    async def fix(self, time: str, message: Message) -> None:
        """定在 …, also where somebody has said that they cannot come then."""
        self.press(time, message)
        told = await self.until("已定", "已经定了", "不再适用", "还是定在这个时间吗")
        if "仍定这个时间" in labels(told):
            self.press("仍定这个时间", told)
            await self.until("已定", "已经定了", "不再适用")

    async def hand_in_opinion(self, message: Message) -> None:
        """会办意见, or the answer about a part of one's own, in words, without a number."""
        self.press(next(one for one in labels(message) if one in HAND_IN), message)
        asked = await self.until(OPINION, "已经办好", "不再适用", "已经办结", "还没有与代表沟通过")
        if OPINION not in text_of(asked):
            return
        self.says("本单位将按职责配合，年内完成。")
        self.press("没有文号", await self.until("文号是什么"))
        self.press("提交意见", await self.until("请核对会办意见", "请核对分办答复"))
        await self.until("已送主办单位", "已送代表")

    async def judge(self, message: Message) -> None:
        """A joint unit's opinion: sent back now and then, once; else graded and passed on."""
        number = number_in(text_of(message))
        share = self.dice("opinion", number).random()
        if share < EMPTY and number not in self.sent_back:
            self.sent_back.add(number)
            self.press("无实质内容", message)
            self.press("退回重提", message)
            await self.until("请写明缺什么")
            self.says("没有写明做什么、何时完成。")
            await self.until("已退回")
            return
        self.press("有用" if share < USEFUL else "一般", message)
        self.press("转告代表", message)

    async def _see_through(self, message: Message, number: str) -> bool:
        """What was planned or promised."""
        text, shown = text_of(message), set(labels(message))
        if "没有承诺事项" in shown:
            await self.promise(message, number)
        elif "承诺到期" in text:
            await self.keep_promise(message, number)
        elif "时间节点" in text and "办理方案" in shown:
            await self.reach_milestone(message)
        elif "登记公开" in shown:
            await self.note_published(message, number)
        elif CHOOSE in text and "公开" in shown:
            await self.choose_publication(message)
        else:
            return False
        return True

    async def sign_for(self, message: Message, number: str) -> None:
        """签收; now and then it is another unit's, or will take longer than there is time for."""
        self.press("签收", message)
        await self.until("已签收", "不再适用", "已经办好")
        share = self.dice("sign", number).random()
        if share < RETURNED and self.cheat is None:
            await self.ask_for("申请退办", number, "不属本单位职责，请改交主管单位。")
        elif share < RETURNED + EXTENDED:
            doing = lambda: self.ask_for("申请延期", number, "涉及面广，需多部门会商。")  # noqa: E731
            self.later("extend", doing, 30, number)

    async def ask_for(self, what: str, number: str, reason: str) -> None:
        """A request about the assignment (交办事项), where there is such a thing."""
        await self.press_within("交办事项", await self.open_card(number))
        asked = await self.until("交办事项，请选择", "没有您能办")
        self.press(what, asked)
        await self.until("请写明理由")
        self.says(reason)
        asked = await self.until("应交给哪个单位", "请提交")
        if "哪个单位" in text_of(asked):
            if self.neighbour:
                self.says(self.neighbour)
            else:
                self.press("不清楚该谁办", asked)
            asked = await self.until("请提交")
        self.press("提交", asked)
        await self.until("决定", "已")

    async def promise(self, message: Message, number: str) -> None:
        """登记承诺 after a reply that leaves something to be done, or that there is none."""
        dice = self.dice("promise", number)
        if dice.random() < NO_PROMISE:
            self.press("没有承诺事项", message)
            await self.until("为什么没有承诺事项")
            self.says("答复只作解释说明，没有待办的事项。")
            self.press("提交", await self.until("没有错的话，请提交"))
            await self.until("没有承诺事项，已记下")
            return
        self.press("登记承诺", message)
        await self.until("承诺了什么")
        self.says(f"办好第{number}号建议所提的工程")
        await self.until("什么时间兑现")
        day = self.day.working_day(self.day.now().date(), dice.randint(15, 60))
        self.says(f"{day.year}年{day.month}月{day.day}日")
        self.press("提交", await self.until("没有错的话，请提交"))
        await self.until("承诺事项已记入")

    async def keep_promise(self, message: Message, number: str) -> None:
        """已兑现, with its proof; or some other time."""
        if self.dice("keep", number, message.id).random() < NOT_YET:
            return
        self.press("承诺事项", message)
        page = await self.until("承诺事项 · ", "不再适用")
        label = next((one for one in labels(page) if one.startswith("已兑现")), None)
        if label is None:
            raise GaveUp("nothing to keep")
        self.press(label, page)
        await self.until("以什么证明已兑现")
        self.says(f"验收文号：省厅验〔2026〕{int(number)}号")
        self.press("提交", await self.until("没有错的话，请提交"))
        await self.until("承诺事项已记入")

    async def choose_publication(self, message: Message) -> None:
        """As open as the deputy allows."""
        self.press("公开", message)
        page = await self.until("公开 · 第", "不再适用", "已经办好")
        if "主动公开" in labels(page):
            self.press("主动公开", page)
        elif "不予公开" in labels(page):
            self.press("不予公开", page)
        await self.until("公开：")

    async def note_published(self, message: Message, number: str) -> None:
        """登记公开: the day and the address."""
        self.press("登记公开", message)
        asked = await self.until("哪一天公开的", "不再适用", "已经办好")
        if "哪一天公开的" not in text_of(asked):
            return
        self.says("今天")
        await self.until("在哪里可以看到")
        self.says(f"https://www.hunan.gov.cn/jyta/2026/{number}.html")
        self.press("提交", await self.until("没有错的话，请提交"))
        await self.until("已公开")

    async def by_phone(self, message: Message, number: str) -> None:
        """办前 or 办后: a call, written down; or, for some, an invitation to meet."""
        dice = self.dice("contact", number, message.id)
        if "办前" in text_of(message) and dice.random() < 0.4 and self.reminded[number] < 2:
            self.reminded[number] += 1
            return  # the deputy is asked by the bot; it is enough to look again next time
        await self.record(message, PHONE, number)

    async def record(self, message: Message, form: str, number: str) -> None:
        """登记沟通 from any message with its button."""
        self.press("登记沟通", message)
        asked = await self.until("这次沟通是什么方式", CLOSED)
        self.press(form, asked)
        asked = await self.until("是哪一天")
        self.press("今天", asked)
        await self.until("在什么地点")
        self.says("县城和三个乡镇")
        await self.until("哪些人参加")
        self.says(f"{self.name}与代表")
        await self.until("谈了什么")
        self.says(f"听取代表对第{number}号建议的意见。")
        asked = await self.until("照片或文件")
        if form == STUDY:
            self.hands_in("现场.jpg", b"\xff\xd8\xff\xe0 the place")
            asked = await self.until("已收到1个文件")
        self.press("完成", asked)
        asked = await self.until("请核对")
        self.press("提交", asked)
        await self.until("已登记")

    async def open_card(self, number: str) -> Message:
        """/s and the number."""
        self.says(f"/s {number}")
        return await self.until(CARD, "没有找到")

    async def report_progress(self, message: Message, number: str) -> None:
        """办理进展; what a gate wants is done first."""
        for _ in range(4):
            self.press("办理进展", message)
            asked = await self.until("请写办理进展", CLOSED, "打电话联系", "已经答复", "已办结")
            if "请写办理进展" in text_of(asked):
                self.says(f"第{number}号建议：已到现场核实，形成初步方案。")
                self.press("发送", await self.until("将把进展发给"))
                await self.until("⏳", "✅", "❌")
                return
            if CLOSED not in text_of(asked):
                await self.record(await self.open_card(number), PHONE, number)
                return
            await self.make_good(asked, number)
            message = await self.open_card(number)

    async def make_good(self, refused: Message, number: str) -> None:
        """Do one of the things that a gate says are missing."""
        missing = text_of(refused)
        if "六定" in missing:
            await self.make_plan(refused, number)
        elif "办理方案经领导同意" in missing:
            await self._plan_to_approve(refused, number)
        elif "先沟通后办理" in missing:
            await self.record(refused, PHONE, number)
        elif "先调研后办理" in missing or "先看现场再出方案" in missing:
            await self.record(refused, STUDY, number)
        elif "先座谈后答复" in missing:
            await self.record(refused, SYMPOSIUM, number)
        elif "先沟通后答复" in missing:
            await self._talk_first(refused, number)
        elif "逐条答复" in missing:
            await self.answer_points(refused, number)
        elif "答复稿" in missing:
            await self.bring_draft(refused, number)
        else:
            self.day.seen_no_way(f"officer: {missing[:60]!r}")
            raise GaveUp("a gate nobody knows")

    async def answer_points(self, message: Message, number: str) -> None:
        """逐条答复: what is asked for, and what is answered to each."""
        self.press("逐条答复", message)
        page = await self.until("逐条答复 ·")
        if "还没有列出诉求" in text_of(page):
            self.press("列出诉求", page)
            await self.until("每行写一条")
            self.says("制定治理方案\n落实专项资金")
            page = await self.until("1. 制定治理方案")
        outcomes = ("采纳", "部分采纳", "解释说明")
        while wanted := [one for one in labels(page) if one.startswith("答复第")]:
            self.press(wanted[0], page)
            outcome = self.dice("point", number, wanted[0]).choices(outcomes, (5, 3, 2))[0]
            self.press(outcome, await self.until("怎样答复？"))
            await self.until("请写明做了什么")
            self.says("已列入年度计划，由责任处室落实。")
            page = await self.until("逐条答复 ·")

    async def bring_draft(self, message: Message, number: str) -> None:
        """答复稿: written, shown to the deputy where that is wanted, handed in for review."""
        self.press("答复稿", message)
        page = await self.until("答复稿 ·")
        if "还没有答复稿" in text_of(page) or "已退回" in text_of(page):
            page = await self._draft(page, number)
        if "请代表先看" in labels(page):
            self.press("请代表先看", page)
            if "前看" in text_of(await self.until("前看", "打电话", "停收")):
                raise GaveUp("waits for the deputy")
        if "送审" in labels(page):
            self.press("送审", page)
            page = await self.until("审核中", "审核通过", "没有可以审核")
        if "审核通过" not in text_of(page):
            raise GaveUp("waits for the review")

    async def _draft(self, page: Message, number: str) -> Message:
        label = next(one for one in labels(page) if one in ("拟写答复稿", "重拟答复稿"))
        self.press(label, page)
        await self.until("请发来答复稿")
        self.says(f"第{number}号建议提出的事项正在办理，年内完成。")
        asked = await self.until("拟定为哪一类")
        letter = self.dice("class", number).choices(LETTERS, (5, 3, 1, 1))[0]
        self.press(next(one for one in labels(asked) if one.startswith(letter)), asked)
        asked = await self._say_besides("请核对答复稿", "答复拟怎样公开")
        if "答复拟怎样公开" in text_of(asked):
            self.press(labels(asked)[0], asked)
            asked = await self.until("请核对答复稿")
        self.press("存为答复稿", asked)
        return await self.until("可以送审")

    async def make_plan(self, message: Message, number: str) -> None:
        """办理方案 up to its submission; who leads is chosen where nobody was named."""
        self.press("办理方案", message)
        page = await self.until("责任领导：")
        label = next((one for one in labels(page) if one in ("制定方案", "修改方案")), None)
        if label is None:
            raise GaveUp("nobody to plan with")
        self.press(label, page)
        await self.until("办理任务是什么", CLOSED)
        self.says(f"办好第{number}号建议所提事项。")
        await self.until("工作目标是什么")
        self.says("年内见到成效。")
        await self.until("有哪些时间节点")
        day = self.day.working_day(self.day.now().date(), 4)
        self.says(f"{day:%Y-%m-%d} 形成方案")
        asked = await self.until("由哪位领导负责", "请提交", "晚于")
        if "晚于" in text_of(asked):
            self.says(f"{self.day.now():%Y-%m-%d} 形成方案")
            asked = await self.until("由哪位领导负责", "请提交")
        if "由哪位领导负责" in text_of(asked):
            self.press(labels(asked)[0], asked)
            asked = await self.until("请提交")
        self.press("提交方案", asked)
        await self.until("办理方案已记入")

    async def _plan_to_approve(self, message: Message, number: str) -> None:
        """A plan is made, or made anew as it was sent back; then somebody above has to say yes."""
        self.press("办理方案", message)
        page = await self.until("责任领导：")
        if "还缺" in text_of(page) or "退回" in text_of(page):
            await self.make_plan(message, number)
        raise GaveUp("waits for the approval")

    async def reach_milestone(self, message: Message) -> None:
        """A milestone has come: it is done, and said so."""
        self.press("办理方案", message)
        page = await self.until("责任领导：")
        done = next((one for one in labels(page) if one.startswith("完成：")), None)
        if done is not None:
            self.press(done, page)
            await self.until("✅")

    async def _talk_first(self, refused: Message, number: str) -> None:
        """The deputy has to have answered the progress: report it, wait, then ask to pass."""
        self.waited[number] += 1
        if self.waited[number] == 1:
            await self.report_progress(await self.open_card(number), number)
            raise GaveUp("waits for the deputy")
        if self.waited[number] < 3 or number in self.excused:
            raise GaveUp("waits for the deputy")
        self.excused.add(number)
        self.press("申请例外", refused)
        await self.until("请写明理由")
        self.says("代表多次联系未回应，答复期限将至。")
        await self.until("已请")
        raise GaveUp("waits for the answer")

    async def reply(self, message: Message, number: str) -> None:
        """送达答复; what the gates want is done first."""
        for _ in range(5):
            self.press("送达答复", message)
            asked = await self.until("请输入答复文号", CLOSED, "已经答复", "已办结")
            if "答复文号" in text_of(asked):
                await self._give(number)
                return
            if CLOSED not in text_of(asked):
                return
            await self.make_good(asked, number)
            message = await self.open_card(number)

    async def _give(self, number: str) -> None:
        dice = self.dice("class", number, self.day.now().date())
        self.says(f"省厅函〔2026〕{int(number)}号")
        self.press("今天", await self.until("答复日期"))
        asked = await self.until("属于哪一类", "答复文件")
        if "属于哪一类" in text_of(asked):  # else it was reviewed with the draft
            letter = dice.choices(LETTERS, (55, 28, 12, 5))[0]
            label = next((one for one in labels(asked) if one.startswith(letter)), None)
            if label is None:
                raise GaveUp(f"no class {letter}")
            self.press(label, asked)
            await self._say_besides("答复文件")
        self.hands_in("答复.pdf", b"%PDF-1.4 reply " + number.encode())
        self.press("送达", await self.until("请核对答复"))
        done = await self.until("正在送达", "例外", "尚未做到")
        if self.cheat not in (None, Cheat.CHANGED) and "正在送达" in text_of(done):
            self.later("cheat", lambda: self.cheats(number), 3, number)

    async def _say_besides(self, *then: str) -> Message:
        """Why it is other than the draft, and by what it is solved, where that is asked."""
        for _ in range(2):
            asked = await self.until(*then, "与答复稿不同", PROOF)
            if "与答复稿不同" in text_of(asked):
                self.says("送审后资金安排有了变化。")
            elif PROOF in text_of(asked):
                self.says(f"省厅验〔2026〕{self.dice('proof').randint(1, 99)}号，现场已验收。")
            else:
                return asked
        return await self.until(*then)

    async def cheats(self, number: str) -> None:
        """Between reply and rating, see to it that the rating is a good one."""
        card = await self.open_card(number)
        if self.cheat == Cheat.FILLS_IN:
            self.press_data(card, f"rated:{int(number)}")
            self.day.cheated(self.cheat)
        elif self.cheat in SAYS:
            self.press("给代表发消息", card)
            await self.until("请写要发给", "请打电话联系")
            self.says(SAYS[self.cheat])
            if self.cheat == Cheat.ASKS:
                self.day.cheated(self.cheat)
            shown = await self.until("将发给", "没有发出")
            if "没有发出" in text_of(shown):  # said in other words, it goes
                await self.until("请写要发给")
                self.says("答复中的各项措施，我们会继续推进。")
                shown = await self.until("将发给")
            self.press("发送", shown)
            await self.until("⏳", "✅", "❌")

    async def go_on(self, number: str) -> None:
        """An exception was granted: reply."""
        await self.reply(await self.open_card(number), number)

    async def write(self, message: Message, words: str) -> None:
        """给代表发消息 from any message with its button."""
        self.press("给代表发消息", message)
        asked = await self.until("请写要发给", "请打电话联系")
        if "请写要发给" not in text_of(asked):
            number = number_in(text_of(message))
            await self.record(message, PHONE, number)
            return
        self.says(words)
        shown = await self.until("将发给", "不能")
        self.press("发送", shown)
        await self.until("⏳", "✅", "❌")

    def _answers(self, message: Message) -> Doing:
        async def doing() -> None:
            self.says("收到您的意见，我们认真研究。", reply_to=message)

        return doing

    # Meetings

    async def arrange(self, message: Message, number: str) -> None:
        """约见代表 up to the invitation."""
        self.press("约见代表", message)
        asked = await self.until("用什么方式见面", "已办结")
        form = (
            "登门走访"
            if number in self.met
            else self.dice("form", number).choice(("登门走访", "座谈会", "现场调研"))
        )
        self.met.add(number)
        self.press(form, asked)
        await self.until("在什么地点")
        self.says("市政务中心二楼")
        await self.offer_times(await self.until("请写两三个时间"))

    async def new_times(self, message: Message) -> None:
        """提出新时间."""
        self.press("提出新时间", message)
        await self.offer_times(await self.until("请写两三个时间", "已经"))

    async def offer_times(self, _asked: Message) -> None:
        """Two times a week ahead, and the invitation."""
        today = self.day.now().date()
        days = [self.day.working_day(today, ahead) for ahead in (5, 6)]
        self.says(f"{days[0].month}月{days[0].day}日 9:30\n{days[1].month}月{days[1].day}日 15:30")
        seen = await self.until("已记下", "没看懂", "请核对")
        if "完成" in labels(seen):
            self.press("完成", seen)
            seen = await self.until("请核对", "发出邀请")
        self.press("发出邀请", seen)
        await self.until("还没回答", "待定时间", "⚠️")

    async def write_minutes(self, message: Message) -> None:
        """登记会面情况."""
        self.press("登记会面情况", message)
        asked = await self.until("谁来了", "不再适用", "已经登记", "取消")
        if "谁来了" not in text_of(asked):
            return
        self.press("下一步", asked)
        await self.until("谈了什么")
        self.says("代表介绍情况，双方商定下一步。")
        self.press("没有", await self.until("提出了哪些问题"))
        await self.until("有照片或文件")
        self.hands_in("现场.jpg", b"\xff\xd8\xff\xe0 the meeting")
        self.press("完成", await self.until("已收到1个文件"))
        self.press("提交", await self.until("到场："))
        await self.until("已登记")


def _is_to_read(shown: list[str]) -> bool:
    """News with a look at the matter, and what is missing of the officer's own list each week."""
    return "看建议" in shown or any(one.endswith("办理清单") for one in shown)


def _is_owed(shown: list[str]) -> bool:
    return bool(
        {
            "签收",
            "没有承诺事项",
            "办理方案",
            "承诺事项",
            "办理进展",
            "送达答复",
            "登记沟通",
            *HAND_IN,
            "答复稿",
            "约见代表",
            "提出新时间",
            "登记公开",
            "公开",
        }
        & set(shown)
    )
