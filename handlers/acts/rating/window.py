"""答复后接触: everything by which the staff was in touch with the deputies since the reply, for the
committee.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers import html, keyboard, texts
from handlers.acts.talking import words
from handlers.html import quote
from handlers.rules import honesty
from handlers.texts import Html
from handlers.turn import Turn
from storage import messages, people, ratings, replies, suggestions, window
from storage.contacts import Contact
from storage.duties import Duty
from storage.messages import Message
from storage.pressures import TOLD
from storage.suggestions import Suggestion

SHOWN = 20  # lines of a log
LONGEST = 120  # characters of what was said


def last_words_at(turn: Turn, item: Suggestion, round_number: int) -> datetime | None:
    """When the staff was last in touch with a deputy since the reply of a round, in chat or not.

    Of what was written down of a visit or a call only the moment of the writing is sure.
    """
    reply = replies.of_round(turn.session, item.id, round_number)
    if reply is None:
        return None
    told = [row.delivered_at for row in _told_since(turn, item, reply.at)]
    met = [row.recorded_at for row in _met_since(turn, item, reply.at)]
    moments = (moment for moment in (*told, *met) if moment is not None)
    return max((moment for moment in moments if moment >= reply.at), default=None)


def _told_since(turn: Turn, item: Suggestion, since: datetime) -> Sequence[Message]:
    units = [item.lead_unit_id]
    units += [joint.unit_id for joint in suggestions.joint_units(turn.session, item.id)]
    return window.told_since(turn.session, item.id, units, since)


def _met_since(turn: Turn, item: Suggestion, since: datetime) -> Sequence[Contact]:
    """A visit is written down by its day: one on the day of the reply may have come after it."""
    day = turn.office.midnight(turn.office.today(since))
    return window.contacts_since(turn.session, item.id, day)


def form_opens_at(turn: Turn, duty: Duty) -> datetime:
    """When the form may go out to a deputy to whom the unit has just written."""
    office, rules = turn.office, turn.office.profile.honest
    item = suggestions.get(turn.session, duty.suggestion_id)
    wait = office.profile.rating.after_working_days + rules.cool_most_days
    last_on = office.calendar.add(office.today(duty.created_at), wait)
    last = last_words_at(turn, item, item.round)
    return honesty.form_opens_at(turn.now, last, office.midnight(last_on), rules)


def show(turn: Turn, item: Suggestion) -> None:
    """The log of the last round that was replied to."""
    reply = next(
        (
            found
            for number in range(item.round, 0, -1)
            if (found := replies.of_round(turn.session, item.id, number)) is not None
        ),
        None,
    )
    since = reply.at if reply is not None else None
    told = _told_since(turn, item, since) if since is not None else []
    lines = sorted([*_stopped(turn, item), *_lines(turn, item, since, told)])
    shown = [line for _, line in lines][-SHOWN:]
    turn.say(
        turn.me,
        "since.log",
        purpose=TOLD,
        number=item.number,
        count=len(lines),
        files=sum(row.kind in window.UNREADABLE for row in told),
        lines=Html("\n".join(shown) or "—"),
        keyboard=[[keyboard.button(turn.language, "button.card", "card", item.id)]],
    )
    turn.event("looked", person_id=turn.me.id, what=TOLD)
    turn.keep_quiet()


Lines = Iterator[tuple[datetime, str]]


def _stopped(turn: Turn, item: Suggestion) -> Lines:
    """What asked for a score, whenever that was."""
    for event in window.stopped(turn.session, item.id):
        kept = [messages.get(turn.session, id_).text or "" for id_ in event.data["message_ids"]]
        said = " ".join([*kept, event.data.get("said", "")]).strip()
        yield event.at, _line(turn, event.at, "since.stopped", said, event.actor_id)


def _lines(turn: Turn, item: Suggestion, since: datetime | None, told: Sequence[Message]) -> Lines:
    if since is None:
        return
    yield since, _line(turn, since, "since.replied", "")
    for row in told:
        assert row.delivered_at is not None
        yield row.delivered_at, _told(turn, item, row, row.delivered_at)
    for contact in _met_since(turn, item, since):
        assert contact.done_at is not None
        form = texts.plain(contact.form, turn.language)
        said = f"{form} {contact.summary or ''}"
        line = _line(turn, contact.done_at, "since.contact", said, contact.recorded_by_id)
        yield contact.done_at, line
    for rating in ratings.of_suggestion(turn.session, item.id):
        if rating.at >= since:
            key = "since.rated" if rating.sequence == 1 else "since.changed"
            yield rating.at, _line(turn, rating.at, key, rating.reason or "", rating.deputy_id)


def _told(turn: Turn, item: Suggestion, row: Message, at: datetime) -> str:
    """Words of staff as they wrote them, files by kind and name; else what the deputy read."""
    said = messages.get(turn.session, row.source_id) if row.source_id else row
    if said is row:
        shown = html.plain(row.text or "")
    else:
        names = words.attachments_named(turn, [said.id])
        shown = f"{html.plain(words.shown(said, turn))} {names}".strip()
    if row.suggestion_id not in (item.id, None):
        assert row.suggestion_id is not None
        shown = f"（{suggestions.get(turn.session, row.suggestion_id).number}）{shown}"
    key = "since.words" if row.author_id is not None else "since.told"
    return _line(turn, at, key, shown, row.author_id or row.caused_by_id)


def _line(turn: Turn, at: datetime, key: str, said: str, person_id: int | None = None) -> str:
    name = people.get(turn.session, person_id).name if person_id is not None else ""
    plain = " ".join(said.split())
    shown = plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
    moment = f"{turn.office.local(at):%m-%d %H:%M}"
    what = texts.render(key, turn.language, name=name)
    return f"<i>{moment}</i> {what} {quote(shown)}".rstrip()
