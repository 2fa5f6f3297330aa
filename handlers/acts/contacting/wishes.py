"""我的意愿: what the lead deputy wishes about a suggestion binds everybody who handles it.

How far the public may see it, whether who put it is kept back, whether a written reply is wanted.
"""

from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import messages, replies
from storage.suggestions import Suggestion
from storage.vocabulary import Language, Openness


def may_wish(turn: Turn, item: Suggestion) -> None:
    """Raises Refused once the reply has been given: it was made by the wishes as they stood."""
    access.must_be_open(item)
    if replies.of_round(turn.session, item.id, item.round) is not None:
        raise Refused("reply.given", number=item.number)


def show(turn: Turn, item: Suggestion) -> None:
    """The wishes as they stand, each with a button."""
    turn.say(
        turn.me,
        "wish.page",
        suggestion_id=item.id,
        purpose="card",
        keyboard=_buttons(item, turn.language),
        **_values(turn, item),
    )


def _values(turn: Turn, item: Suggestion) -> dict[str, Any]:
    def said(name: str, holds: bool) -> str:
        return texts.label(f"wish.{name}_{'yes' if holds else 'no'}", turn.language)

    return {
        "number": item.number,
        "title": item.title,
        "openness": item.openness,
        "confidential": said("confidential", item.is_confidential),
        "paper": said("paper", not item.needs_no_paper),
    }


def _buttons(item: Suggestion, language: Language) -> keyboard.Keyboard:
    kept = "button.name_shown" if item.is_confidential else "button.name_kept"
    paper = "button.paper_wanted" if item.needs_no_paper else "button.no_paper"
    return [
        [
            keyboard.named(texts.plain(one, language), "wish", item.id, one.value)
            for one in Openness
            if one != item.openness
        ],
        [keyboard.button(language, kept, "wish", item.id, "confidential")],
        [keyboard.button(language, paper, "wish", item.id, "paper")],
    ]


def change(turn: Turn, item: Suggestion, what: str) -> None:
    """Another wish; whoever handles it hears of it at once, and no import goes over it."""
    may_wish(turn, item)
    before = (item.openness, item.is_confidential, item.needs_no_paper)
    if what == "confidential":
        item.is_confidential = not item.is_confidential
    elif what == "paper":
        item.needs_no_paper = not item.needs_no_paper
    else:
        item.openness = Openness(what)
    if before == (item.openness, item.is_confidential, item.needs_no_paper):
        raise Refused("duty.done")
    item.wished_at = turn.now
    turn.session.flush()
    turn.event(
        "wished",
        suggestion_id=item.id,
        openness=item.openness.value,
        is_confidential=item.is_confidential,
        needs_no_paper=item.needs_no_paper,
    )
    officer = access.responsible(turn.session, item)
    if officer is not None:
        told = {name: value for name, value in _values(turn, item).items() if name in _TOLD}
        telling.one(turn, officer, "wish.changed", item, deputy=turn.me.name, **told)
    if turn.pressed_on is not None:
        text = texts.render("wish.page", turn.language, **_values(turn, item))
        shown = _buttons(item, turn.language)
        messages.rewrite(turn.session, turn.pressed_on, turn.now, text=text, keyboard=shown)


_TOLD = frozenset({"openness", "confidential", "paper"})
