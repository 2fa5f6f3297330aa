"""Topics of a suggestion: recognised by its words, put right by whoever handles it."""

from handlers import keyboard, texts
from handlers.rules.figures import topics
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import facts, messages
from storage.suggestions import Suggestion
from storage.tags import Tag


def of(turn: Turn, item: Suggestion) -> tuple[str, ...]:
    """The topics that count."""
    known = turn.office.profile.topics
    text = topics.wording(item.title, item.category, item.content)
    marked = facts.tags(turn.session, [item.id], turn.now).get(item.id, {})
    return topics.chosen(topics.recognised(text, known), marked, known)


def labels(turn: Turn, item: Suggestion) -> str:
    """Them, as people read them."""
    known = turn.office.profile.topics
    return " ".join(f"#{known[name].label(turn.language.value)}" for name in of(turn, item))


def offer(turn: Turn, item: Suggestion) -> None:
    """Show all topics of the profile, those that count marked."""
    turn.say(
        turn.me,
        "topic.choose",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        keyboard=_buttons(turn, item),
    )


def _buttons(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    counting = of(turn, item)
    return [
        [
            keyboard.named(
                f"{'✓ ' if name in counting else ''}{topic.label(turn.language.value)}",
                "tag",
                item.id,
                name,
            )
        ]
        for name, topic in turn.office.profile.topics.items()
    ]


def toggle(turn: Turn, item: Suggestion, name: str) -> None:
    """Put a topic on, or strike it. Raises Refused `button.gone` for one the profile has not."""
    if name not in turn.office.profile.topics:
        raise Refused("button.gone")
    is_on = name not in of(turn, item)
    turn.session.add(
        Tag(suggestion_id=item.id, topic=name, is_on=is_on, by_id=turn.me.id, at=turn.now)
    )
    turn.session.flush()
    turn.event("tagged", suggestion_id=item.id, topic=name, is_on=is_on)
    if turn.pressed_on is not None:
        text = texts.render("topic.choose", turn.language, number=item.number)
        messages.rewrite(
            turn.session, turn.pressed_on, turn.now, text=text, keyboard=_buttons(turn, item)
        )
