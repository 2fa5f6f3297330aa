"""答复后接触: everything that passed between the unit and the deputies since the reply, for the
committee.
"""

from datetime import datetime

from handlers import keyboard, texts
from handlers.html import quote
from handlers.rules import honesty
from handlers.texts import Html
from handlers.turn import Turn
from storage import messages, people, ratings, replies, suggestions, window
from storage.duties import Duty
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
    said = [row.delivered_at for row in window.words_since(turn.session, item.id, reply.at)]
    met = [row.recorded_at for row in window.contacts_since(turn.session, item.id, reply.at)]
    return max((moment for moment in (*said, *met) if moment is not None), default=None)


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
    lines = sorted(_lines(turn, item, reply.at)) if reply is not None else []
    shown = [line for _, line in lines][-SHOWN:]
    turn.say(
        turn.me,
        "since.log",
        purpose=TOLD,
        number=item.number,
        count=len(lines),
        lines=Html("\n".join(shown) or "—"),
        keyboard=[[keyboard.button(turn.language, "button.card", "card", item.id)]],
    )
    turn.event("looked", person_id=turn.me.id, what=TOLD)
    turn.keep_quiet()


def _lines(turn: Turn, item: Suggestion, since: datetime) -> list[tuple[datetime, str]]:
    found = [(since, _line(turn, since, "since.replied", ""))]
    for row in window.words_since(turn.session, item.id, since):
        assert row.delivered_at is not None
        said = messages.get(turn.session, row.source_id).text if row.source_id else row.text
        found.append(
            (
                row.delivered_at,
                _line(turn, row.delivered_at, "since.words", said or "", row.author_id),
            )
        )
    for contact in window.contacts_since(turn.session, item.id, since):
        assert contact.done_at is not None
        form = texts.plain(contact.form, turn.language)
        said = f"{form} {contact.summary or ''}"
        line = _line(turn, contact.done_at, "since.contact", said, contact.recorded_by_id)
        found.append((contact.done_at, line))
    for event in window.stopped_since(turn.session, item.id, since):
        kept = [messages.get(turn.session, id_).text or "" for id_ in event.data["message_ids"]]
        said = " ".join([*kept, event.data.get("said", "")]).strip()
        found.append((event.at, _line(turn, event.at, "since.stopped", said, event.actor_id)))
    for rating in ratings.of_suggestion(turn.session, item.id):
        if rating.at >= since:
            key = "since.rated" if rating.sequence == 1 else "since.changed"
            found.append((rating.at, _line(turn, rating.at, key, "", rating.deputy_id)))
    return found


def _line(turn: Turn, at: datetime, key: str, said: str, person_id: int | None = None) -> str:
    name = people.get(turn.session, person_id).name if person_id is not None else ""
    shown = said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
    moment = f"{turn.office.local(at):%m-%d %H:%M}"
    what = texts.render(key, turn.language, name=name)
    return f"<i>{moment}</i> {what} {quote(shown)}".rstrip()
