"""Where a suggestion stands: recomputed from what is recorded, and what closing it means."""

from handlers.rules import stages
from handlers.rules.stages import Facts
from handlers.turn import Turn
from storage import contacts, duties, ratings, replies
from storage.suggestions import Suggestion
from storage.vocabulary import Phase, Stage


def facts(turn: Turn, item: Suggestion) -> Facts:
    """What is recorded about the present round."""
    rating = ratings.latest(turn.session, item.id, item.round)
    return Facts(
        round=item.round,
        is_pre_contacted=contacts.is_done(turn.session, item.id, item.round, Phase.BEFORE),
        has_progress=contacts.is_done(turn.session, item.id, item.round, Phase.DURING),
        is_replied=replies.of_round(turn.session, item.id, item.round) is not None,
        is_rated=rating is not None,
        is_closed=item.closed_at is not None,
        is_withdrawn=item.stage == Stage.WITHDRAWN,
    )


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


def close(turn: Turn, item: Suggestion) -> None:
    """Close a suggestion: nothing more is asked about it, and its rating stands."""
    item.closed_at = turn.now
    duties.end_all(turn.session, turn.now, item.id)
    refresh(turn, item)
    turn.event("closed", suggestion_id=item.id, round=item.round)
