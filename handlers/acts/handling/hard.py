"""难点件: what is hard is studied and talked over with the deputy (共同调研、会商、推进)."""

from handlers.acts import access, duties
from handlers.acts.handling import leading
from handlers.rules.permissions import Act
from handlers.turn import Turn
from storage import meetings
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState


def mark(turn: Turn, suggestion_id: int) -> None:
    """难点件, or no longer: it is to be studied and talked over together with the deputy."""
    item = access.fetch(turn, suggestion_id, Act.MARK_HARD)
    access.must_be_open(item)
    is_hard = item.hard_since is None
    item.hard_since = turn.now if is_hard else None
    turn.event(
        "marked_hard" if is_hard else "unmarked_hard", suggestion_id=item.id, person_id=turn.me.id
    )
    leading.look(turn, item, turn.office.today(turn.now))
    if is_hard:
        owe(turn, item)
    elif not item.wishes_meeting:
        duties.met(turn, item, [DutyKind.MEETING], state=DutyState.CANCELLED)
    turn.say(
        turn.me,
        "meeting.hard" if is_hard else "meeting.not_hard",
        suggestion_id=item.id,
        number=item.number,
    )


def owe(turn: Turn, item: Suggestion) -> None:
    """Whoever handles what is hard owes a meeting about it, from the next working day on.

    Or from that after one that is arranged already: if nothing comes of it.
    """
    officer = access.responsible(turn.session, item)
    if officer is not None:
        arranged = meetings.next_of(turn.session, [item.id]).get(item.id, turn.now)
        day = turn.office.calendar.next(turn.office.today(max(arranged, turn.now)))
        duties.owe(turn, item, officer, DutyKind.MEETING, first_on=day)
