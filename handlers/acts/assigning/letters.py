"""转来信: what is no suggestion but a plea in a lawsuit is handled as a letter, not here (P17)."""

from handlers import texts
from handlers.acts import access, stages, telling
from handlers.acts.handling import endings
from handlers.rules import letters
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, replies
from storage import duties as duty_rows
from storage.suggestions import Suggestion
from storage.vocabulary import Language, Stage


def signs(turn: Turn, item: Suggestion) -> list[str]:
    """What about it speaks for a concrete case: case numbers, words of lawsuits."""
    return letters.signs(f"{item.title}\n{item.content or ''}", turn.office.profile.intake.words)


def warning(turn: Turn, item: Suggestion, language: Language) -> list[str]:
    """A line for whoever decides about it, or none."""
    found = signs(turn, item) if item.is_open else []
    return [texts.render("letter.warning", language, signs="、".join(found))] if found else []


def route_out(turn: Turn, item: Suggestion) -> None:
    """It goes on as a letter: handling ends at once, deputies and unit are told."""
    access.must_be_open(item)
    if replies.of_round(turn.session, item.id, item.round) is not None:
        raise Refused("reply.given", number=item.number)
    staff = access.handling(turn.session, item)
    before, item.stage, item.closed_at = item.stage, Stage.LETTER, turn.now
    duty_rows.end_all(turn.session, turn.now, item.id)
    dialogs.close_about(turn.session, item.id, stages.CLOSED_WITH_IT)
    turn.session.flush()
    turn.event("stage", suggestion_id=item.id, before=before.value, after=item.stage.value)
    turn.event("made_letter", suggestion_id=item.id, signs=signs(turn, item))
    telling.deputies(turn, item, "letter.deputy")
    for person in staff:
        if person != turn.actor:
            telling.one(turn, person, "letter.staff", item)
    endings.follow(turn, item)
