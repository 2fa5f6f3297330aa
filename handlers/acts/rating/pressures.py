"""我受到压力: a deputy tells the committee in private; the unit learns of it nowhere.

Nothing of it is put under the suggestion: no message, no event, no duty; only the committee's own
table says what it is about.
"""

from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard
from handlers.acts import access
from handlers.acts.rating import committee
from handlers.acts.talking import words
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

ASKED = "pressure"  # the open question
UNDISTURBED = timedelta(hours=1)
AT_ONCE = 20


def ask(turn: Turn, suggestion_id: int) -> None:
    """What has happened? Words, a picture, or nothing more than the press."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    message_id = turn.say(
        turn.me,
        "pressure.ask",
        purpose=TOLD,
        committee=committee.called(turn, turn.me),
        keyboard=[
            [keyboard.button(turn.language, "button.only_report", "pressed_me", item.id)],
            [keyboard.button(turn.language, "button.cancel", "drop", 0)],
        ],
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        ASKED,
        turn.now,
        message_id=message_id,
        data={"about": item.id},
    )


def without_words(turn: Turn, suggestion_id: int) -> None:
    """只报告，不说明: that there is pressure, and nothing more."""
    item = access.fetch(turn, suggestion_id, Act.REPORT_PRESSURE)
    turn.keep_quiet()
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != ASKED or dialog.data["about"] != item.id:
        raise Refused("button.gone")
    turn.used()
    dialogs.close(turn.session, turn.me.id)
    _report(turn, item, None)


def with_words(turn: Turn, said: Said, dialog: Dialog) -> None:
    """The deputy's words are kept for the committee alone."""
    item = access.fetch(turn, int(dialog.data["about"]), Act.REPORT_PRESSURE)
    turn.keep_quiet()
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    dialogs.close(turn.session, turn.me.id)
    _report(turn, item, _keep(turn, said))


def more(turn: Turn, said: Said, first_id: int) -> None:
    """A further picture of the album that a report came with."""
    row = pressures.with_words(turn.session, first_id)
    message_id = _keep(turn, said)
    if row is not None:
        _pass_on(turn, suggestions.get(turn.session, row.about_id), message_id)


def _keep(turn: Turn, said: Said) -> int:
    """Keep words under no suggestion, and not as words that wait for one."""
    kept = words.keep(turn, said, None, purpose=TOLD)
    turn.session.flush()
    messages.get(turn.session, kept.message_id).state = MessageState.RECEIVED
    turn.session.flush()
    return kept.message_id


def _report(turn: Turn, item: Suggestion, message_id: int | None) -> None:
    row = Pressure(
        about_id=item.id,
        deputy_id=turn.me.id,
        message_id=message_id,
        at=turn.now,
        next_at=_next_day(turn),
    )
    turn.session.add(row)
    turn.session.flush()
    told = committee.of(turn.session, item)
    for person in told:
        show(turn, person, row)
    if message_id is not None:
        _pass_on(turn, item, message_id)
    is_heard = any(people.chat_of(turn.session, person.id) is not None for person in told)
    key = "pressure.kept" if is_heard else "pressure.waits"
    turn.say(turn.me, key, purpose=TOLD, committee=committee.called(turn, turn.me))


def is_being_told(turn: Turn, person: Person) -> bool:
    """Whether a deputy is just saying what has happened: nothing else is asked meanwhile, so that
    the words do not answer something that the unit sees.
    """
    dialog = dialogs.of(turn.session, person.id)
    return dialog is not None and dialog.kind == ASKED and turn.now - dialog.at < UNDISTURBED


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


def show(turn: Turn, person: Person, row: Pressure, key: str = "pressure.for_committee") -> None:
    """A report as somebody of the committee sees it."""
    item = suggestions.get(turn.session, row.about_id)
    deputy = people.get(turn.session, row.deputy_id)
    said: str | Html = "—"
    if row.message_id is not None:
        said = words.shown(messages.get(turn.session, row.message_id), turn)
    rows = [[keyboard.button(person.language, "button.window", "since", item.id)]]
    if row.taken_at is None:
        rows.append([keyboard.button(person.language, "button.taken_up", "ptake", row.id)])
    committee.tell(
        turn,
        person,
        key,
        purpose=TOLD,
        number=item.number,
        title=words.short(item.title),
        deputy=deputy.name,
        at=turn.office.local(row.at),
        words=said,
        keyboard=rows,
    )


def _pass_on(turn: Turn, item: Suggestion, message_id: int) -> None:
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
    deputy = people.get(turn.session, row.deputy_id)
    committee.tell(
        turn, deputy, "pressure.taken", purpose=TOLD, committee=committee.called(turn, deputy)
    )
    turn.toast("toast.done")
    turn.keep_quiet()


def _own(turn: Turn, pressure_id: int) -> Pressure:
    """A report, if whoever acts may see it."""
    row = pressures.find(turn.session, pressure_id)
    if row is None:
        raise Refused("permission.denied")
    committee.fetch(turn, row.about_id, Act.WATCH_RATINGS)
    return row
