"""我受到压力: a deputy tells the committee in private; the unit learns of it nowhere.

Nothing of it is put under the suggestion: no message, no event, no duty; only the committee's own
table says what it is about.
"""

from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.rating import committee, holds
from handlers.acts.talking import asking, words
from handlers.incoming import Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import dialogs, messages, people, pressures, suggestions
from storage.dialogs import Dialog
from storage.people import Person
from storage.pressures import TOLD, Pressure
from storage.suggestions import Suggestion
from storage.vocabulary import MessageKind, MessageState

ASKED = asking.PRESSURE  # the open question
UNDISTURBED = timedelta(hours=1)
FURTHER = timedelta(minutes=15)  # in which whatever the deputy goes on to say belongs to it
AT_ONCE = 20


def ask(turn: Turn, suggestion_id: int) -> None:
    """What has happened? Words, a picture, or nothing more than the press."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    message_id = _tell(
        turn,
        item,
        "pressure.ask",
        [
            [keyboard.button(turn.language, "button.only_report", "pressed_me", item.id)],
            [keyboard.button(turn.language, "button.cancel", "drop", 0)],
        ],
    )
    _listen(turn, item, message_id)


def ask_more(turn: Turn, suggestion_id: int) -> None:
    """补充: what the deputy says next belongs to it, too."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    turn.used()
    message_id = _tell(turn, item, "pressure.ask_more", [[_button(turn, "button.said_all", item)]])
    _listen(turn, item, message_id, goes_on=True)


def said_all(turn: Turn, suggestion_id: int) -> None:
    """说完了: what the deputy says from now on finds its suggestion as always."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and dialog.kind == ASKED and dialog.data["about"] == item.id:
        dialogs.close(turn.session, turn.me.id)
    if turn.pressed_on is not None:
        text = texts.render("pressure.said_all", turn.language, **_named(turn, turn.me))
        more = [[_button(turn, "button.say_more", item)]]
        messages.rewrite(turn.session, turn.pressed_on, turn.now, text=text, keyboard=more)


def _listen(turn: Turn, item: Suggestion, message_id: int | None, *, goes_on: bool = False) -> None:
    dialogs.ask(
        turn.session,
        turn.me.id,
        ASKED,
        turn.now,
        message_id=message_id,
        data={"about": item.id, "goes_on": goes_on},
    )


def is_listened_to(turn: Turn, dialog: Dialog) -> bool:
    """Whether what the deputy says now is for the committee alone.

    The answer to the question is, whatever it replies to and however late: rather too much than to
    the unit. What comes after it is for some minutes.
    """
    return not dialog.data.get("goes_on") or turn.now - dialog.at <= FURTHER


def _button(turn: Turn, key: str, item: Suggestion) -> dict[str, str]:
    verb = {"button.said_all": "pdone", "button.say_more": "pmore"}[key]
    return keyboard.button(turn.language, key, verb, item.id)


def _named(turn: Turn, reader: Person) -> dict[str, object]:
    minutes = int(FURTHER.total_seconds() // 60)
    return {"committee": committee.called(turn, reader), "minutes": minutes}


def _tell(
    turn: Turn,
    item: Suggestion,
    key: str,
    rows: keyboard.Keyboard,
    *,
    to: Person | None = None,
    pressure_id: int | None = None,
) -> int | None:
    """Say something to the deputy in private; what they reply to it is for the committee, too."""
    reader = to or turn.me
    message_id = committee.tell(
        turn, reader, key, purpose=TOLD, keyboard=rows, **_named(turn, reader)
    )
    if message_id is not None:
        pressures.note(turn.session, message_id, item.id, pressure_id)
    return message_id


def without_words(turn: Turn, suggestion_id: int) -> None:
    """只报告，不说明: that there is pressure, and nothing more."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != ASKED or dialog.data["about"] != item.id:
        raise Refused("button.gone")
    if dialog.data.get("goes_on"):
        raise Refused("button.gone")  # it has been reported, with words
    turn.used()
    dialogs.close(turn.session, turn.me.id)
    row = _begin(turn, item)
    told = _pass_on(turn, item, row, "pressure.for_committee", [])
    key = "pressure.kept" if told else "pressure.waits"
    more = [[_button(turn, "button.say_more", item)]]
    _tell(turn, item, key, more, pressure_id=row.id)


def with_words(turn: Turn, said: Said, dialog: Dialog) -> None:
    """The deputy's words are kept for the committee alone."""
    _add(turn, int(dialog.data["about"]), said)


def in_reply(turn: Turn, said: Said, heard_id: int) -> None:
    """A reply to what was said in private is for the committee alone.

    Raises Refused `pressure.again` where it is not known which suggestion that was about.
    """
    about_id = pressures.answered_by(turn.session, heard_id, turn.me.id)
    if about_id is None:
        raise Refused("pressure.again")
    _add(turn, about_id, said)


def ask_whom(turn: Turn, said: Said, about_id: int) -> None:
    """A reply to what the committee has sent (a form): is it for the committee, or for the unit?

    Nobody reads it before the deputy has said so.
    """
    item = access.fetch(turn, about_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    is_asked = bool(pressures.undecided(turn.session, item.id, turn.me.id))
    pressures.note(turn.session, _keep(turn, said), item.id, None)
    if not is_asked:
        rows = [
            [keyboard.button(turn.language, "button.to_committee", "pwcom", item.id)],
            [keyboard.button(turn.language, "button.to_unit", "pwunit", item.id)],
        ]
        _tell(turn, item, "pressure.whom", rows)


def to_committee(turn: Turn, suggestion_id: int) -> None:
    """只告诉委员会: what the deputy has just said is for it alone."""
    item, waiting = _undecided(turn, suggestion_id)
    _report(turn, item, waiting)


def to_unit(turn: Turn, suggestion_id: int) -> None:
    """转给承办单位: it goes the way of all words."""
    item, waiting = _undecided(turn, suggestion_id)
    for message_id in waiting:
        row = messages.get(turn.session, message_id)
        row.suggestion_id, row.purpose = item.id, "words"
        turn.session.flush()
        words.under(turn, words.kept(row), item)


def _undecided(turn: Turn, suggestion_id: int) -> tuple[Suggestion, list[int]]:
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    waiting = pressures.undecided(turn.session, item.id, turn.me.id)
    if not waiting:
        raise Refused("button.gone")
    turn.used()
    return item, [row.message_id for row in waiting]


def _add(turn: Turn, about_id: int, said: Said) -> None:
    item = access.fetch(turn, about_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    kept_id = _keep(turn, said)
    pressures.note(turn.session, kept_id, item.id, None)
    _report(turn, item, [kept_id])


def _report(turn: Turn, item: Suggestion, kept_ids: list[int]) -> None:
    """Put words to the deputy's report; one that was taken up is followed by another."""
    earlier = pressures.open_of(turn.session, item.id, turn.me.id)
    row = earlier or _begin(turn, item, kept_ids[0])
    for noted in pressures.undecided(turn.session, item.id, turn.me.id):
        noted.pressure_id = row.id
    turn.session.flush()
    key = "pressure.further" if earlier else "pressure.for_committee"
    told = _pass_on(turn, item, row, key, kept_ids)
    asked = dialogs.of(turn.session, turn.me.id)
    if asked is not None and asked.kind == ASKED and asked.message_id is not None:
        messages.rewrite(turn.session, asked.message_id, turn.now, keyboard=None)
    heard = "pressure.kept_on" if told else "pressure.waits_on"
    over = [[_button(turn, "button.said_all", item)]]
    _listen(turn, item, _tell(turn, item, heard, over, pressure_id=row.id), goes_on=True)


def more(turn: Turn, said: Said, first_id: int) -> None:
    """A further picture of the album that a report came with."""
    row = pressures.of_message(turn.session, first_id)
    message_id = _keep(turn, said)
    about_id = pressures.answered_by(turn.session, first_id, turn.me.id)
    if about_id is not None:
        pressures.note(turn.session, message_id, about_id, row.id if row is not None else None)
    if row is not None:
        _pass_on_file(turn, suggestions.get(turn.session, row.about_id), message_id)


def said_otherwise(turn: Turn, message_id: int) -> None:
    """The deputy has edited what they told: the committee sees it as it stands now."""
    row = pressures.of_message(turn.session, message_id)
    if row is not None:
        item = suggestions.get(turn.session, row.about_id)
        for person in committee.of(turn.session, item):
            show(turn, person, row, "pressure.edited", [message_id])


def _keep(turn: Turn, said: Said) -> int:
    """Keep words under no suggestion, and not as words that wait for one."""
    kept = words.keep(turn, said, None, purpose=TOLD)
    turn.session.flush()
    messages.get(turn.session, kept.message_id).state = MessageState.RECEIVED
    turn.session.flush()
    return kept.message_id


def _begin(turn: Turn, item: Suggestion, message_id: int | None = None) -> Pressure:
    row = Pressure(
        about_id=item.id,
        deputy_id=turn.me.id,
        message_id=message_id,
        at=turn.now,
        next_at=_next_day(turn),
    )
    turn.session.add(row)
    turn.session.flush()
    return row


def _pass_on(turn: Turn, item: Suggestion, row: Pressure, key: str, message_ids: list[int]) -> bool:
    """Show the committee what was said; whether any of them is here."""
    told = committee.of(turn.session, item)
    for person in told:
        show(turn, person, row, key, message_ids)
    for message_id in message_ids:
        _pass_on_file(turn, item, message_id)
    return any(people.chat_of(turn.session, person.id) is not None for person in told)


def undisturbed_until(turn: Turn, person: Person) -> datetime | None:
    """Until when a deputy is just saying what has happened: nothing else is asked meanwhile, so
    that the words do not answer something that the unit sees. None: nobody listens.
    """
    dialog = dialogs.of(turn.session, person.id)
    if dialog is None or dialog.kind != ASKED:
        return None
    until = dialog.at + (FURTHER if dialog.data.get("goes_on") else UNDISTURBED)
    return until if until > turn.now else None


def _next_day(turn: Turn) -> datetime:
    return turn.office.midnight(turn.office.calendar.next(turn.office.today(turn.now)))


def remind(turn: Turn) -> int:
    """Bring to mind what nobody has taken up, each working day; how many. 0: none is left."""
    waiting = pressures.due(turn.session, turn.now, AT_ONCE)
    for row in waiting:
        for person in committee.of(turn.session, suggestions.get(turn.session, row.about_id)):
            show(turn, person, row, "pressure.still_waits")
        row.next_at = _next_day(turn)
    turn.session.flush()
    return len(waiting)


def show(
    turn: Turn,
    person: Person,
    row: Pressure,
    key: str = "pressure.for_committee",
    message_ids: list[int] | None = None,
) -> None:
    """A report as somebody of the committee sees it; `message_ids`: only these words of it."""
    item = suggestions.get(turn.session, row.about_id)
    deputy = people.get(turn.session, row.deputy_id)
    told = pressures.words(turn.session, row)
    chosen = [one for one in told if message_ids is None or one.id in message_ids]
    said = Html("\n".join(words.shown(one, turn) for one in chosen))
    rows = [[keyboard.button(person.language, "button.window", "since", item.id)]]
    if row.taken_at is None:
        rows.append([keyboard.button(person.language, "button.taken_up", "ptake", row.id)])
    elif row.settled_at is None:
        rows.append([keyboard.button(person.language, "button.settled", "psettle", row.id)])
    committee.tell(
        turn,
        person,
        key,
        purpose=TOLD,
        number=item.number,
        title=words.short(item.title),
        deputy=deputy.name,
        at=turn.office.local(row.at),
        words=said or "—",
        keyboard=rows,
    )


def _pass_on_file(turn: Turn, item: Suggestion, message_id: int) -> None:
    """A picture or a voice goes to the committee as it is."""
    row = messages.get(turn.session, message_id)
    if row.kind == MessageKind.TEXT or row.media is None:
        return
    for person in committee.of(turn.session, item):
        chat_id = people.chat_of(turn.session, person.id)
        if chat_id is not None:
            how: dict[str, Any] = {"person_id": person.id, "purpose": TOLD}
            turn.post(
                chat_id,
                None,
                kind=row.kind,
                media=row.media,
                not_before=committee.hours_of(turn, person),
                **how,
            )


def look(turn: Turn, pressure_id: int) -> None:
    """Open a report from the list."""
    show(turn, turn.me, _own(turn, pressure_id))
    turn.keep_quiet()


def take_up(turn: Turn, pressure_id: int) -> None:
    """已受理: the deputy is told that the committee looks into it."""
    row = _own(turn, pressure_id)
    if row.taken_at is not None:
        raise Refused("duty.done")
    row.taken_by_id, row.taken_at, row.next_at = turn.me.id, turn.now, None
    turn.used()
    item, deputy = (
        suggestions.get(turn.session, row.about_id),
        people.get(turn.session, row.deputy_id),
    )
    more = [[_button(turn, "button.say_more", item)]]
    _tell(turn, item, "pressure.taken", more, to=deputy, pressure_id=row.id)
    done = [[keyboard.button(turn.language, "button.settled", "psettle", row.id)]]
    values = {"number": item.number, "deputy": deputy.name}
    committee.tell(turn, turn.me, "pressure.yours", purpose=TOLD, keyboard=done, **values)
    turn.toast("toast.done")
    turn.keep_quiet()


def settle(turn: Turn, pressure_id: int) -> None:
    """已了结: the committee is done with it; the deputy hears so, the closing waits no longer."""
    row = _own(turn, pressure_id)
    if row.taken_at is None:
        raise Refused("pressure.not_taken")
    if row.settled_at is not None:
        raise Refused("duty.done")
    row.settled_by_id, row.settled_at = turn.me.id, turn.now
    turn.used()
    item = suggestions.get(turn.session, row.about_id)
    deputy = people.get(turn.session, row.deputy_id)
    more = [[_button(turn, "button.say_more", item)]]
    _tell(turn, item, "pressure.settled", more, to=deputy, pressure_id=row.id)
    turn.toast("toast.done")
    turn.session.flush()
    holds.lift(turn, item)
    turn.keep_quiet()


def _own(turn: Turn, pressure_id: int) -> Pressure:
    """A report, if whoever acts may see it."""
    row = pressures.find(turn.session, pressure_id)
    if row is None:
        raise Refused("permission.denied")
    committee.fetch(turn, row.about_id, Act.WATCH_RATINGS)
    return row
