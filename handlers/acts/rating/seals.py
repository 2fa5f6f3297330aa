"""封存: the unit sees the grades only when the deputy can no longer be talked into others."""

from handlers.acts import access, telling
from handlers.acts.rating import committee
from handlers.rules import honesty
from handlers.rules import ratings as rules
from handlers.turn import Turn
from storage import ratings
from storage.ratings import Rating
from storage.suggestions import Suggestion


def is_sealed(turn: Turn, item: Suggestion, rating: Rating) -> bool:
    """Whether a rating is still kept from the unit that was rated."""
    return honesty.is_sealed(
        turn.office.profile.honest,
        is_dissatisfied=rules.is_dissatisfied(rating.content, rating.attitude, rating.effect),
        is_closed=item.closed_at is not None,
        is_superseded=rating.round < item.round,
    )


def lift(turn: Turn, item: Suggestion) -> None:
    """It has just been closed: tell the unit so, and the grades that it could not see before."""
    officer = access.responsible(turn.session, item)
    told = [officer] if officer else []
    rating = ratings.latest(turn.session, item.id, item.round)
    if rating is None or not turn.office.profile.honest.seals_until_closed:
        for person in told:
            telling.one(turn, person, "closed.staff", item)
        return
    apart = committee.of(turn.session, item)
    told += [person for person in access.overseers(turn.session, item) if person not in told]
    for person in told:
        if person not in apart:
            telling.one(
                turn,
                person,
                "closed.staff_rated",
                item,
                content=rating.content,
                attitude=rating.attitude,
                effect=rating.effect,
            )
