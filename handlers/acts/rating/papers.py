"""Ratings on paper: one of the committee enters what stands there, another compares it with the
picture; only then does it count.
"""

from typing import Any

from handlers import keyboard
from handlers.acts.rating import committee, ratings
from handlers.rules.permissions import Act
from handlers.rules.ratings import Draft
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import messages, papers, people, replies, suggestions
from storage import ratings as rating_rows
from storage.papers import Paper
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Grade


def may_be_entered(turn: Turn, suggestion_id: int) -> Suggestion:
    """The suggestion, if a paper form may be entered for it.

    Raises Refused `paper.too_early`, `paper.rated`, or `paper.nobody` where nobody could compare.
    """
    item = committee.fetch(turn, suggestion_id, Act.ENTER_PAPER)
    if not item.is_open or replies.of_round(turn.session, item.id, item.round) is None:
        raise Refused("paper.too_early")
    _must_be_unrated(turn, item)
    if not _others(turn, item):
        raise Refused("paper.nobody")
    return item


def _must_be_unrated(turn: Turn, item: Suggestion) -> None:
    """What the deputy said in chat stands above paper."""
    if rating_rows.latest(turn.session, item.id, item.round) is not None:
        raise Refused("paper.rated")


def _others(turn: Turn, item: Suggestion) -> list[Person]:
    """Who may compare: of the committee, here, and not whoever enters it."""
    return [
        person
        for person in committee.of(turn.session, item)
        if person.id != turn.me.id and people.chat_of(turn.session, person.id) is not None
    ]


def enter(turn: Turn, item: Suggestion, values: dict[str, Any]) -> None:
    """Keep what was read, and ask the others to compare it with the picture."""
    row = Paper(
        suggestion_id=item.id,
        round=item.round,
        content=Grade(values["content"]),
        attitude=Grade(values["attitude"]),
        effect=Grade(values["effect"]),
        reason=values.get("reason"),
        scan_id=values["scan"],
        entered_by_id=turn.me.id,
        entered_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("paper_entered", suggestion_id=item.id, paper_id=row.id)
    for person in _others(turn, item):
        show(turn, person, row)
    turn.say(turn.me, "paper.entered", suggestion_id=item.id, purpose="paper", number=item.number)


def look(turn: Turn, paper_id: int) -> None:
    """Open a form from the list."""
    row, _ = _own(turn, paper_id)
    show(turn, turn.me, row)


def show(turn: Turn, person: Person, row: Paper) -> None:
    """The picture, and what was read from it."""
    item = suggestions.get(turn.session, row.suggestion_id)
    scan = messages.get(turn.session, row.scan_id)
    chat_id = people.chat_of(turn.session, person.id)
    if chat_id is not None:
        turn.post(
            chat_id,
            None,
            kind=scan.kind,
            media=scan.media,
            person_id=person.id,
            suggestion_id=item.id,
            purpose="paper",
            source_id=scan.id,
            not_before=committee.hours_of(turn, person),
        )
    committee.tell(
        turn,
        person,
        "paper.compare",
        suggestion_id=item.id,
        purpose="paper",
        number=item.number,
        deputy=people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id)).name,
        enterer=people.get(turn.session, row.entered_by_id).name,
        content=row.content,
        attitude=row.attitude,
        effect=row.effect,
        reason=row.reason or "—",
        keyboard=[
            [
                keyboard.button(person.language, "button.paper_same", "paper_yes", row.id),
                keyboard.button(person.language, "button.paper_other", "paper_no", row.id),
            ]
        ],
    )


def decide(turn: Turn, paper_id: int, *, is_confirmed: bool) -> None:
    """一致 or 不一致, by somebody other than whoever entered it."""
    row, item = _own(turn, paper_id)
    if row.is_confirmed is not None:
        raise Refused("duty.done")
    if row.entered_by_id == turn.me.id:
        raise Refused("paper.same_person")
    if not item.is_open or row.round != item.round:
        raise Refused("button.gone")
    if is_confirmed:
        _must_be_unrated(turn, item)
    row.is_confirmed, row.decided_by_id, row.decided_at = is_confirmed, turn.me.id, turn.now
    turn.used()
    kind = "paper_confirmed" if is_confirmed else "paper_sent_back"
    turn.event(kind, suggestion_id=item.id, paper_id=row.id)
    enterer = people.get(turn.session, row.entered_by_id)
    committee.tell(
        turn,
        enterer,
        "paper.counts" if is_confirmed else "paper.sent_back",
        suggestion_id=item.id,
        purpose="paper",
        number=item.number,
        name=turn.me.name,
    )
    turn.toast("toast.done")
    if is_confirmed:
        _count(turn, item, row)


def _count(turn: Turn, item: Suggestion, row: Paper) -> None:
    """It counts as the deputy's; who can be reached is told, and may say that it is not."""
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    draft = Draft(row.content, row.attitude, row.effect, row.reason)
    ratings.asked(turn, item, deputy)  # on paper, where the chat does not reach them
    rating = ratings.record(turn, item, deputy, row.round, draft)
    committee.tell(
        turn,
        deputy,
        "paper.deputy",
        suggestion_id=item.id,
        purpose="paper",
        number=item.number,
        content=row.content,
        attitude=row.attitude,
        effect=row.effect,
        keyboard=[[keyboard.button(deputy.language, "button.pressure", "pressure", item.id)]],
    )
    ratings.follow(turn, item, deputy, rating)


def _own(turn: Turn, paper_id: int) -> tuple[Paper, Suggestion]:
    row = papers.find(turn.session, paper_id)
    if row is None:
        raise Refused("permission.denied")
    return row, committee.fetch(turn, row.suggestion_id, Act.ENTER_PAPER)
