"""撤回: the lead deputy takes a suggestion back, once everybody behind it has agreed [SH10]."""

from datetime import datetime

from handlers import keyboard
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts import stages as stage_acts
from handlers.acts.assigning import requests
from handlers.acts.handling import endings
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import dialogs, people, suggestions
from storage import duties as duty_rows
from storage import requests as rows
from storage.people import Person
from storage.requests import Consent, Request
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, RequestKind, Stage


def may_withdraw(turn: Turn, item: Suggestion) -> None:
    """Raises Refused when it is over, or a withdrawal is already being agreed on."""
    access.must_be_open(item)
    if rows.undecided(turn.session, item.id, RequestKind.WITHDRAWAL) is not None:
        raise Refused("request.waiting")


def ask(turn: Turn, item: Suggestion, reason: str) -> None:
    """The lead withdraws: it ends at once where nobody else stands behind it."""
    may_withdraw(turn, item)
    row = requests.put(turn, item, RequestKind.WITHDRAWAL, reason)
    turn.event("withdrawal_requested", suggestion_id=item.id, request_id=row.id)
    co_signers = [
        person for person, leads in suggestions.deputies(turn.session, item.id) if not leads
    ]
    if not co_signers:
        _withdraw(turn, item, row)
        return
    absent = []
    for person in co_signers:
        turn.session.add(Consent(suggestion_id=item.id, request_id=row.id, person_id=person.id))
        allowed = hours.next_allowed(turn.office, person, turn.now)
        put_before(turn, item, person, row.id, not_before=allowed)
        if people.is_reached(turn.session, person):
            decisions.remind(turn, item, person, DutyKind.CONSENT, row.id)
        else:
            absent.append(person.name)
    turn.session.flush()
    if absent:
        _ask_for_paper(turn, item, row, absent)
    turn.say(
        turn.me,
        "withdrawal.waits",
        suggestion_id=item.id,
        number=item.number,
        names="、".join(person.name for person in co_signers),
    )


def put_before(
    turn: Turn,
    item: Suggestion,
    person: Person,
    request_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """Whether they agree, before somebody behind the suggestion; anew while they are silent."""
    row = turn.session.get_one(Request, request_id)
    asked = turn.say(
        person,
        "withdrawal.consent",
        suggestion_id=item.id,
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        lead=people.get(turn.session, row.asked_by_id).name,
        reason=row.reason,
        keyboard=[
            [
                keyboard.button(person.language, "button.agree", "wd_yes", row.id),
                keyboard.button(person.language, "button.not_agree", "wd_no", row.id),
            ]
        ],
    )
    if asked is not None:
        row.message_ids = [*row.message_ids, asked]
        turn.session.flush()
    return asked


def is_needed(turn: Turn, _item: Suggestion, request_id: int) -> bool:
    """Whether it is still open whether everybody agrees."""
    row = rows.find(turn.session, request_id)
    return row is not None and row.is_granted is None


def _ask_for_paper(turn: Turn, item: Suggestion, row: Request, absent: list[str]) -> None:
    """Who is not in the chat agrees on paper, and the committee writes that down."""
    for person in requests.deciders(turn):
        button = keyboard.button(person.language, "button.paper_consent", "wd_paper", row.id)
        asked = telling.one(
            turn,
            person,
            "withdrawal.paper",
            item,
            lead=turn.me.name,
            names="、".join(absent),
            keyboard=[[button]],
        )
        row.message_ids = [*row.message_ids, asked]


def _open(turn: Turn, request_id: int, act: Act) -> tuple[Request, Suggestion]:
    row = rows.find(turn.session, request_id)
    if row is None or row.kind != RequestKind.WITHDRAWAL:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, act)
    if row.is_granted is not None or not item.is_open:
        raise Refused("button.gone")
    return row, item


def answer(turn: Turn, request_id: int, *, is_given: bool) -> None:
    """A co-signer agrees, or does not: then it goes on being handled."""
    row, item = _open(turn, request_id, Act.CONSENT)
    mine = next(
        (one for one in rows.consents(turn.session, row.id) if one.person_id == turn.me.id), None
    )
    if mine is None or mine.is_given is not None:
        raise Refused("button.gone")
    mine.is_given, mine.at = is_given, turn.now
    turn.used()
    duties.met(turn, item, [DutyKind.CONSENT], person_id=turn.me.id)
    turn.event(
        "consent" if is_given else "consent_refused",
        suggestion_id=item.id,
        person_id=turn.me.id,
        request_id=row.id,
    )
    turn.say(turn.me, "withdrawal.thanks", suggestion_id=item.id, number=item.number)
    if is_given:
        _if_all(turn, item, row)
        return
    requests.decided(turn, row, is_granted=False)
    lead = people.get(turn.session, row.asked_by_id)
    telling.one(turn, lead, "withdrawal.refused", item, name=turn.me.name)


def paper(turn: Turn, request_id: int) -> None:
    """The committee has the written consent of those who are not in the chat."""
    row, item = _open(turn, request_id, Act.NOTE_CONSENT)
    for one in rows.consents(turn.session, row.id):
        person = people.get(turn.session, one.person_id)
        if one.is_given is None and not people.is_reached(turn.session, person):
            one.is_given, one.at, one.noted_by_id = True, turn.now, turn.me.id
            turn.event(
                "consent_on_paper", suggestion_id=item.id, person_id=person.id, request_id=row.id
            )
    turn.used()
    turn.toast("toast.done")
    _if_all(turn, item, row)


def _if_all(turn: Turn, item: Suggestion, row: Request) -> None:
    turn.session.flush()
    asked = rows.consents(turn.session, row.id)
    if asked and all(one.is_given for one in asked):
        _withdraw(turn, item, row)


def _withdraw(turn: Turn, item: Suggestion, row: Request) -> None:
    """Everybody has agreed: handling ends at once [QD12, SD9, CQ12]."""
    requests.decided(turn, row, is_granted=True)
    officer = access.responsible(turn.session, item)
    before, item.stage, item.closed_at = item.stage, Stage.WITHDRAWN, turn.now
    duty_rows.end_all(turn.session, turn.now, item.id)
    dialogs.close_about(turn.session, item.id, stage_acts.CLOSED_WITH_IT)
    turn.session.flush()
    turn.event("stage", suggestion_id=item.id, before=before.value, after=item.stage.value)
    turn.event("withdrawn", suggestion_id=item.id, request_id=row.id, reason=row.reason)
    telling.deputies(turn, item, "withdrawal.done")
    told = [officer] if officer else []
    for person in [*told, *access.overseers(turn.session, item)]:
        telling.one(turn, person, "withdrawal.done_staff", item, reason=row.reason)
    endings.follow(turn, item)
