"""撤回: the lead deputy takes a suggestion back, once everybody behind it has agreed [SH10].

Whom the chat does not bring to an answer (not here, gone, or silent to the last reminder) agrees on
paper, which the committee asks for and notes; until all agree the lead may let it be.
"""

from datetime import datetime

from handlers import keyboard
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts import stages as stage_acts
from handlers.acts.assigning import requests
from handlers.acts.handling import endings
from handlers.rules import requests as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import dialogs, people, replies, suggestions
from storage import duties as duty_rows
from storage import requests as rows
from storage.duties import Duty
from storage.people import Person
from storage.requests import Consent, Request
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, RequestKind, Stage


def may_withdraw(turn: Turn, item: Suggestion) -> None:
    """Raises Refused when it is over or too late, or a withdrawal is already being agreed on."""
    access.must_be_open(item)
    until = turn.office.profile.assignment.withdraw_until
    is_replied = replies.of_round(turn.session, item.id, item.round) is not None
    rules.may_withdraw(until, is_replied=is_replied)
    if waiting(turn, item) is not None:
        raise Refused("request.waiting")


def is_offered(turn: Turn, item: Suggestion) -> bool:
    """Whether the lead's card offers it."""
    try:
        may_withdraw(turn, item)
    except Refused:
        return False
    return True


def waiting(turn: Turn, item: Suggestion) -> Request | None:
    """The withdrawal that is being agreed on."""
    return rows.undecided(turn.session, item.id, RequestKind.WITHDRAWAL)


def ask(turn: Turn, item: Suggestion, reason: str) -> None:
    """The lead withdraws: it ends at once where nobody else stands behind it."""
    may_withdraw(turn, item)
    row = requests.put(turn, item, RequestKind.WITHDRAWAL, reason)
    turn.event("withdrawal_requested", suggestion_id=item.id, request_id=row.id)
    co_signers = _co_signers(turn, item)
    if not co_signers:
        _withdraw(turn, item, row)
        return
    for person in co_signers:
        _ask_consent(turn, item, row, person)
    turn.say(
        turn.me,
        "withdrawal.waits",
        suggestion_id=item.id,
        number=item.number,
        names="、".join(person.name for person in co_signers),
        keyboard=[[keyboard.button(turn.language, "button.withdraw_stop", "wdstop", row.id)]],
    )
    look(turn, item)
    if _on_paper(turn, item, row):
        requests.deciders(turn)


def _co_signers(turn: Turn, item: Suggestion) -> list[Person]:
    return [person for person, leads in suggestions.deputies(turn.session, item.id) if not leads]


def _ask_consent(turn: Turn, item: Suggestion, row: Request, person: Person) -> None:
    turn.session.add(Consent(suggestion_id=item.id, request_id=row.id, person_id=person.id))
    turn.session.flush()
    if people.is_reached(turn.session, person):
        allowed = hours.next_allowed(turn.office, person, turn.now)
        put_before(turn, item, person, row.id, not_before=allowed)
        decisions.remind(turn, item, person, DutyKind.CONSENT, row.id)


def look(turn: Turn, item: Suggestion) -> None:
    """Who has to agree, and how each of them can: safe to repeat whenever somebody comes or goes.

    Another lead deputy has not asked for it: then it is handled on.
    """
    row = waiting(turn, item)
    if row is None or not item.is_open:
        return
    lead_id = suggestions.lead_deputy_id(turn.session, item.id)
    if row.asked_by_id != lead_id:
        requests.decided(turn, row, is_granted=False)
        turn.event("withdrawal_stopped", suggestion_id=item.id, request_id=row.id)
        return
    known = {one.person_id for one in rows.consents(turn.session, row.id)}
    for person in _co_signers(turn, item):
        if person.id not in known:
            _ask_consent(turn, item, row, person)
    if not _if_all(turn, item, row):
        _ask_for_paper(turn, item, row)


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
    return requests.noted(turn, row, asked)


def is_needed(turn: Turn, _item: Suggestion, request_id: int) -> bool:
    """Whether it is still open whether everybody agrees."""
    row = rows.find(turn.session, request_id)
    return row is not None and row.is_granted is None


def fell_silent(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """Whether a co-signer has let the last reminder pass: then the committee asks for paper."""
    if duty.sent_count <= len(turn.office.profile.reminders.deputy_working_days):
        return False
    duty.next_at = None
    turn.session.flush()
    look(turn, item)
    return True


def _on_paper(turn: Turn, item: Suggestion, row: Request) -> list[Consent]:
    """The consents that the chat will not bring any more."""
    waits = {
        duty.person_id
        for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.CONSENT])
        if duty.subject_id == row.id and duty.next_at is not None
    }
    return [
        one
        for one in _wanted(turn, item, row)
        if one.is_given is None
        and not (
            one.person_id in waits
            and people.is_reached(turn.session, people.get(turn.session, one.person_id))
        )
    ]


def _wanted(turn: Turn, item: Suggestion, row: Request) -> list[Consent]:
    """The consents of those who still stand behind it."""
    behind = {person.id for person in _co_signers(turn, item)}
    return [one for one in rows.consents(turn.session, row.id) if one.person_id in behind]


def _ask_for_paper(turn: Turn, item: Suggestion, row: Request) -> None:
    """The committee gets the consent of those on paper, and hears of each of them once."""
    asked = row.details.get("on_paper", [])
    absent = [one.person_id for one in _on_paper(turn, item, row) if one.person_id not in asked]
    office, committee = turn.office, requests.deciders_here(turn)
    if not absent or not committee:
        return
    row.details = {**row.details, "on_paper": [*asked, *absent]}
    turn.session.flush()
    turn.event("paper_wanted", suggestion_id=item.id, request_id=row.id, from_person_ids=absent)
    for person in committee:
        put_paper_before(
            turn,
            item,
            person,
            row.id,
            not_before=hours.next_allowed(turn.office, person, turn.now),
        )
        again_on = office.calendar.add(
            office.today(turn.now), office.profile.reminders.undated_working_days
        )
        duties.owe(turn, item, person, DutyKind.CONSENT_PAPER, first_on=again_on, subject_id=row.id)


def follow_paper(turn: Turn, item: Suggestion, request_id: int) -> None:
    """Whoever was to get consents on paper has left: where nobody else is, the others are."""
    if not is_paper_needed(turn, item, request_id):
        return
    if duty_rows.open_about(turn.session, item.id, [DutyKind.CONSENT_PAPER]):
        return
    first_on = turn.office.calendar.next(turn.office.today(turn.now))
    kind = DutyKind.CONSENT_PAPER
    for person in requests.deciders_here(turn):
        duties.owe(turn, item, person, kind, first_on=first_on, subject_id=request_id)


def put_paper_before(
    turn: Turn,
    item: Suggestion,
    person: Person,
    request_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """Whose written consent is wanted, before somebody of the committee; anew until it is noted."""
    row = turn.session.get_one(Request, request_id)
    names = [people.get(turn.session, one.person_id).name for one in _on_paper(turn, item, row)]
    asked = turn.say(
        person,
        "withdrawal.paper",
        suggestion_id=item.id,
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        lead=people.get(turn.session, row.asked_by_id).name,
        names="、".join(names),
        keyboard=[
            [keyboard.button(person.language, "button.paper_consent", "wd_paper", row.id)],
            [keyboard.button(person.language, "button.paper_refused", "wd_paperno", row.id)],
        ],
    )
    return requests.noted(turn, row, asked)


def is_paper_needed(turn: Turn, item: Suggestion, request_id: int) -> bool:
    """Whether somebody's consent is still wanted on paper."""
    row = rows.find(turn.session, request_id)
    return row is not None and row.is_granted is None and bool(_on_paper(turn, item, row))


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
    _goes_on(turn, item, row, turn.me.name)


def paper(turn: Turn, request_id: int, *, is_given: bool) -> None:
    """The committee has it in writing of those whom the chat does not bring to an answer."""
    row, item = _open(turn, request_id, Act.NOTE_CONSENT)
    noted = _on_paper(turn, item, row)
    if not noted:
        raise Refused("button.gone")
    for one in noted:
        one.is_given, one.at, one.noted_by_id = is_given, turn.now, turn.me.id
        turn.event(
            "consent_on_paper" if is_given else "consent_refused",
            suggestion_id=item.id,
            person_id=one.person_id,
            request_id=row.id,
        )
    turn.session.flush()
    turn.used()
    turn.toast("toast.done")
    if is_given:
        duties.met(turn, item, [DutyKind.CONSENT_PAPER], subject_id=row.id)
        _if_all(turn, item, row)
    else:
        names = "、".join(people.get(turn.session, one.person_id).name for one in noted)
        _goes_on(turn, item, row, names)


def _goes_on(turn: Turn, item: Suggestion, row: Request, name: str) -> None:
    """Somebody behind it does not agree: it is handled on, and the lead hears so."""
    requests.decided(turn, row, is_granted=False)
    lead = people.get(turn.session, row.asked_by_id)
    telling.one(turn, lead, "withdrawal.refused", item, name=name)


def stop(turn: Turn, request_id: int) -> None:
    """取消撤回: the lead lets it be; whoever was asked hears that there is nothing to say now."""
    row, item = _open(turn, request_id, Act.WITHDRAW)
    asked = _asked(turn, item, row)
    requests.decided(turn, row, is_granted=False)
    turn.used()
    turn.event("withdrawal_stopped", suggestion_id=item.id, request_id=row.id)
    turn.say(turn.me, "withdrawal.stopped", suggestion_id=item.id, number=item.number)
    for person in asked:
        telling.one(turn, person, "withdrawal.stopped_told", item, lead=turn.me.name)


def _asked(turn: Turn, item: Suggestion, row: Request) -> list[Person]:
    """Who was asked to agree, or to get somebody's consent on paper."""
    found = [people.get(turn.session, one.person_id) for one in rows.consents(turn.session, row.id)]
    owing = duty_rows.open_about(turn.session, item.id, [DutyKind.CONSENT_PAPER])
    return [*found, *(people.get(turn.session, duty.person_id) for duty in owing)]


def _if_all(turn: Turn, item: Suggestion, row: Request) -> bool:
    """Whether everybody has agreed: then it is withdrawn."""
    turn.session.flush()
    if not all(one.is_given for one in _wanted(turn, item, row)):
        return False
    _withdraw(turn, item, row)
    return True


# What would still be done about a reply; what can be read already is taken down all the same.
_OF_A_REPLY_THAT_WENT = (
    DutyKind.PUBLICATION_CHOICE,
    DutyKind.PUBLISH,
    DutyKind.PROMISE_TO_NOTE,
    DutyKind.AUDIT,
    DutyKind.RECLASS,
)


def _withdraw(turn: Turn, item: Suggestion, row: Request) -> None:
    """Everybody has agreed: handling ends at once [QD12, SD9, CQ12]."""
    requests.decided(turn, row, is_granted=True)
    told = access.handling(turn.session, item)
    before, item.stage, item.closed_at = item.stage, Stage.WITHDRAWN, turn.now
    duty_rows.end_all(turn.session, turn.now, item.id)
    duties.met(turn, item, _OF_A_REPLY_THAT_WENT, state=DutyState.CANCELLED)
    dialogs.close_about(turn.session, item.id, stage_acts.CLOSED_WITH_IT)
    turn.session.flush()
    turn.event("stage", suggestion_id=item.id, before=before.value, after=item.stage.value)
    turn.event("withdrawn", suggestion_id=item.id, request_id=row.id, reason=row.reason)
    telling.deputies(turn, item, "withdrawal.done")
    for person in told:
        telling.one(turn, person, "withdrawal.done_staff", item, reason=row.reason)
    endings.follow(turn, item)
