"""难点件: what is hard is studied and talked over with the deputy (共同调研、会商、推进)."""

from handlers.acts import access, duties
from handlers.acts.handling import leading
from handlers.rules.permissions import Act
from handlers.turn import Turn
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
    officer = access.responsible(turn.session, item)
    if not is_hard:
        if not item.wishes_meeting:
            duties.met(turn, item, [DutyKind.MEETING], state=DutyState.CANCELLED)
    elif officer is not None:
        duties.owe(
            turn,
            item,
            officer,
            DutyKind.MEETING,
            first_on=turn.office.calendar.next(turn.office.today(turn.now)),
        )
    turn.say(
        turn.me,
        "meeting.hard" if is_hard else "meeting.not_hard",
        suggestion_id=item.id,
        number=item.number,
    )
