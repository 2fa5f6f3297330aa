"""What leads where: every command, button and kind of message, and what becomes of the rest.

The doors of this floor: `handle` does what an update asks for, `refused` says no in the person's
language, `apologise` speaks when something is broken.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.keeping import secrecy
from handlers.acts.people import guessing, presence
from handlers.acts.rating import score_requests
from handlers.acts.showing import buttons
from handlers.acts.talking import floods, groups, words
from handlers.conversations import (
    arranging,
    audits,
    campaigns,
    classes,
    closing,
    contacts,
    drafts,
    forms,
    gates,
    given,
    honest,
    issues,
    leading,
    links,
    lists,
    looking_back,
    meetings,
    messages,
    minutes,
    models,
    moves,
    opinions,
    outside,
    papers,
    plans,
    points,
    promises,
    publications,
    ratings,
    reports,
    results,
    roots,
    start,
    tours,
    voices,
    wishes,
    withdrawing,
    writing,
)
from handlers.incoming import Ignored, Incoming, Membership, Migrated, Pressed, Said
from handlers.office import Office
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import STRANGER, Turn
from storage import dialogs, outbox, people
from storage import messages as message_rows
from storage.database import Session
from storage.vocabulary import (
    Audience,
    Axis,
    BlockerKind,
    CallBackOutcome,
    CampaignKind,
    Disclosure,
    DraftView,
    Grade,
    Language,
    Openness,
    OpinionGrade,
    PointOutcome,
    PromiseView,
    Question,
    ReportKind,
    ResultKind,
    SlotAnswer,
    VoiceSource,
)


@dataclass(frozen=True, slots=True)
class Command:
    """What a command does, and the act it is."""

    does: Callable[[Turn, Said, str], None]
    act: OfficeAct


class Button:
    """What a button does, what may stand behind its name, and the acts it is.

    Whatever it does looks up itself whether one of these acts is allowed: only there is it known
    about which suggestion. That it has done so is seen to.
    """

    def __init__(
        self,
        does: Callable[[Turn, Pressed, list[str]], None],
        pattern: str,
        *acts: Act | OfficeAct,
    ) -> None:
        self.does = does
        self.pattern = re.compile(pattern, re.ASCII)
        self.acts = frozenset(acts)


class NotLookedAt(RuntimeError):
    """A button did something without looking whether it is allowed: all of it is taken back."""


COMMANDS = {
    "start": Command(start.start, OfficeAct.JOIN),
    "help": Command(start.help_, OfficeAct.GET_HELP),
    "stop": Command(start.stop, OfficeAct.STOP),
    "language": Command(start.language, OfficeAct.CHOOSE_LANGUAGE),
    "settings": Command(start.settings, OfficeAct.CHOOSE_SETTINGS),
    "my": Command(lists.my, OfficeAct.LIST),
    "duties": Command(lists.duties_of, OfficeAct.LIST),
    "s": Command(lists.search, OfficeAct.SEARCH),
    "suggestions": Command(lists.own, OfficeAct.LIST),
    "meetings": Command(meetings.ahead, OfficeAct.LIST),
    "tour": Command(tours.show_all, OfficeAct.PLAN_TOUR),
    "bind": Command(messages.bind, OfficeAct.BIND_GROUP),
    "report": Command(reports.report, OfficeAct.SEE_REPORTS),
    "ledger": Command(reports.ledger, OfficeAct.SEE_REPORTS),
    "board": Command(leading.show, OfficeAct.SEE_BOARD),
    "study": Command(reports.study, OfficeAct.NOTE_STUDY),
    "cause": Command(roots.cause, OfficeAct.NOTE_CAUSE),
    "honest": Command(honest.lists, OfficeAct.WATCH_RATINGS),
    "case": Command(issues.case, OfficeAct.SEE_REPORTS),
    "models": Command(models.library, OfficeAct.SEE_REPORTS),
    "results": Command(results.register, OfficeAct.SEE_REPORTS),
    "campaigns": Command(campaigns.ledger, OfficeAct.RUN_CAMPAIGNS),
    "blockers": Command(opinions.ledger, OfficeAct.SEE_REPORTS),
    "promises": Command(promises.ledger, OfficeAct.SEE_REPORTS),
    "lookback": Command(looking_back.show, OfficeAct.LOOK_BACK),
}

ID = r"\d{1,15}"


def _any(words: type[StrEnum]) -> str:
    return "(" + "|".join(word.value for word in words) + ")"


FORMS = r"(record|progress|reply)"
HANDLE = (Act.RECORD_CONTACT, Act.REPORT_PROGRESS, Act.DELIVER_REPLY)

# Data made by hand does not get further than these patterns.
BUTTONS = {
    # joining and settings
    "join": Button(start.join, ID, OfficeAct.JOIN),
    "notme": Button(start.not_me, ID, OfficeAct.JOIN),
    "lang": Button(start.set_language, r"(zh|en):(join|set)", OfficeAct.CHOOSE_LANGUAGE),
    "window": Button(start.set_window, r"\w+:(join|set)", OfficeAct.CHOOSE_HOURS),
    "form": Button(start.set_form, r"\w+:(join|set)", OfficeAct.CHOOSE_HOURS),
    # finding and reading
    "card": Button(lists.card, ID, Act.SEE_CARD),
    "fold": Button(lists.fold, rf"{ID}:({buttons.TOP}|{'|'.join(buttons.Folder)})", Act.SEE_CARD),
    "talk_page": Button(lists.talk, rf"{ID}(:{ID})?", Act.SEE_CONVERSATION),
    "my": Button(lists.my_page, rf"\d{{4}}-\d\d-\d\d:{ID}", OfficeAct.LIST),
    "duty": Button(lists.duty, ID, Act.SEE_CARD),
    "duties": Button(lists.duties_page, r"\d{1,4}", OfficeAct.LIST),
    "board": Button(leading.page, rf"\d{{4}}-\d\d-\d\d:{ID}", OfficeAct.SEE_BOARD),
    "leader": Button(leading.choose, ID, Act.LEAD_KEY_ITEMS),
    "leadby": Button(leading.name, rf"{ID}:{ID}", Act.LEAD_KEY_ITEMS),
    "askleader": Button(leading.ask, ID, Act.ASK_EXCEPTION),
    "instruct": Button(leading.instruct, ID, Act.LEAD_KEY_ITEMS),
    "heard": Button(lists.heard, ID, Act.ACKNOWLEDGE),
    "opinions": Button(opinions.show, ID, Act.SEE_OPINIONS),
    "opine": Button(opinions.begin, ID, Act.GIVE_OPINION),
    "opset": Button(opinions.choose, "(number:none|preview:send)", Act.GIVE_OPINION),
    "opgrade": Button(opinions.grade, rf"{ID}:{_any(OpinionGrade)}", Act.JUDGE_OPINION),
    "optell": Button(opinions.pass_on, ID, Act.JUDGE_OPINION),
    "optold": Button(opinions.told_by_phone, ID, Act.JUDGE_OPINION),
    "opback": Button(opinions.send_back, ID, Act.JUDGE_OPINION),
    "unitnote": Button(opinions.begin_note, ID, Act.SHARE),
    "campaigns": Button(campaigns.offer, ID, Act.LINK_CAMPAIGN),
    "cplink": Button(campaigns.link, rf"{ID}:{ID}", Act.LINK_CAMPAIGN),
    "campaign": Button(campaigns.show, ID, OfficeAct.RUN_CAMPAIGNS),
    "cpnew": Button(campaigns.begin, "0", OfficeAct.RUN_CAMPAIGNS),
    "cpkind": Button(campaigns.choose_kind, _any(CampaignKind), OfficeAct.RUN_CAMPAIGNS),
    "cpreport": Button(campaigns.begin_report, ID, OfficeAct.RUN_CAMPAIGNS),
    "voices": Button(voices.show, ID, Act.SEE_CARD),
    "vcnew": Button(voices.begin, ID, Act.HEAR_PUBLIC),
    "vcsource": Button(voices.choose_source, _any(VoiceSource), Act.HEAR_PUBLIC),
    "vctell": Button(voices.tell, ID, Act.HEAR_PUBLIC),
    "pollnew": Button(voices.begin_poll, ID, Act.HEAR_PUBLIC),
    "pollset": Button(voices.choose, rf"(audience:{_any(Audience)}|preview:send)", Act.HEAR_PUBLIC),
    "vote": Button(voices.vote, rf"{ID}:\d", OfficeAct.ANSWER_POLL),
    "block": Button(opinions.begin_blocker, ID, Act.RAISE_BLOCKER),
    "blkind": Button(opinions.choose_kind, _any(BlockerKind), Act.RAISE_BLOCKER),
    "bldecide": Button(opinions.begin_decision, ID, Act.DECIDE_BLOCKER),
    "taken": Button(lists.taken, ID, Act.TAKE_UP),
    "close": Button(lists.close, ID, Act.CLOSE),
    # figures and common issues
    "report": Button(reports.choose, _any(ReportKind), OfficeAct.SEE_REPORTS),
    "unstudy": Button(reports.unstudy, ID, OfficeAct.NOTE_STUDY),
    "history": Button(issues.history, ID, Act.SEE_CARD),
    "checklist": Button(lists.checklist_of, ID, Act.SEE_CARD),
    "topics": Button(issues.topics, ID, Act.TAG),
    "tag": Button(issues.tag, rf"{ID}:[a-z_]{{1,40}}", Act.TAG),
    "cause": Button(roots.cause_page, ID, OfficeAct.NOTE_CAUSE),
    "causes": Button(roots.more_causes, ID, OfficeAct.NOTE_CAUSE),
    "csact": Button(roots.begin_measure, ID, OfficeAct.NOTE_CAUSE),
    "cstask": Button(roots.begin_task, ID, OfficeAct.NOTE_CAUSE),
    "cswho": Button(roots.choose_owner, rf"{ID}:{ID}", OfficeAct.NOTE_CAUSE),
    "csend": Button(roots.end_cause, ID, OfficeAct.NOTE_CAUSE),
    "mklink": Button(links.make, ID, Act.GIVE_LINK),
    "lksend": Button(links.send, "0", Act.GIVE_LINK),
    "mkmodel": Button(models.make, ID, Act.MARK_MODEL),
    "mcsend": Button(models.send, "0", Act.MARK_MODEL),
    "mcname": Button(models.name, rf"{ID}:(yes|no)", Act.SIGN_MODEL),
    "mcoff": Button(models.take_back, ID, Act.MARK_MODEL),
    "sendcase": Button(issues.send_case, ID, Act.SEND_CASE),
    # words
    "pick": Button(writing.pick, ID, Act.WRITE_WORDS, Act.MESSAGE_DEPUTY),
    "pick_more": Button(writing.pick_more, ID, OfficeAct.LIST),
    "move": Button(writing.move, ID, Act.MOVE_WORDS),
    "moveto": Button(writing.move_to, rf"{ID}:{ID}", Act.MOVE_WORDS),
    "write": Button(writing.write, rf"{ID}(:{ID})?", Act.WRITE_WORDS),
    "answer": Button(writing.answer, ID, Act.MESSAGE_DEPUTY),
    "compose": Button(writing.compose, ID, Act.MESSAGE_DEPUTY),
    "template": Button(writing.template, rf"{ID}:\w+", Act.MESSAGE_DEPUTY),
    "send": Button(writing.send, ID, Act.MESSAGE_DEPUTY),
    "redo": Button(writing.redo, ID, Act.MESSAGE_DEPUTY),
    "drop": Button(writing.drop, ID, OfficeAct.DROP_DRAFT),
    "goon": Button(writing.go_on_with, ID, OfficeAct.DROP_DRAFT),
    "late": Button(writing.say_whether, "(yes|no)", OfficeAct.DROP_DRAFT),
    # forms of staff
    "record": Button(forms.record, ID, Act.RECORD_CONTACT),
    "progress": Button(forms.report_progress, ID, Act.REPORT_PROGRESS),
    "reply": Button(forms.deliver_reply, ID, Act.DELIVER_REPLY),
    "choose": Button(forms.choose, r"(record|reply):[\w-]+", Act.RECORD_CONTACT, Act.DELIVER_REPLY),
    "again": Button(forms.again, FORMS, *HANDLE),
    "submit": Button(forms.submit, FORMS, *HANDLE),
    "seereply": Button(given.show, rf"{ID}(:\d{{1,2}})?", Act.SEE_REPLY),
    "points": Button(points.show, ID, Act.SEE_CARD),
    "ptlist": Button(points.begin_list, ID, Act.ANSWER_POINTS),
    "ptstrike": Button(points.strike, ID, Act.ANSWER_POINTS),
    "ptanswer": Button(points.begin_answer, ID, Act.ANSWER_POINTS),
    "ptoutcome": Button(points.choose, _any(PointOutcome), Act.ANSWER_POINTS),
    "ptmissed": Button(points.begin_left_out, ID, Act.ADD_POINT),
    "drafts": Button(drafts.show, ID, Act.SEE_DRAFT),
    "mkdraft": Button(drafts.begin, ID, Act.DRAFT_REPLY),
    "dset": Button(
        drafts.choose,
        rf"(class:[A-D]|disclosure:{_any(Disclosure)}|preview:send)",
        Act.DRAFT_REPLY,
    ),
    "dshow": Button(drafts.show_to_deputy, ID, Act.DRAFT_REPLY),
    "dsame": Button(drafts.show_anew, ID, Act.DRAFT_REPLY),
    "handin": Button(drafts.hand_in, ID, Act.DRAFT_REPLY),
    "dview": Button(drafts.view, rf"{ID}:{_any(DraftView)}", Act.VIEW_DRAFT),
    "rv_yes": Button(drafts.let_pass, ID, Act.REVIEW_DRAFT),
    "rv_no": Button(drafts.send_back, ID, Act.REVIEW_DRAFT),
    "reclass": Button(classes.begin, ID, Act.CHANGE_CLASS),
    "audited": Button(audits.choose, rf"{ID}:(true|false)", Act.CHANGE_CLASS),
    "clset": Button(classes.choose, "(class:[A-D]|preview:send)", Act.CHANGE_CLASS),
    "gate_ask": Button(gates.ask, rf"{ID}:(plan|report_progress|deliver_reply)", Act.ASK_EXCEPTION),
    "gate_yes": Button(gates.grant, ID, Act.DECIDE_EXCEPTION),
    "gate_no": Button(gates.deny, ID, Act.DECIDE_EXCEPTION),
    # the assignment
    "moves": Button(moves.show, ID, Act.SEE_CARD),
    "signfor": Button(moves.sign_for, ID, Act.SIGN_FOR),
    "handon": Button(moves.hand_on, ID, Act.HAND_ON),
    "handto": Button(moves.hand_to, rf"{ID}:{ID}", Act.HAND_ON),
    **{
        f"mv_{name}": Button(partial(moves.begin, name), ID, moves.MOVES[name].act)
        for name in moves.OFFERED
    },
    "mvset": Button(moves.choose, "(unknown|send)", *moves.ACTS),
    "req_yes": Button(moves.decide_yes, ID, Act.DECIDE_REQUEST),
    "req_other": Button(moves.decide_other, ID, Act.DECIDE_REQUEST),
    "req_no": Button(moves.decide_no, ID, Act.DECIDE_REQUEST),
    "bypaper": Button(outside.ask_by_paper, ID, Act.TAKE_OUT),
    "secret": Button(outside.by_paper, ID, Act.TAKE_OUT),
    "letter": Button(outside.ask_letter, ID, Act.TAKE_OUT),
    "toletter": Button(outside.letter, ID, Act.TAKE_OUT),
    "unmerge": Button(moves.unmerge, ID, Act.MERGE),
    "same": Button(moves.same_reply, rf"{ID}:{ID}", Act.DELIVER_REPLY),
    "withdraw": Button(withdrawing.begin, ID, Act.WITHDRAW),
    "wdsend": Button(withdrawing.send, ID, Act.WITHDRAW),
    "wd_yes": Button(withdrawing.agree, ID, Act.CONSENT),
    "wd_no": Button(withdrawing.refuse, ID, Act.CONSENT),
    "wd_paper": Button(withdrawing.paper, ID, Act.NOTE_CONSENT),
    "wd_paperno": Button(withdrawing.paper_refused, ID, Act.NOTE_CONSENT),
    "wdstop": Button(withdrawing.stop, ID, Act.WITHDRAW),
    "results": Button(results.show, ID, Act.SEE_CARD),
    "mkresult": Button(results.make, ID, Act.NOTE_RESULT),
    "rsset": Button(
        results.choose,
        rf"(kind:{_any(ResultKind)}|point:{ID}|(document|amount|proof|change):none"
        r"|field:(point|what|document|amount|proof|change)|preview:send)",
        Act.NOTE_RESULT,
    ),
    "rsfix": Button(results.fix, ID, Act.NOTE_RESULT),
    "rsdrop": Button(results.drop, ID, Act.NOTE_RESULT),
    "rspage": Button(results.register_page, ID, OfficeAct.SEE_REPORTS),
    "promises": Button(promises.show, ID, Act.SEE_CARD),
    "plist": Button(promises.ledger_page, rf"\d{{4}}-\d\d-\d\d:{ID}", OfficeAct.SEE_REPORTS),
    "mkpromise": Button(promises.make, ID, Act.PROMISE),
    "nopromise": Button(promises.nothing, ID, Act.PROMISE),
    "pkeep": Button(promises.keep, ID, Act.KEEP_PROMISE),
    "pmove": Button(promises.move, ID, Act.KEEP_PROMISE),
    "plater": Button(promises.later, ID, Act.KEEP_PROMISE),
    "prsend": Button(promises.send, "0", Act.PROMISE, Act.KEEP_PROMISE),
    "prowner": Button(promises.owners, "0", Act.PROMISE),
    "prpick": Button(promises.pick_owner, ID, Act.PROMISE),
    "pview": Button(promises.view, rf"{ID}:{_any(PromiseView)}", Act.JUDGE_PROMISE),
    "pheard": Button(promises.heard, rf"{ID}:({_any(PromiseView)}|nobody)", Act.WATCH_RATINGS),
    "lbview": Button(looking_back.view, rf"{ID}:{_any(PromiseView)}", Act.JUDGE_PROMISE),
    "lbheard": Button(looking_back.heard, rf"{ID}:({_any(PromiseView)}|nobody)", Act.WATCH_RATINGS),
    "lookback": Button(looking_back.begin, r"\d{4}", OfficeAct.LOOK_BACK),
    "lbunits": Button(looking_back.units, rf"{ID}:{ID}", OfficeAct.LOOK_BACK),
    "lbnames": Button(looking_back.names, rf"{ID}:{ID}", OfficeAct.LOOK_BACK),
    "public": Button(publications.show, ID, Act.SEE_CARD),
    "pubset": Button(publications.choose, rf"{ID}:{_any(Disclosure)}", Act.DECIDE_PUBLICATION),
    "pubdone": Button(publications.note, ID, Act.DECIDE_PUBLICATION),
    "pubsend": Button(publications.send, "0", Act.DECIDE_PUBLICATION),
    "takendown": Button(publications.take_down, ID, Act.DECIDE_PUBLICATION),
    "chkyes": Button(closing.let_pass, ID, Act.CHECK_CLOSING),
    "chkno": Button(closing.send_back, ID, Act.CHECK_CLOSING),
    "chkagain": Button(closing.again, ID, Act.ASK_CLOSING),
    "plan": Button(plans.show, ID, Act.SEE_CARD),
    "mkplan": Button(plans.make, ID, Act.PLAN),
    "plset": Button(plans.choose, rf"(leader|send):{ID}", Act.PLAN),
    "reached": Button(plans.reached, ID, Act.PLAN),
    "plan_yes": Button(plans.approve, ID, Act.APPROVE_PLAN),
    "plan_no": Button(plans.send_back, ID, Act.APPROVE_PLAN),
    # contacts, seen by deputies
    "resume": Button(contacts.resume, ID, Act.ANSWER_QUESTIONS),
    "skip": Button(contacts.skip, rf"{ID}:{_any(Question)}", Act.ANSWER_QUESTIONS),
    "later": Button(contacts.later, ID, Act.ANSWER_QUESTIONS),
    "lateron": Button(contacts.later_on, rf"{ID}:\w+", Act.ANSWER_QUESTIONS),
    "sumok": Button(contacts.summary_right, ID, Act.ANSWER_QUESTIONS),
    "sumfix": Button(contacts.summary_wrong, ID, Act.ANSWER_QUESTIONS),
    "fix": Button(contacts.fix, rf"{ID}:{_any(Question)}", Act.ANSWER_QUESTIONS),
    "wishes": Button(wishes.show, ID, Act.WISH),
    "wish": Button(wishes.change, rf"{ID}:({_any(Openness)}|confidential|paper)", Act.WISH),
    "meet": Button(contacts.meet, ID, Act.WAIVE_MEETING),
    "waive": Button(contacts.waive, ID, Act.WAIVE_MEETING),
    "unwaive": Button(contacts.unwaive, ID, Act.WAIVE_MEETING),
    "true": Button(contacts.true, ID, Act.CONFIRM_CONTACT, Act.CONFIRM_PRESENCE),
    "untrue": Button(contacts.untrue, ID, Act.CONFIRM_CONTACT, Act.CONFIRM_PRESENCE),
    "agree": Button(contacts.agree, ID, Act.ANSWER_PROGRESS),
    "comment": Button(contacts.comment, ID, Act.ANSWER_PROGRESS),
    "talk": Button(contacts.talk, ID, Act.ANSWER_PROGRESS),
    # meetings
    "arrange": Button(arranging.arrange, ID, Act.ARRANGE_MEETING),
    "mset": Button(arranging.choose, r"[a-z]+:\w+", Act.ARRANGE_MEETING),
    "mpick": Button(meetings.pick, rf"{ID}:{ID}:{_any(SlotAnswer)}", Act.ANSWER_MEETING),
    "mfix": Button(meetings.fix, rf"{ID}:{ID}", Act.ARRANGE_MEETING),
    "mphone": Button(meetings.by_phone, ID, Act.ARRANGE_MEETING),
    "mphonewho": Button(meetings.by_phone_who, rf"{ID}:{ID}", Act.ARRANGE_MEETING),
    "mphoneset": Button(
        meetings.by_phone_set, rf"{ID}:{ID}:{ID}:{_any(SlotAnswer)}", Act.ARRANGE_MEETING
    ),
    "mfixsure": Button(meetings.fix_anyway, rf"{ID}:{ID}", Act.ARRANGE_MEETING),
    "mnew": Button(arranging.new_times, ID, Act.ARRANGE_MEETING),
    "mmove": Button(meetings.ask_move, ID, Act.ANSWER_MEETING),
    "mwaive": Button(meetings.no_meeting, ID, Act.WAIVE_MEETING),
    "moff": Button(meetings.off, ID, Act.ANSWER_MEETING, Act.ARRANGE_MEETING),
    "maway": Button(meetings.away, ID, Act.ATTEND_MEETING),
    "mcard": Button(meetings.card, ID, Act.ANSWER_MEETING, Act.ARRANGE_MEETING, Act.ATTEND_MEETING),
    "mheld": Button(minutes.held, ID, Act.ARRANGE_MEETING),
    "mheldset": Button(minutes.choose, r"[a-z]+:\w+", Act.ARRANGE_MEETING),
    "hard": Button(meetings.hard, ID, Act.MARK_HARD),
    "tours": Button(tours.more, ID, OfficeAct.PLAN_TOUR),
    "tour": Button(tours.show, rf"{ID}(:{ID})?", OfficeAct.PLAN_TOUR),
    "tournew": Button(tours.new, "0", OfficeAct.PLAN_TOUR),
    "tourstop": Button(tours.stop, rf"{ID}:{ID}", OfficeAct.PLAN_TOUR),
    "tourissues": Button(tours.issues, ID, OfficeAct.PLAN_TOUR),
    # the rating
    "axis": Button(ratings.heading, r"\w+", OfficeAct.GET_HELP),
    "rate": Button(ratings.choose, rf"{ID}:{_any(Axis)}:{_any(Grade)}", Act.RATE),
    "unrate": Button(ratings.clear, ID, Act.RATE),
    "rated": Button(ratings.submit, ID, Act.RATE),
    "rerate": Button(ratings.change, ID, Act.RATE),
    "rateword": Button(ratings.ask_word, ID, Act.RATE),
    "wantpaper": Button(honest.want_paper, ID, Act.RATE),
    "second": Button(honest.rate_again, rf"{ID}:{_any(Grade)}", Act.RATE),
    # ratings kept the deputies' own
    "pressure": Button(honest.pressure, ID, Act.REPORT_PRESSURE),
    "pressed_me": Button(honest.pressure_alone, ID, Act.REPORT_PRESSURE),
    "pmore": Button(honest.say_more, ID, Act.REPORT_PRESSURE),
    "pdone": Button(honest.said_all, ID, Act.REPORT_PRESSURE),
    "pwcom": Button(honest.to_committee, ID, Act.REPORT_PRESSURE),
    "pwunit": Button(honest.to_unit, ID, Act.REPORT_PRESSURE),
    "plook": Button(honest.look_at_pressure, ID, Act.WATCH_RATINGS),
    "ptake": Button(honest.take_up_pressure, ID, Act.WATCH_RATINGS),
    "psettle": Button(honest.settle_pressure, ID, Act.WATCH_RATINGS),
    "since": Button(honest.log, ID, Act.WATCH_RATINGS),
    "flag": Button(honest.flag, ID, Act.WATCH_RATINGS),
    "flagged": Button(honest.looked_into, ID, Act.WATCH_RATINGS),
    "callback": Button(honest.call_back, ID, Act.WATCH_RATINGS),
    "called": Button(honest.called, rf"{ID}:{_any(CallBackOutcome)}", Act.WATCH_RATINGS),
    "paperin": Button(papers.begin, ID, Act.ENTER_PAPER),
    "paperset": Button(papers.choose, r"[a-z]+:\w+", Act.ENTER_PAPER),
    "paper": Button(papers.look, ID, Act.ENTER_PAPER),
    "paper_yes": Button(papers.confirm, ID, Act.ENTER_PAPER),
    "paper_no": Button(papers.send_back, ID, Act.ENTER_PAPER),
    "reask": Button(honest.ask_again, ID, Act.ASK_AGAIN),
}

# What is pressed here is nobody's business until submitted.
SECRET = frozenset({"rate", "unrate", "second"})


def handle(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    """Do what has come in. Raises Refused for the caller to say, after taking everything back."""
    turn = _turn(session, office, now, update_id, incoming)
    match incoming:
        case Said():
            _said(turn, incoming)
        case Pressed():
            _pressed(turn, incoming)
        case Membership():
            _membership(turn, incoming)
        case Migrated(old_chat_id, new_chat_id):
            groups.migrate(turn, old_chat_id, new_chat_id)
        case Ignored():
            if turn.actor is None:
                turn.forget()
    return turn


def foresee(session: Session, all_: Iterable[Incoming]) -> None:
    """Learn at once what many turns will each ask for; nothing depends on it."""
    speaking = [one for one in all_ if isinstance(one, Said | Pressed | Membership)]
    if len(speaking) < 2:
        return
    speakers = dialogs.speakers(session, {one.sender.user_id for one in speaking})
    writing = {one.sender.user_id for one in speaking if isinstance(one, Said) and one.is_private}
    said = [one for one in speaking if isinstance(one, Said) and not one.is_edit]
    message_rows.foresee_come(session, {(one.chat_id, one.message_id) for one in said})
    deputies = [person for user_id, person in speakers.items() if user_id in writing]
    if len(deputies) > 1:
        words.foresee(session, [person for person in deputies if person.is_deputy])


def is_early(session: Session, incoming: Incoming) -> bool:
    """Whether it is about a message of ours that is still to be noted as sent.

    People can press or answer the moment they see something; what they mean is known a moment
    later.
    """
    match incoming:
        case Pressed(chat_id=chat_id, message_id=int() as seen):
            pass
        case Said(chat_id=chat_id, reply_to=int() as seen):
            pass
        case _:
            return False
    return message_rows.by_telegram(session, chat_id, seen) is None and outbox.is_under_way(
        session, chat_id
    )


def _turn(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    turn = Turn(session, office, now, update_id=update_id)
    if isinstance(incoming, Said | Pressed | Membership):
        turn.actor = dialogs.speaker(session, incoming.sender.user_id)
        turn.chat_id = incoming.chat_id
        code = incoming.sender.language_code or ""
        turn.strange_language = Language.ENGLISH if code.startswith("en") else Language.CHINESE
    if isinstance(incoming, Pressed):
        turn.callback_id = incoming.callback_id
    return turn


def _said(turn: Turn, said: Said) -> None:
    command = said.command
    if turn.actor is None:
        _stranger_said(turn, said, command)
        return
    is_away = said.is_private and turn.me.unreachable_since is not None
    if is_away and command not in COMING_AND_GOING:
        presence.back(turn, turn.me)
    access.in_office(turn, OfficeAct.SPEAK)
    if not said.is_private and (command is None or command[0] != "bind"):
        _said_in_group(turn, said)
        return
    floods.note(turn)
    if turn.is_flood and not (turn.me.is_deputy and command is None):
        floods.slow_down(turn)
        return
    if command is not None and command[0] in COMMANDS:
        turn.event("command", person_id=turn.me.id, command=command[0])
        access.in_office(turn, COMMANDS[command[0]].act)
        COMMANDS[command[0]].does(turn, said, command[1])
    elif command is not None:
        start.help_(turn, said, "")
    elif said.is_edit:
        messages.edited(turn, said)
    elif said.contact is not None and people.invitation_opened_by(
        turn.session, said.sender.user_id, turn.now
    ):
        start.phone(turn, said)
    else:
        messages.said(turn, said)


COMING_AND_GOING = (("start", ""), ("stop", ""))  # they see to it themselves


def _said_in_group(turn: Turn, said: Said) -> None:
    if not said.is_edit:
        messages.in_group(turn, said)
    elif message_rows.by_telegram(turn.session, said.chat_id, said.message_id) is not None:
        messages.edited(turn, said)
    else:
        turn.forget()


def _stranger_said(turn: Turn, said: Said, command: tuple[str, str] | None) -> None:
    if not said.is_private:
        turn.forget()
        return
    # A flood of strangers is answered in passing: each refusal raised would cost the others a turn.
    if command is not None and command[0] == "start" and command[1]:
        paused = guessing.refusal(turn, said.sender.user_id)
        if paused is not None:
            _answer_stranger(turn, said, paused)
        else:
            start.start(turn, said, command[1])
    elif said.contact is not None and people.invitation_opened_by(
        turn.session, said.sender.user_id, turn.now
    ):
        start.phone(turn, said)
    else:
        _answer_stranger(turn, said, Refused("stranger"))


def _pressed(turn: Turn, pressed: Pressed) -> None:
    verb, arguments = keyboard.unpack(pressed.data)
    button = BUTTONS.get(verb)
    if turn.actor is None and (button is None or OfficeAct.JOIN not in button.acts):
        _answer_stranger(turn, pressed, Refused("stranger"))
        return
    if turn.actor is not None:
        floods.note(turn)
        if turn.is_flood:
            floods.slow_down(turn)
            return
    row = (
        message_rows.by_telegram(turn.session, pressed.chat_id, pressed.message_id)
        if pressed.message_id is not None
        else None
    )
    turn.pressed_on = row.id if row is not None else None
    rest = pressed.data.partition(":")[2]
    if button is None or not pressed.is_private or not button.pattern.fullmatch(rest):
        raise Refused("button.gone")
    is_known = turn.actor is not None
    for act in button.acts:
        if isinstance(act, OfficeAct):
            access.in_office(turn, act)
    button.does(turn, pressed, arguments)
    if not turn.looked_at & button.acts:
        raise NotLookedAt(verb)
    turn.toast("toast.ok")
    if is_known:
        under = row.suggestion_id if row is not None else None
        is_private = verb in keyboard.PRIVATE
        turn.event(
            "pressed",
            suggestion_id=None if is_private else turn.about or under,
            person_id=turn.me.id,
            button=verb if is_private or verb in SECRET else pressed.data,
            message_id=row.id if row is not None and not is_private else None,
        )


def _membership(turn: Turn, membership: Membership) -> None:
    if not membership.is_private:
        if not membership.is_member:
            groups.leave(turn, membership.chat_id)
        elif not membership.was_member:
            groups.brought(turn, membership)
        if turn.actor is None:
            turn.forget()
        return
    if turn.actor is None:
        turn.forget()
    elif membership.is_member:
        presence.back(turn, turn.me)
    else:
        presence.gone(turn, turn.me, "blocked")


def refused(
    session: Session,
    office: Office,
    now: datetime,
    update_id: int,
    incoming: Incoming,
    refusal: Refused,
) -> Turn:
    """Say no in the person's language: to a press as a short line, to words as a message."""
    turn = _turn(session, office, now, update_id, incoming)
    if refusal.code == "invitation.unknown" and isinstance(incoming, Said):
        guessing.wrong(turn, incoming.sender.user_id)
    if turn.actor is None:
        _answer_stranger(turn, incoming, refusal)
        return turn
    if refusal.code.startswith("invitation."):
        turn.forget()  # the code came in with it
    if refusal.code == "score.asked":
        score_requests.refused(turn, refusal.values["about"], refusal.values["said"])
    if refusal.code == "by_paper.words" and isinstance(incoming, Said):
        secrecy.unsay(turn, incoming)
    is_private = isinstance(incoming, Pressed) and _verb(incoming) in keyboard.PRIVATE
    turn.event(
        "refused",
        suggestion_id=None if is_private else _pressed_under(turn, incoming),
        person_id=turn.me.id,
        code=refusal.code,
        what=type(incoming).__name__.lower(),
        **({"button": _verb(incoming)} if isinstance(incoming, Pressed) else {}),
    )
    key = f"refused.{refusal.code}"
    if isinstance(incoming, Pressed):
        _refuse_press(turn, incoming, refusal, key)
    elif isinstance(incoming, Said):
        turn.say(turn.me, key, **_shortened(refusal.values))
    if isinstance(incoming, Said | Pressed) and incoming.is_private:
        messages.not_taken(turn, incoming, refusal)
    return turn


def _shortened(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed is named again, but not all of it, should it be very long."""
    return {
        name: words.short(value, MOST_NAMED_AGAIN) if isinstance(value, str) else value
        for name, value in values.items()
    }


MOST_NAMED_AGAIN = 200  # characters


def _verb(pressed: Pressed) -> str:
    """What a button was to do; not what was chosen with it."""
    return pressed.data.partition(":")[0]


def _pressed_under(turn: Turn, incoming: Incoming) -> int | None:
    """The suggestion of the message whose button was pressed."""
    if not isinstance(incoming, Pressed) or incoming.message_id is None:
        return None
    row = message_rows.by_telegram(turn.session, incoming.chat_id, incoming.message_id)
    return row.suggestion_id if row is not None else None


def _refuse_press(turn: Turn, pressed: Pressed, refusal: Refused, key: str) -> None:
    turn.toast(key, is_alert=True, **refusal.values)
    if refusal.code != "button.gone" or pressed.message_id is None:
        return
    row = message_rows.by_telegram(turn.session, pressed.chat_id, pressed.message_id)
    if row is not None and row.person_id == turn.me.id:
        message_rows.rewrite(turn.session, row.id, turn.now, keyboard=None)


def _answer_stranger(turn: Turn, incoming: Incoming, refusal: Refused) -> None:
    """One polite answer, and nothing kept but a count. A refused invitation is explained."""
    turn.forget()
    if not isinstance(incoming, Said | Pressed) or not incoming.is_private:
        return
    who = guessing.hash_of(incoming.sender.user_id)
    times = people.count_stranger(turn.session, who, turn.now)
    key = f"refused.{refusal.code}"
    turn.toast(key, is_alert=True, **refusal.values)
    if times == 1 or (refusal.code != "stranger" and times <= MOST_EXPLANATIONS):
        turn.post(
            incoming.chat_id,
            texts.render(key, turn.language, **refusal.values),
            purpose="stranger",
            priority=STRANGER,
        )


MOST_EXPLANATIONS = 10  # refused invitations explained to one stranger


def apologise(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    """Something is broken on our side: apologise with the number by which it is found."""
    turn = _turn(session, office, now, update_id, incoming)
    if turn.actor is not None and isinstance(incoming, Said | Pressed) and incoming.is_private:
        turn.say(turn.me, "broken", reference=update_id)
        turn.toast("toast.broken")
    return turn
