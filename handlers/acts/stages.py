"""Where a suggestion stands: recomputed from what is recorded, and what closing it means."""

from handlers.rules import stages
from handlers.rules.stages import Facts
from handlers.turn import Turn
from storage import contacts, dialogs, duties, ratings, replies
from storage.contacts import Contact
from storage.suggestions import Suggestion
from storage.vocabulary import TAKEN_OUT, DutyKind, Phase, Stage


def facts(turn: Turn, item: Suggestion) -> Facts:
    """What is recorded about the present round; contacts are those of the unit that leads now."""
    rating = ratings.latest(turn.session, item.id, item.round)
    return Facts(
        round=item.round,
        is_pre_contacted=_is_done(turn, item, Phase.BEFORE),
        has_progress=_is_done(turn, item, Phase.DURING),
        is_replied=replies.of_round(turn.session, item.id, item.round) is not None,
        is_rated=rating is not None,
        is_closed=item.closed_at is not None,
        taken_out=item.stage if item.stage in TAKEN_OUT else None,
    )


def is_of_present_unit(item: Suggestion, contact: Contact) -> bool:
    """Whether a contact was told of since the present lead unit has the suggestion."""
    told_at = contact.recorded_at or contact.done_at
    return item.came_at is None or (told_at is not None and told_at >= item.came_at)


def _is_done(turn: Turn, item: Suggestion, phase: Phase) -> bool:
    return contacts.is_done(turn.session, item.id, item.round, phase, item.came_at)


def refresh(turn: Turn, item: Suggestion) -> None:
    """Set the stage to what the record says; a change is an event."""
    turn.session.flush()
    stage = stages.stage_of(facts(turn, item))
    if stage != item.stage:
        turn.event(
            "stage",
            suggestion_id=item.id,
            before=item.stage.value,
            after=stage.value,
            round=item.round,
        )
        item.stage = stage
        turn.session.flush()


CLOSED_WITH_IT = ("opening", "reason")  # questions whose answers would come too late


def may_close(turn: Turn, item: Suggestion) -> bool:
    """Once it has been rated, or asked in vain: the day for the feedback is past."""
    if item.stage != Stage.REPLIED:
        return item.stage == Stage.RATED
    today = turn.office.today(turn.now)
    asked = duties.open_about(turn.session, item.id, [DutyKind.RATING])
    return any(duty.due_on is not None and duty.due_on < today for duty in asked)


def close(turn: Turn, item: Suggestion) -> None:
    """Close a suggestion: nothing more is asked about it, and its rating stands."""
    item.closed_at = turn.now
    duties.end_all(turn.session, turn.now, item.id)
    dialogs.close_about(turn.session, item.id, CLOSED_WITH_IT)
    refresh(turn, item)
    turn.event("closed", suggestion_id=item.id, round=item.round)
