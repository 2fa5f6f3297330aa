"""Any moves of any people, in any order: what must hold whatever they do.

A Hypothesis state machine over rules and acts, in one process on a real database.
"""

import json
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from handlers.acts import access, hours, stages
from handlers.record.gathering import record
from handlers.record.writing import write
from handlers.rules import contact_plan
from handlers.turn import PROMPT, Turn
from storage import contacts, duties, events, messages, people, ratings, replies, suggestions
from storage.database import Session
from storage.events import Event
from storage.messages import Message
from storage.suggestions import Suggestion
from storage.vocabulary import (
    OUTLASTING,
    ContactState,
    Direction,
    DutyKind,
    Grade,
    Relation,
    Stage,
)
from tests.chaos.world import CAST, DEPUTIES, STRANGER, World, copy_of, everything, matters, prepare
from tests.flows.steps import OUTSIDER
from tests.house import LEAD, OFFICER, SUPERVISOR

WORDS = (
    "好的。",
    "洞庭湖总磷近年反弹。",
    "2026-04-07",
    "湘环函〔2026〕15号",
    "/my",
    "/s 0107",
    "/suggestions",
    "/settings",
    "/stop",
    "/start",
    "/help",
    "/language",
    "💧" * 3000,
)
WAITS = (
    timedelta(minutes=10),
    timedelta(hours=3),
    timedelta(hours=13),
    timedelta(days=1),
    timedelta(days=6),
    timedelta(days=40),
)
FORGED = ("rate:1:content:dissatisfied", "rated:1", "true:1", "reply:1", "card:2", "close:1", "x")
GRADES = [grade.value for grade in Grade]
_prepared: list[Path] = []


def prepared() -> Path:
    """The office as every story finds it; made once."""
    if not _prepared:
        _prepared.append(prepare(Path(tempfile.mkdtemp(prefix="lianluo-moves-"))))
    return _prepared[0]


class Moves(RuleBasedStateMachine):
    """The moves, and what holds after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="lianluo-story-"))
        self.world: World = copy_of(prepared(), self._folder)
        self.given: dict[int, list[tuple[object, ...]]] = {}  # suggestion → ratings seen so far
        self.looked_at = 0  # the last message that has been judged
        self.is_imported = False  # what was sent before may be about former people

    def teardown(self) -> None:
        self.world.close()
        shutil.rmtree(self._folder)

    @initialize(hour=st.sampled_from([9, 11, 15, 22]))
    def begin(self, hour: int) -> None:
        self.looked_at = 10**9
        self.world.now = self.world.now.replace(hour=hour)
        with self.world.database.read() as session:
            self.looked_at = max(row.id for row in everything(session))
        self.world.goes_on()

    # Moves

    @rule(name=st.sampled_from((*CAST, STRANGER)), text=st.sampled_from(WORDS))
    def say(self, name: str, text: str) -> None:
        self.world.says(name, text)
        self.world.goes_on()

    @rule(name=st.sampled_from(CAST), place=st.integers(0, 5))
    def reply_to(self, name: str, place: int) -> None:
        shown = self.world.shown(name)
        if shown:
            self.world.says(name, "就这一条说一句。", reply_to=shown[-1 - place % len(shown)])
            self.world.goes_on()

    @rule(name=st.sampled_from(CAST))
    def upload(self, name: str) -> None:
        self.world.uploads(name)
        self.world.goes_on()

    @rule(name=st.sampled_from(CAST), place=st.integers(0, 40))
    def press(self, name: str, place: int) -> None:
        found = self.world.buttons(name, latest=4)
        if found:
            self.world.presses(name, *found[place % len(found)])
            self.world.goes_on()

    @rule(
        name=st.sampled_from((*CAST, STRANGER)),
        owner=st.sampled_from(CAST),
        place=st.integers(0, 40),
    )
    def press_what_another_was_shown(self, name: str, owner: str, place: int) -> None:
        found = self.world.buttons(owner)
        if found:
            self.world.presses(name, *found[place % len(found)])

    @rule(name=st.sampled_from((*CAST, STRANGER)), data=st.sampled_from(FORGED))
    def press_what_nobody_was_shown(self, name: str, data: str) -> None:
        self.world.presses(name, None, data)

    @rule(by=st.sampled_from(WAITS))
    def wait(self, by: timedelta) -> None:
        self.world.goes_on(by)

    @rule(name=st.sampled_from(CAST))
    def shut_out(self, name: str) -> None:
        self.world.blocks(name, is_member=name in self.world.blocked)
        self.world.goes_on()

    @rule(officer=st.sampled_from([OFFICER, ""]), on=st.sampled_from(["2026-04-07", "2026-04-01"]))
    def import_again(self, officer: str, on: str) -> None:
        self._judge_messages()
        self.world.imports(*matters(承办人=officer, 交办日期=on))
        self.is_imported = True
        self.world.goes_on()

    # Longer moves, which single ones would seldom come to

    @rule(number=st.sampled_from(["0107", "0108"]), letter=st.sampled_from("AC"))
    def give_the_reply(self, number: str, letter: str) -> None:
        officer = OFFICER if number == "0107" else OUTSIDER
        self.world.says(officer, f"/s {number}")
        self.world.goes_on()
        if not self.world.press_first(officer, "reply"):
            return
        self.world.says(officer, "湘环函〔2026〕15号")
        self.world.goes_on()
        self.world.press_first(officer, "choose:reply")
        for message_id, data in self.world.buttons(officer, latest=1):
            if data.endswith(f":{letter}"):
                self.world.presses(officer, message_id, data)
        self.world.goes_on()
        if letter == "A":
            self.world.says(officer, "省厅验〔2026〕8号验收合格")
            self.world.goes_on()
        self.world.uploads(officer)
        self.world.goes_on()
        self.world.press_first(officer, "submit:reply")

    @rule(
        name=st.sampled_from(DEPUTIES),
        grades=st.tuples(*[st.sampled_from(GRADES)] * 3),
        says_why=st.booleans(),
    )
    def rate(self, name: str, grades: tuple[str, str, str], says_why: bool) -> None:
        self._come_back(name)
        self._wait_for(name, "rated:")
        forms = [data for _, data in self.world.buttons(name) if data.startswith("rated:")]
        if not forms:
            return
        form = forms[0].partition(":")[2]
        for axis, grade in zip(("content", "attitude", "effect"), grades, strict=True):
            self.world.presses(name, None, f"rate:{form}:{axis}:{grade}")
        self._judge_secrecy()
        self.world.presses(name, None, f"rated:{form}")
        self.world.goes_on()
        if says_why and "dissatisfied" in grades:
            self.world.says(name, "没有分年度目标。")
            self.world.goes_on()

    def _come_back(self, name: str) -> None:
        if name in self.world.blocked:
            self.world.blocks(name, is_member=True)
            self.world.goes_on()

    def _wait_for(self, name: str, verb: str) -> None:
        """Some mornings, while a reply lies there that has not been rated."""
        with self.world.database.read() as session:
            is_awaited = any(item.stage == Stage.REPLIED for item in suggestions_all(session))
        for _ in range(8 if is_awaited else 0):
            if any(data.startswith(verb) for _, data in self.world.buttons(name)):
                return
            morning = self.world.now.astimezone(self.world.office.timezone) + timedelta(days=1)
            self.world.goes_on(morning.replace(hour=9, minute=30) - self.world.now)

    @rule(name=st.sampled_from(DEPUTIES), is_right=st.booleans())
    def answer_the_questions(self, name: str, is_right: bool) -> None:
        self._come_back(name)
        self.world.press_first(name, "resume")
        for text in ("背景。", "目的。", "诉求。", "重点。"):
            self.world.says(name, text)
            self.world.goes_on()
        self.world.press_first(name, "sumok" if is_right else "sumfix")

    @rule(is_true=st.booleans())
    def record_a_visit(self, is_true: bool) -> None:
        self.world.says(OFFICER, "/s 0107")
        self.world.goes_on()
        if not self.world.press_first(OFFICER, "record"):
            return
        self.world.press_first(OFFICER, "choose:record")
        self.world.press_first(OFFICER, "choose:record")
        for text in ("东洞庭湖", "李秀兰、陈思远", "看了三个点位"):
            self.world.says(OFFICER, text)
            self.world.goes_on()
        self.world.press_first(OFFICER, "choose:record:done")
        self.world.press_first(OFFICER, "submit:record")
        self.world.press_first(LEAD, "true" if is_true else "untrue")

    @rule(number=st.integers(1, 2))
    def close_by_hand(self, number: int) -> None:
        self.world.presses(SUPERVISOR, None, f"close:{number}")

    @rule(name=st.sampled_from(DEPUTIES))
    def think_again(self, name: str) -> None:
        self.world.press_first(name, "rerate")

    # What holds

    @invariant()
    def everything_holds(self) -> None:
        with self.world.database.read() as session:
            for item in suggestions_all(session):
                self._judge(session, item)
        self._judge_messages()

    def _judge(self, session: Session, item: Suggestion) -> None:
        turn = Turn(session, self.world.office, self.world.now)
        assert item.stage == stages.stages.stage_of(stages.facts(turn, item))
        self._judge_rounds(session, item)
        self._judge_ratings(session, item)
        self._judge_dates(session, item)
        self._judge_duties(session, item)

    def _judge_rounds(self, session: Session, item: Suggestion) -> None:
        """One round is open; each before it was answered, and its answer found wanting."""
        opened = [
            one for one in events.of_suggestion(session, item.id) if one.kind == "round_opened"
        ]
        assert item.round == 1 + len(opened)
        assert item.round <= self.world.office.profile.rating.rounds_before_escalation
        answered = [one.round for one in replies.of_suggestion(session, item.id)]
        assert answered in (list(range(1, item.round)), list(range(1, item.round + 1)))
        for number in range(1, item.round):
            given = [one for one in ratings.of_suggestion(session, item.id) if one.round == number]
            assert any("dissatisfied" in (one.content, one.attitude, one.effect) for one in given)
        for one in replies.of_suggestion(session, item.id):
            assert item.closed_at is None or one.at <= item.closed_at

    def _judge_ratings(self, session: Session, item: Suggestion) -> None:
        """Nothing given is ever changed or taken away; only the lead deputy gives it."""
        rows = [
            (
                one.round,
                one.sequence,
                one.deputy_id,
                one.content,
                one.attitude,
                one.effect,
                one.reason,
            )
            for one in ratings.of_suggestion(session, item.id)
        ]
        before = self.given.get(item.id, [])
        assert all(row in rows for row in before)
        lead = suggestions.lead_deputy_id(session, item.id)
        assert all(row[2] == lead for row in rows)
        assert len(rows) - len(before) <= 1
        if len(rows) > len(before):
            assert self.world.actor in DEPUTIES
        self.given[item.id] = rows
        answered = {one.round for one in replies.of_suggestion(session, item.id)}
        assert {row[0] for row in rows} <= answered

    def _judge_dates(self, session: Session, item: Suggestion) -> None:
        """Every date follows from the day on which the round began, and the profile."""
        office = self.world.office
        began = [
            one for one in events.of_suggestion(session, item.id) if one.kind == "round_opened"
        ]
        started_on = office.today(began[-1].at) if began else item.assigned_on
        plan = contact_plan.plan(started_on, item.round, office.profile, office.calendar)
        assert item.due_on == plan.reply_due_on
        planned = {(one.phase, one.sequence): one for one in plan.contacts}
        for contact in contacts.of_suggestion(session, item.id, item.round):
            expected = planned.get((contact.phase, contact.sequence))
            is_ahead = contact.state in (ContactState.PLANNED, ContactState.OPEN)
            if item.is_open and contact.is_planned and expected is not None and is_ahead:
                assert (contact.opens_on, contact.due_on) == (expected.opens_on, expected.due_on)

    def _judge_duties(self, session: Session, item: Suggestion) -> None:
        """What is owed agrees with where the suggestion stands."""
        owed = duties.open_about(session, item.id)
        kinds = [one.kind for one in owed]
        if not item.is_open:
            assert set(kinds) <= OUTLASTING
            return
        replied = replies.of_round(session, item.id, item.round) is not None
        officer = access.responsible(session, item)
        reply = [one for one in owed if one.kind == DutyKind.REPLY]
        if replied:
            assert not {DutyKind.REPLY, DutyKind.OPENING, DutyKind.REHANDLE} & set(kinds)
        elif officer is not None:
            assert [(one.person_id, one.due_on) for one in reply] == [(officer.id, item.due_on)]
        assert (DutyKind.CLOSING in kinds) <= (item.stage == Stage.RATED)
        assert (DutyKind.RATING in kinds) <= (item.stage == Stage.REPLIED)

    def _judge_secrecy(self) -> None:
        """What is ticked and not submitted stands in no record."""
        with self.world.database.read() as session:
            for item in suggestions_all(session):
                given = {
                    grade
                    for one in ratings.of_suggestion(session, item.id)
                    for grade in (one.content, one.attitude, one.effect)
                }
                kept = write(record(session, item), "json", self.world.office.timezone)
                for grade in set(Grade) - given:
                    assert json.dumps(grade.value) not in kept

    def _judge_messages(self) -> None:
        """New messages go to whom they concern, and at night only to whoever is talking."""
        with self.world.database.read() as session:
            new = [row for row in everything(session) if row.id > self.looked_at]
            for row in new:
                self.looked_at = max(self.looked_at, row.id)
                if row.direction == Direction.OUT and row.person_id is not None:
                    self._judge_message(session, row)

    def _judge_message(self, session: Session, row: Message) -> None:
        assert row.person_id is not None
        person = people.get(session, row.person_id)
        if row.suggestion_id is not None:
            item = suggestions.get(session, row.suggestion_id)
            concerned = {one.id for one in access.overseers(session, item)}
            concerned |= {one.id for one in [access.responsible(session, item)] if one}
            stands = access.relations(session, person, item)
            is_concerned = stands != {Relation.NONE}
            assert person.id in concerned or is_concerned, (person.name, row.purpose, row.text)
        if not person.is_deputy or person.name == self.world.actor or row.next_at is None:
            return
        allowed = hours.next_allowed(self.world.office, person, row.next_at)
        last = messages.last_from(session, person.id)
        talks = timedelta(minutes=self.world.office.profile.prompts.conversation_minutes)
        is_talking = last is not None and row.at - last <= talks and row.priority < PROMPT
        assert allowed == row.next_at or is_talking, (row.purpose, row.text, row.next_at)


def _opened(session: Session, item: Suggestion) -> list[Event]:
    """The moments at which later rounds were opened."""
    return [one for one in events.of_suggestion(session, item.id) if one.kind == "round_opened"]


def suggestions_all(session: Session) -> list[Suggestion]:
    """Both of them."""
    return [suggestions.get(session, number) for number in (1, 2)]
