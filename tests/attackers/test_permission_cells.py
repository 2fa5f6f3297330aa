"""Every act, by everybody, through the doors people use: buttons made by hand, commands, words."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import Any

import click
import pytest
from sqlalchemy import inspect, select

from bot import cli
from bot.sandbox.client import Phone
from handlers import routes
from handlers.rules import permissions
from handlers.rules.permissions import Act, OfficeAct, Standing
from storage import duties, suggestions
from storage.audits import ReplyAudit
from storage.callbacks import CallBack
from storage.campaigns import Campaign
from storage.causes import Cause
from storage.closings import ClosingCheck
from storage.database import Base, Database, Session
from storage.drafts import Draft, Review
from storage.duties import Duty
from storage.flags import Flag
from storage.look_backs import LookBack, LookBackAnswer
from storage.messages import Message
from storage.models import ModelCase
from storage.opinions import Opinion
from storage.papers import Paper
from storage.passes import Pass
from storage.plans import Milestone, Plan
from storage.points import Point
from storage.pressures import Pressure
from storage.promises import Promise
from storage.replies import Reply
from storage.requests import Request
from storage.results import Result
from storage.seconds import SecondForm
from storage.suggestions import Suggestion
from storage.vocabulary import (
    Audience,
    CampaignKind,
    DutyKind,
    FlagKind,
    Gate,
    Grade,
    PromiseState,
    Relation,
    ReplyClass,
    RequestKind,
    ResultKind,
    Role,
    VoiceSource,
)
from storage.voices import Poll, PollAsked, Voice
from tests.attackers.everybody import (
    COLLEAGUE,
    FORMER,
    OTHER_DEPUTY,
    STANDS,
    STRANGER,
    gather_everybody,
    tell_story,
)
from tests.flows.small import rows
from tests.flows.steps import DENIED, GONE, JOINT, OUTSIDER, from_bot
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House

ONLY_FOR_GUESTS = "只为受邀"
# What a suggestion is known by, besides its own number: {…} is looked up in the books.
PRESSES = {
    "card": "{item}",
    "talk_page": "{item}",
    "opinions": "{item}",
    "opine": "{item}",
    "opgrade": "{opinion}:useful",
    "optell": "{opinion}",
    "optold": "{opinion}",
    "opback": "{opinion}",
    "unitnote": "{item}",
    "block": "{item}",
    "campaigns": "{item}",
    "cplink": "{item}:{campaign}",
    "voices": "{item}",
    "vcnew": "{item}",
    "vctell": "{voice}",
    "pollnew": "{item}",
    "vote": "{poll}:0",
    "cpnew": "0",
    "cpkind": "plan",
    "campaign": "{campaign}",
    "cpreport": "{campaign}",
    "bldecide": "{item}",
    "heard": "{overdue}",
    "leader": "{item}",
    "leadby": "{item}:{leader}",
    "askleader": "{item}",
    "instruct": "{item}",
    "taken": "{item}",
    "close": "{item}",
    "history": "{item}",
    "checklist": "{item}",
    "topics": "{item}",
    "tag": "{item}:ecology",
    "sendcase": "{item}",
    "pick": "{item}",
    "moveto": "{item}:{own_words}",
    "move": "{own_words}",
    "write": "{item}",
    "answer": "{words}",
    "compose": "{item}",
    "template": "{item}:visit",
    "send": "{item}",
    "redo": "{item}",
    "record": "{item}",
    "progress": "{item}",
    "reply": "{item}",
    "resume": "{questions}",
    "skip": "{questions}:demand",
    "later": "{questions}",
    "lateron": "{questions}:tomorrow",
    "sumok": "{questions}",
    "sumfix": "{questions}",
    "fix": "{questions}:demand",
    "wishes": "{item}",
    "wish": "{item}:paper",
    "fold": "{item}:record",
    "meet": "{item}",
    "waive": "{item}",
    "unwaive": "{item}",
    "true": "{visit}",
    "untrue": "{visit}",
    "agree": "{progress}",
    "comment": "{progress}",
    "talk": "{progress}",
    "arrange": "{item}",
    "mpick": "{meeting}:1:all",
    "mfix": "{meeting}:{slot}",
    "mphone": "{meeting}",
    "mphonewho": "{meeting}:{lead}",
    "mphoneset": "{meeting}:1:{lead}:all",
    "mfixsure": "{meeting}:{slot}",
    "mnew": "{meeting}",
    "mmove": "{meeting}",
    "mwaive": "{meeting}",
    "moff": "{meeting}",
    "maway": "{meeting}",
    "mcard": "{meeting}",
    "mheld": "{meeting}",
    "hard": "{item}",
    "rate": "{form}:content:dissatisfied",
    "unrate": "{form}",
    "rated": "{form}",
    "rerate": "{form}",
    "rateword": "{form}",
    "duty": "{duty}",
    "gate_ask": "{item}:report_progress",
    "gate_yes": "{pass}",
    "gate_no": "{pass}",
    "results": "{item}",
    "mkresult": "{item}",
    "rsfix": "{result}",
    "rsdrop": "{result}",
    "rspage": "9",
    "mkmodel": "{item}",
    "cause": "{cause}",
    "causes": "9",
    "csact": "{cause}",
    "cstask": "{cause}",
    "cswho": "{cause}:{lead}",
    "csend": "{cause}",
    "mklink": "{item}",
    "mcname": "{model}:yes",
    "mcoff": "{item}",
    "seereply": "{item}",
    "points": "{item}",
    "ptlist": "{item}",
    "ptstrike": "{point}",
    "ptanswer": "{point}",
    "ptmissed": "{item}",
    "drafts": "{item}",
    "mkdraft": "{item}",
    "dshow": "{draft}",
    "dsame": "{draft}",
    "handin": "{draft}",
    "dview": "{draft}:agrees",
    "rv_yes": "{review}",
    "rv_no": "{review}",
    "reclass": "{item}",
    "audited": "{audit}:true",
    "promises": "{item}",
    "plist": "2026-04-01:0",
    "mkpromise": "{item}",
    "nopromise": "{item}",
    "pkeep": "{promise}",
    "pmove": "{promise}",
    "plater": "{promise}",
    "pview": "{promise}:kept",
    "pheard": "{promise}:kept",
    "lbview": "{look_back_answer}:kept",
    "lbheard": "{look_back_answer}:kept",
    "lookback": "2026",
    "lbunits": "{look_back}:0",
    "lbnames": "{look_back}:0",
    "public": "{item}",
    "pubset": "{item}:withheld",
    "pubdone": "{item}",
    "takendown": "{item}",
    "chkyes": "{check}",
    "chkno": "{check}",
    "chkagain": "{item}",
    "plan": "{item}",
    "mkplan": "{item}",
    "reached": "{milestone}",
    "plan_yes": "{plan}",
    "plan_no": "{plan}",
    "moves": "{item}",
    "signfor": "{item}",
    "handon": "{item}",
    "handto": "{item}:{lead}",
    "mv_return": "{item}",
    "mv_extension": "{item}",
    "mv_reassign": "{item}",
    "mv_split": "{item}",
    "mv_merge": "{item}",
    "req_yes": "{request}",
    "req_other": "{request}",
    "req_no": "{request}",
    "unmerge": "{item}",
    "bypaper": "{item}",
    "letter": "{item}",
    "toletter": "{item}",
    "secret": "{item}",
    "same": "{given_reply}:{item}",
    "withdraw": "{item}",
    "wd_yes": "{withdrawal}",
    "wd_no": "{withdrawal}",
    "wd_paper": "{withdrawal}",
    "wd_paperno": "{withdrawal}",
    "wdstop": "{withdrawal}",
    "wantpaper": "{item}",
    "second": "{second}:satisfied",
    "pressure": "{item}",
    "pressed_me": "{item}",
    "pmore": "{item}",
    "pwcom": "{item}",
    "pwunit": "{item}",
    "pdone": "{item}",
    "plook": "{pressure}",
    "ptake": "{pressure}",
    "psettle": "{pressure}",
    "since": "{item}",
    "flag": "{flag}",
    "flagged": "{flag}",
    "callback": "{item}",
    "called": "{call}:nobody",
    "paperin": "{item}",
    "paper": "{paper}",
    "paper_yes": "{paper}",
    "paper_no": "{paper}",
    "reask": "{item}",
    # done to the office, not to a suggestion
    "lang": "zh:set",
    "window": "am:set",
    "form": "phone:set",
    "my": "2026-04-01:0",
    "duties": "8",
    "pick_more": "1",
    "axis": "content",
    "tours": "{tour}",
    "tour": "{tour}",
    "tournew": "0",
    "tourstop": "{tour}:{lead}",
    "tourissues": "{tour}",
    "report": "weekly",
    "board": "2026-04-01:0",
    "unstudy": "{study}",
}
# These ask who has opened an invitation, or which form is open: nobody has, none is.
BY_WHAT_IS_OPEN = {"drop": "0", "goon": "1", "late": "yes",
                   "join": "1", "notme": "1", "choose": "record:today", "again": "reply",
                   "submit": "progress", "paperset": "content:satisfied",
                   "mvset": "send", "wdsend": "1", "plset": "send:0", "prsend": "0",
                   "prowner": "0", "prpick": "1",
                   "pubsend": "0",
                   "rsset": "kind:policy", "ptoutcome": "adopted", "dset": "preview:send",
                   "mcsend": "0", "lksend": "0",
                   "clset": "class:A", "opset": "preview:send", "blkind": "fund",
                   "vcsource": "online", "pollset": "preview:send",
                   "mset": "form:visit", "mheldset": "present:done"}  # fmt: skip
OWN = {"move", "moveto"}  # only what one has said oneself can be moved
PRESENT = {"true", "untrue"}  # who co-signed confirms only that at which they were
LAST = ("toletter", "secret")  # after which there is nothing to press
TOURS = {"tour", "tourstop", "tourissues"}  # of one's own unit


def test_every_button_and_command_names_its_act_and_is_tried_here() -> None:
    assert set(PRESSES) | set(BY_WHAT_IS_OPEN) == set(routes.BUTTONS)
    for button in routes.BUTTONS.values():
        assert button.acts
        assert button.acts <= {*Act, *OfficeAct}
    for command in routes.COMMANDS.values():
        assert isinstance(command.act, OfficeAct)


def test_every_act_has_a_row_in_exactly_one_table_and_somebody_who_may() -> None:
    assert set(permissions.TABLE) == set(Relation)
    assert set(permissions.OFFICE) == set(Standing)
    assert frozenset().union(*permissions.TABLE.values()) == set(Act)
    assert frozenset().union(*permissions.OFFICE.values()) == set(OfficeAct)
    assert {permissions.standing(role) for role in Role} | {
        Standing.STRANGER,
        Standing.CLERK,
    } == set(Standing)


def test_what_the_clerk_does_nobody_can_ask_for_in_chat() -> None:
    assert set(cli.ACTS) == set(cli.lianluo.list_commands(click.Context(cli.lianluo)))
    for somebody, may in permissions.OFFICE.items():
        if somebody is not Standing.CLERK:
            assert not may & set(cli.ACTS.values()), somebody
    assert set(cli.ACTS.values()) == permissions.OFFICE[Standing.CLERK]


def allowed(name: str, verb: str) -> bool:
    """What the table says of a press."""
    standing, relation = STANDS[name]
    acts = routes.BUTTONS[verb].acts
    if verb in OWN and name not in (LEAD, CO_SIGNER):
        return False
    if verb in PRESENT and relation == Relation.CO_SIGNER:
        return False
    if verb in TOURS and name in (JOINT, OUTSIDER):
        return False
    if verb == "maway":
        return name == OFFICER  # who is to be there
    if verb == "mcard" and name in (JOINT, OUTSIDER):
        return False  # who is not
    if verb == "duty":
        return name == OFFICER
    if verb == "vote":
        return name == LEAD  # who was asked
    if verb in ("rv_yes", "rv_no"):
        return name == LEADER  # of the rank that was asked
    if verb == "heard":
        return name == LEADER  # who was told
    if verb == "unstudy":
        return name == LEADER  # who has noted it
    office = {act for act in acts if isinstance(act, OfficeAct)}
    if office:
        return all(permissions.may_in_office(standing, act) for act in office)
    return any(act in permissions.TABLE[relation] for act in acts)


def found(house: House) -> dict[str, int]:
    """The numbers in the books that stand behind the buttons."""

    def one(question: str, *values: Any) -> int:
        return int(rows(house, question, *values)[0][0])

    mine = "SELECT id FROM people WHERE name = ?"
    return {
        "overdue": told_of_overdue(house, one(mine, LEADER)),
        "pass": asked_to_pass(house, one(mine, OFFICER), one(mine, LEADER)),
        **drafted(house, one(mine, OFFICER), one(mine, LEADER)),
        **opened(house, one(mine, OFFICER), one(mine, LEAD)),
        "model": exemplary(house, one(mine, SUPERVISOR)),
        "opinion": handed_in(house, one(mine, JOINT)),
        **promised(house, one(mine, OFFICER)),
        "check": to_be_closed(house, one(mine, SUPERVISOR)),
        "plan": planned(house, one(mine, OFFICER)),
        "milestone": one("SELECT max(id) FROM milestones"),
        "request": asked_for(house, RequestKind.EXTENSION, one(mine, OFFICER)),
        "withdrawal": asked_for(house, RequestKind.WITHDRAWAL, one(mine, LEAD)),
        "given_reply": one("SELECT max(id) FROM replies"),
        **watched(house, one(mine, LEAD), one(mine, SUPERVISOR)),
        "item": one("SELECT id FROM suggestions WHERE number = '0107'"),
        "questions": one("SELECT id FROM contacts WHERE phase = 'before' AND form = 'chat'"),
        "visit": one("SELECT id FROM contacts WHERE form = 'visit'"),
        "progress": one("SELECT id FROM contacts WHERE phase = 'during' AND form = 'chat'"),
        "form": one("SELECT id FROM rating_forms"),
        "meeting": one("SELECT id FROM meetings"),
        "slot": one("SELECT id FROM meeting_slots WHERE position = 1"),
        "tour": one("SELECT id FROM tours"),
        "lead": one("SELECT id FROM people WHERE name = ?", LEAD),
        "leader": one(mine, LEADER),
        "study": one("SELECT id FROM studies"),
        "duty": one(
            f"SELECT id FROM duties WHERE state = 'open' AND person_id = ({mine})", OFFICER
        ),
        "words": one("SELECT id FROM messages WHERE text = ? AND direction = 'in'", f"{LEAD}的话"),
        "words_of_co_signer": one(
            "SELECT id FROM messages WHERE text = ? AND direction = 'in'", f"{CO_SIGNER}的话"
        ),
    }


@contextmanager
def writing(house: House) -> Iterator[tuple[Session, Suggestion]]:
    """Something is written into the books of the house by hand, about No. 0107."""
    url = house.books.url.render_as_string(hide_password=False)
    with closing(Database(url)) as database, database.write() as session:
        yield session, suggestions.numbered(session, "0107")[0]


def asked_to_pass(house: House, officer_id: int, leader_id: int) -> int:
    """The officer has asked for an exception, which nobody has decided."""
    with writing(house) as (session, item):
        row = Pass(
            suggestion_id=item.id,
            round=item.round,
            gates=[Gate.CONTACT_BEFORE_REPLY.value],
            reason="代表出国",
            asked_by_id=officer_id,
            asked_at=item.created_at,
            asked_of_id=leader_id,
        )
        session.add(row)
        session.flush()
        return row.id


def asked_for(house: House, kind: RequestKind, person_id: int) -> int:
    """Somebody has asked for something about the assignment, which nobody has decided."""
    with writing(house) as (session, item):
        row = Request(
            suggestion_id=item.id,
            round=item.round,
            kind=kind,
            unit_id=item.lead_unit_id,
            reason="涉及面广",
            details={},
            message_ids=[],
            asked_by_id=person_id,
            asked_at=item.created_at,
        )
        session.add(row)
        session.flush()
        return row.id


def to_be_closed(house: House, supervisor_id: int) -> int:
    """Somebody is to look before it is closed."""
    with writing(house) as (session, item):
        row = ClosingCheck(
            suggestion_id=item.id,
            round=item.round,
            asked_of_id=supervisor_id,
            asked_at=item.created_at,
            due_on=item.due_on,
        )
        session.add(row)
        session.flush()
        return row.id


def exemplary(house: House, supervisor_id: int) -> int:
    """It is a model case; its lead has not been heard about being named."""
    with writing(house) as (session, item):
        row = ModelCase(
            suggestion_id=item.id,
            summary="增设监测站",
            marked_by_id=supervisor_id,
            marked_at=item.created_at,
        )
        session.add(row)
        session.flush()
        return row.id


def planned(house: House, officer_id: int) -> int:
    """The officer has made a plan, which nobody has approved."""
    with writing(house) as (session, item):
        row = Plan(
            suggestion_id=item.id,
            round=item.round,
            task="削减总磷",
            goal="达标",
            made_by_id=officer_id,
            made_at=item.created_at,
        )
        session.add(row)
        session.flush()
        session.add(
            Milestone(suggestion_id=item.id, plan_id=row.id, what="调研", due_on=item.assigned_on)
        )
        return row.id


def told_of_overdue(house: House, leader_id: int) -> int:
    """The leader has heard that the reply is overdue, and has not said so."""
    with writing(house) as (session, item):
        owed = duties.of_suggestion(session, item.id)[0]
        row = Duty(
            suggestion_id=item.id,
            person_id=leader_id,
            kind=DutyKind.OVERDUE,
            round=item.round,
            subject_id=owed.id,
            created_at=item.created_at,
        )
        session.add(row)
        session.flush()
        return row.id


def watched(house: House, lead_id: int, supervisor_id: int) -> dict[str, int]:
    """There is something in every list of the committee, and the deputy is asked once more."""
    with writing(house) as (session, item):
        now = item.created_at
        later = now + timedelta(days=300)  # nobody is reminded meanwhile
        scan_id = session.scalars(select(Message.id).limit(1)).one()
        found: dict[str, Base] = {
            "pressure": Pressure(about_id=item.id, deputy_id=lead_id, at=now, next_at=later),
            "flag": Flag(
                kind=FlagKind.SOON,
                key="1",
                about_id=item.id,
                unit_id=item.lead_unit_id,
                data={},
                found_at=now,
            ),
            "audit": ReplyAudit(
                suggestion_id=item.id,
                reply_id=session.scalars(select(Reply.id).limit(1)).one(),
                seed="1",
                drawn_at=now,
                asked_of_id=supervisor_id,
                due_on=item.due_on,
            ),
            "call": CallBack(
                suggestion_id=item.id, round=9, seed="1", drawn_at=now, asked_of_id=supervisor_id
            ),
            "paper": Paper(
                suggestion_id=item.id,
                round=9,
                content=Grade.SATISFIED,
                attitude=Grade.SATISFIED,
                effect=Grade.SATISFIED,
                scan_id=scan_id,
                entered_by_id=supervisor_id,
                entered_at=now,
            ),
            "second": SecondForm(
                suggestion_id=item.id, occasion="2026", deputy_id=lead_id, sent_at=now
            ),
        }
        session.add_all(found.values())
        session.flush()
        return {name: int(inspect(row).identity[0]) for name, row in found.items()}


def promised(house: House, officer_id: int) -> dict[str, int]:
    """The officer has promised and done something, and somebody has begun to look back."""
    with writing(house) as (session, item):
        row = Promise(
            suggestion_id=item.id,
            round=item.round,
            what="建成监测站",
            owner_id=officer_id,
            due_on=item.due_on,
            state=PromiseState.OPEN,
            made_by_id=officer_id,
            made_at=item.created_at,
        )
        campaign = LookBack(year="2025", begun_at=item.created_at)
        came = Result(
            suggestion_id=item.id,
            kind=ResultKind.POLICY,
            point="加强监测",
            what="出台办法",
            proof="8号",
            noted_by_id=officer_id,
            noted_at=item.created_at,
        )
        cause = Cause(
            text="尾水直排", about=[item.id], noted_by_id=officer_id, noted_at=item.created_at
        )
        session.add_all([row, campaign, came, cause])
        session.flush()
        asked = LookBackAnswer(look_back_id=campaign.id, suggestion_id=item.id, promise_id=row.id)
        session.add(asked)
        session.flush()
        return {
            "promise": row.id,
            "look_back": campaign.id,
            "look_back_answer": asked.id,
            "result": came.id,
            "cause": cause.id,
        }


def opened(house: House, officer_id: int, lead_id: int) -> dict[str, int]:
    """A campaign of the committee, a voice of the public, and a poll that asks the lead deputy."""
    with writing(house) as (session, item):
        now = item.created_at
        campaign = Campaign(
            kind=CampaignKind.PLAN, title="美丽湖南", made_by_id=officer_id, made_at=now
        )
        voice = Voice(
            suggestion_id=item.id,
            source=VoiceSource.ONLINE,
            words="早该治了",
            noted_by_id=officer_id,
            noted_at=now,
        )
        poll = Poll(
            suggestion_id=item.id,
            question="先治哪里？",
            choices=["湖", "河"],
            audience=Audience.ALIKE,
            asked_by_id=officer_id,
            asked_at=now,
            ends_on=date(2027, 1, 1),
        )
        session.add_all([campaign, voice, poll])
        session.flush()
        session.add(PollAsked(suggestion_id=item.id, poll_id=poll.id, person_id=lead_id, at=now))
        return {"campaign": campaign.id, "voice": voice.id, "poll": poll.id}


def handed_in(house: House, joint_id: int) -> int:
    """A joint unit has handed in its opinion."""
    with writing(house) as (session, item):
        (joint,) = suggestions.joint_units(session, item.id)
        row = Opinion(
            suggestion_id=item.id,
            unit_id=joint.unit_id,
            words="将配合。",
            given_by_id=joint_id,
            given_at=item.created_at,
        )
        session.add(row)
        session.flush()
        return row.id


def drafted(house: House, officer_id: int, leader_id: int) -> dict[str, int]:
    """A point is listed, and a draft which the deputy has been shown is before the leader."""
    with writing(house) as (session, item):
        now = item.created_at
        point = Point(suggestion_id=item.id, what="减排", noted_by_id=officer_id, noted_at=now)
        draft = Draft(
            suggestion_id=item.id,
            round=item.round,
            unit_id=item.lead_unit_id,
            words="将减排。",
            reply_class=ReplyClass.A,
            made_by_id=officer_id,
            made_at=now,
            view_due_on=item.due_on,
        )
        session.add_all([point, draft])
        session.flush()
        row = Review(
            suggestion_id=item.id,
            draft_id=draft.id,
            role=Role.LEADER,
            asked_of_id=leader_id,
            asked_at=now,
            due_on=item.due_on,
        )
        session.add(row)
        session.flush()
        return {"point": point.id, "draft": draft.id, "review": row.id}


UNTOUCHED = (
    "campaigns",
    "campaign_links",
    "campaign_progress",
    "voices",
    "polls",
    "poll_asked",
    "poll_answers",
    "opinions",
    "unit_notes",
    "blockers",
    "points",
    "point_answers",
    "drafts",
    "reviews",
    "class_changes",
    "proofs",
    "reply_audits",
    "results",
    "result_changes",
    "model_cases",
    "links",
    "promises",
    "explanations",
    "look_backs",
    "look_back_answers",
    "pressures",
    "pressure_messages",
    "flags",
    "call_backs",
    "papers",
    "second_forms",
    "second_ratings",
    "plans",
    "milestones",
    "requests",
    "consents",
    "receipts",
    "merges",
    "passes",
    "suggestions",
    "signatures",
    "contacts",
    "answers",
    "replies",
    "ratings",
    "rating_forms",
    "joint_units",
    "meetings",
    "meeting_items",
    "meeting_slots",
    "meeting_participants",
    "meeting_choices",
    "meeting_issues",
    "tours",
    "duties",
    "dialogs",
    "asides",
    "moves",
    "staff_groups",
    "accounts",
    "reports",
    "report_requests",
    "studies",
    "causes",
    "cause_measures",
    "tags",
)


def state(house: House) -> dict[str, list[str]]:
    """Everything that an act could change."""
    kept = {
        table: sorted(str(row) for row in rows(house, f"SELECT * FROM {table}"))
        for table in UNTOUCHED
    }
    kept["people"] = sorted(
        str(row)
        for row in rows(
            house, "SELECT id, role, language, windows, preferred_form, left_at FROM people"
        )
    )
    return kept


async def test_cell_by_cell(house: House) -> None:
    phones = await gather_everybody(house)
    await tell_story(house, phones)
    numbers = found(house)
    last = {name: (await phone.messages())[-1] for name, phone in phones.items()}

    async def press(name: str, verb: str) -> str:
        own = numbers["words_of_co_signer" if name == CO_SIGNER else "words"]
        behind = PRESSES[verb].format(**numbers, own_words=own)
        told = await phones[name].presses_data(last[name], f"{verb}:{behind}")
        assert told["answered"], (name, verb)
        return told["text"] or ""

    async def denied_all(name: str) -> None:
        for verb in PRESSES:
            if not allowed(name, verb):
                expected = ONLY_FOR_GUESTS if name in (FORMER, STRANGER) else DENIED
                assert expected in await press(name, verb), (name, verb)
        for verb, behind in BY_WHAT_IS_OPEN.items():
            told = await phones[name].presses_data(last[name], f"{verb}:{behind}")
            assert GONE in told["text"] or USED in told["text"] or ONLY_FOR_GUESTS in told["text"]

    async def granted_all(name: str) -> None:
        for verb in PRESSES:
            if allowed(name, verb) and verb not in LAST:
                told = await press(name, verb)
                assert DENIED not in told, (name, verb)
                assert ONLY_FOR_GUESTS not in told, (name, verb)

    before = state(house)
    await asyncio.gather(*(denied_all(name) for name in phones))
    assert state(house) == before
    assert sum(not allowed(name, verb) for name in phones for verb in PRESSES) > 300

    await asyncio.gather(*(granted_all(name) for name in phones))
    for verb in LAST:
        assert DENIED not in await press(SUPERVISOR, verb)
    assert "走纸质渠道" in await press(OFFICER, "card")
    await house.settle()
    assert rows(house, "SELECT error FROM inbox WHERE state = 'parked'") == []
    await commands_and_words(house, phones)


USED = "已经用过或已作废"


async def commands_and_words(house: House, phones: dict[str, Phone]) -> None:
    """/s finds only what one has to do with; who is not of a unit binds no group."""
    strangers = (FORMER, STRANGER)
    for phone in phones.values():
        for word in ("/s 0107", "/my", "/import x", "/invite", "/export", "/bind"):
            await phone.sends(word)
    await house.settle()
    for name, phone in phones.items():
        standing, relation = STANDS[name]
        seen = [str(one.get("text")) for one in (await phone.messages())[-12:]]
        if name in strangers:
            assert len(await from_bot(phone, ONLY_FOR_GUESTS)) == 1, name
            assert not [one["text"] for one in await from_bot(phone, "关于加快")], name
            continue
        sees = Act.SEE_CARD in permissions.TABLE[relation]
        assert any("第0107号" in text for text in seen) is sees, name
        assert any("没有找到" in text for text in seen) is not sees, name
        binds = permissions.may_in_office(standing, OfficeAct.BIND_GROUP)
        assert any(DENIED in text for text in seen) is not binds, name
    assert OUTSIDER in phones
    assert JOINT in phones
    assert {COLLEAGUE, OTHER_DEPUTY, LEADER, SUPERVISOR} <= set(phones)


@pytest.mark.parametrize("name", [LEAD, OFFICER])
def test_the_table_is_what_is_tried(name: str) -> None:
    assert allowed(name, "rate") is (name == LEAD)
