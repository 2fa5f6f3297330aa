"""示范样板: handled so that others may do likewise; named is only who has consented.

What its deputy does not want public is no example, whenever the deputy says so.
"""

from handlers import keyboard
from handlers.acts import access, telling
from handlers.acts.following import cases
from handlers.acts.handling import tags
from handlers.acts.talking import groups
from handlers.html import quote
from handlers.rules import anonymous
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import models, people, suggestions
from storage.models import ModelCase
from storage.suggestions import Suggestion

SHOWN = 12


def must_fit(turn: Turn, item: Suggestion) -> None:
    """Raises Refused where it is no case, may not be told, or is an example already."""
    cases.must_fit(turn, item)
    if models.standing(turn.session, item.id) is not None:
        raise Refused("duty.done")


def must_name_nobody(turn: Turn, item: Suggestion, summary: str) -> None:
    """Raises Refused `model.names` for a summary with a name or a telephone number in it."""
    names = [deputy.name for deputy, _ in suggestions.deputies(turn.session, item.id)]
    if anonymous.without(summary, names) != summary:
        raise Refused("model.names")


def mark(turn: Turn, item: Suggestion, summary: str) -> None:
    """It is an example from now on; its lead deputy is asked about being named."""
    must_fit(turn, item)
    must_name_nobody(turn, item, summary)
    row = ModelCase(
        suggestion_id=item.id, summary=summary, marked_by_id=turn.me.id, marked_at=turn.now
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("model_marked", suggestion_id=item.id, case_id=row.id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    asked = [
        keyboard.button(lead.language, f"button.model_{said}", "mcname", row.id, said)
        for said in ("yes", "no")
    ]
    telling.one(turn, lead, "model.asked", item, summary=summary, keyboard=[asked])


def name(turn: Turn, case_id: int, *, is_named: bool) -> None:
    """The lead deputy says whether to be named; it may be said otherwise later."""
    row = models.find(turn.session, case_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.SIGN_MODEL)
    if row.taken_back_at is not None:
        raise Refused("button.gone")
    row.is_named, row.answered_at = is_named, turn.now
    turn.event("model_named", suggestion_id=item.id, case_id=row.id, is_named=is_named)
    key = "model.named" if is_named else "model.unnamed"
    turn.say(turn.me, key, suggestion_id=item.id, number=item.number)


def take_back(turn: Turn, item: Suggestion) -> None:
    """It is no example any more."""
    row = models.standing(turn.session, item.id)
    if row is None:
        raise Refused("duty.done")
    row.taken_back_by_id, row.taken_back_at = turn.me.id, turn.now
    turn.used()
    turn.event("model_taken_back", suggestion_id=item.id, case_id=row.id)
    turn.say(turn.me, "model.taken_back", suggestion_id=item.id, number=item.number)


def hide(turn: Turn, item: Suggestion) -> bool:
    """Its deputy lets nothing be known any more: it is no example. False: it was none."""
    row = models.standing(turn.session, item.id)
    if row is None:
        return False
    row.taken_back_by_id = suggestions.lead_deputy_id(turn.session, item.id)
    row.taken_back_at = turn.now
    turn.session.flush()
    turn.event("model_taken_back", suggestion_id=item.id, case_id=row.id)
    return True


def library(turn: Turn, words: str) -> None:
    """/models, or /models TOPIC: all that may be told, by topic, to all staff."""
    by_topic: dict[str, list[str]] = {}
    rows: keyboard.Keyboard = []
    count = 0
    for row, item in models.every(turn.session):
        topic = tags.labels(turn, item) or "#—"
        if count == SHOWN or words not in topic or not cases.may_be_told(turn, item):
            continue
        by_topic.setdefault(topic, []).append(_line(turn, row, item))
        count += 1
        if access.may(turn, item, Act.MARK_MODEL):
            off = keyboard.button(
                turn.language, "button.model_off", "mcoff", item.id, number=item.number
            )
            rows.append([off])
    if not by_topic:
        turn.say(turn.me, "model.none")
        return
    shown = [f"{quote(topic)}\n" + "\n\n".join(lines) for topic, lines in sorted(by_topic.items())]
    turn.say(
        turn.me,
        "model.library",
        purpose="card",
        lines=Html("\n\n".join(shown)),
        keyboard=rows or None,
    )


def _line(turn: Turn, row: ModelCase, item: Suggestion) -> str:
    unit = groups.unit_name(turn.session, item.lead_unit_id)
    deputy = ""
    if row.is_named:
        lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
        deputy = f" · {quote(lead.name)}"
    title = f"<b>{quote(item.number)}</b> {quote(item.title)}\n{quote(unit)}{deputy}"
    return f"{title}\n{quote(row.summary)}"
