"""How a deputy is reached, and how they would like to be: for staff, before they get in touch."""

from handlers import texts
from handlers.acts.people.registration import WINDOWS
from handlers.turn import Turn
from storage import people
from storage.people import Person
from storage.vocabulary import Language


def reach(turn: Turn, deputy: Person, language: Language) -> str:
    """Not here, not any more, or the form and hours that they have chosen."""
    if people.chat_of(turn.session, deputy.id) is None:
        return texts.label("reach.not_joined", language)
    if deputy.unreachable_since is not None:
        return texts.label("reach.unreachable", language)
    return prefers(deputy, language) or texts.label("reach.joined", language)


def prefers(deputy: Person, language: Language) -> str:
    """希望：打电话，上午; nothing where nothing was chosen."""
    if not deputy.preferred_form:
        return ""
    form = texts.label(f"form.{deputy.preferred_form}", language)
    hours = window(deputy, language)
    key = "reach.prefers_when" if hours else "reach.prefers"
    return texts.label(key, language, form=form, window=hours)


def window(deputy: Person, language: Language) -> str:
    """Their hours by name; nothing for those who take any."""
    chosen = next((name for name, hours in WINDOWS.items() if hours == deputy.windows), None)
    return texts.label(f"window.{chosen}", language) if chosen and deputy.windows else ""
