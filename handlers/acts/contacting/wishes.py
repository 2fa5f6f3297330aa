"""我的意愿: what the lead deputy wishes about a suggestion binds everybody who handles it.

How far the public may see it, whether who put it is kept back, whether a written reply is wanted.
"""

from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.acts.following import cases, models
from handlers.acts.rating import committee
from handlers.acts.replying import publications
from handlers.rules.openness import is_less
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import messages, replies
from storage.suggestions import Suggestion
from storage.vocabulary import Openness, SaidBy


def _may(turn: Turn, item: Suggestion, what: str) -> bool:
    """Until the reply everything; then, and when it is over, only what lets less be known.

    The reply was made by the wishes as they stood. How far it may be public is always to be said
    where nobody has said it.
    """
    if item.is_open and replies.of_round(turn.session, item.id, item.round) is None:
        return True
    if what == "confidential":
        return not item.is_confidential
    if what == "paper":
        return False
    return not publications.is_said(item) or is_less(Openness(what), item.openness)


def show(turn: Turn, item: Suggestion) -> None:
    """The wishes as they stand, each with a button."""
    turn.say(
        turn.me,
        "wish.page",
        suggestion_id=item.id,
        purpose="card",
        keyboard=_buttons(turn, item) or None,
        **_values(turn, item),
    )


def _values(turn: Turn, item: Suggestion) -> dict[str, Any]:
    def said(name: str, holds: bool) -> str:
        return texts.label(f"wish.{name}_{'yes' if holds else 'no'}", turn.language)

    return {
        "number": item.number,
        "title": item.title,
        "openness": publications.wished(turn.office, item, turn.language),
        "confidential": said("confidential", item.is_confidential),
        "paper": said("paper", not item.needs_no_paper),
    }


def _buttons(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    language = turn.language
    kept = "button.name_shown" if item.is_confidential else "button.name_kept"
    paper = "button.paper_wanted" if item.needs_no_paper else "button.no_paper"
    rows = [_degrees(turn, item)]
    rows += [
        [keyboard.button(language, label, "wish", item.id, what)]
        for what, label in (("confidential", kept), ("paper", paper))
        if _may(turn, item, what)
    ]
    return [row for row in rows if row]


def ask_openness(turn: Turn, item: Suggestion) -> None:
    """How far may the public see it? Asked once; silence leaves it at what the profile says."""
    if publications.is_said(item) or item.is_confidential:
        return
    turn.say(
        turn.me,
        "wish.ask_openness",
        suggestion_id=item.id,
        purpose="prompt",
        number=item.number,
        title=item.title,
        unasked=turn.office.profile.publication.unasked,
        keyboard=[_degrees(turn, item)],
    )


def _degrees(turn: Turn, item: Suggestion) -> list[dict[str, str]]:
    """全文公开, 仅公开标题, 不公开: what has not been said, and may still be."""
    return [
        keyboard.named(texts.plain(one, turn.language), "wish", item.id, one.value)
        for one in Openness
        if (one != item.openness or not publications.is_said(item)) and _may(turn, item, one)
    ]


def change(turn: Turn, item: Suggestion, what: str) -> None:
    """Another wish; whoever handles it hears of it at once, and no import goes over it.

    Raises Refused `wish.only_less` for one that comes too late.
    """
    if not _may(turn, item, what):
        raise Refused("wish.only_less", number=item.number)
    most = publications.allowed(turn.office, item)
    if what == "confidential":
        item.is_confidential = not item.is_confidential
    elif what == "paper":
        item.needs_no_paper = not item.needs_no_paper
    elif item.openness == what and publications.is_said(item):
        raise Refused("duty.done")
    else:
        item.openness, item.openness_by = Openness(what), SaidBy.DEPUTY
    if item.openness_by is None and not publications.is_said(item):
        item.openness_by = SaidBy.NOBODY  # of this only another wish is known
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
    follow(turn, item, most)
    if turn.pressed_on is not None:
        text = texts.render("wish.page", turn.language, **_values(turn, item))
        shown = _buttons(turn, item) or None
        messages.rewrite(turn.session, turn.pressed_on, turn.now, text=text, keyboard=shown)


def follow(turn: Turn, item: Suggestion, before: Openness) -> None:
    """Where less may be known than before, what was decided, made an example or published follows.

    The committee hears what there is of it outside.
    """
    most = publications.allowed(turn.office, item)
    if not is_less(most, before):
        return
    publications.follow(turn, item)
    is_hidden = most == Openness.NONE and models.hide(turn, item)
    outside = {
        "wish.outside_model": is_hidden,
        "wish.outside_case": cases.was_sent(turn, item),
    }
    urls = publications.readable(turn, item)
    for person in committee.of(turn.session, item):
        lines = [texts.label(key, person.language) for key, holds in outside.items() if holds]
        if lines or urls:
            shown = "\n".join([*urls, *lines])
            telling.one(turn, person, "wish.less", item, most=most, outside=shown)


_TOLD = frozenset({"openness", "confidential", "paper"})
