"""Coming, going and settling in: /start, /help, /stop, /language, /settings, and joining."""

from handlers import menus, texts
from handlers.acts.people import presence, registration
from handlers.incoming import Pressed, Said
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.vocabulary import Language


def start(turn: Turn, said: Said, code: str) -> None:
    """/start, with an invitation's code or without."""
    if code:
        registration.opened(turn, said.sender, code)
    elif turn.actor is None:
        raise Refused("stranger")
    elif presence.back(turn, turn.me):
        turn.say(turn.me, "registration.resumed")
    else:
        help_(turn, said, "")


def help_(turn: Turn, _said: Said, _words: str) -> None:
    """/help: what can be done here, by role."""
    turn.say(turn.me, f"help.{menus.texts_of(registration.menu_of(turn.me))}", name=turn.me.name)


def stop(turn: Turn, _said: Said, _words: str) -> None:
    """/stop: no more messages; a human telephones instead."""
    turn.say(turn.me, "stopped")
    presence.gone(turn, turn.me, "stopped")


def language(turn: Turn, _said: Said, _words: str) -> None:
    """/language."""
    registration.offer_languages(turn)


def settings(turn: Turn, _said: Said, _words: str) -> None:
    """/settings: a deputy's contact hours and preferred form."""
    if turn.me.is_deputy:
        registration.ask_window(turn, "set")
    else:
        registration.offer_languages(turn)


def join(turn: Turn, pressed: Pressed, arguments: list[str]) -> None:
    """确认."""
    turn.used()
    person = registration.confirmed(turn, pressed.sender, int(arguments[0]))
    if person is not None:
        registration.ask_language(turn)


def not_me(turn: Turn, pressed: Pressed, arguments: list[str]) -> None:
    """不是我."""
    turn.used()
    registration.refused(turn, pressed.sender, int(arguments[0]))
    turn.post(pressed.chat_id, texts.render("registration.not_you", turn.language))


def phone(turn: Turn, said: Said) -> None:
    """The phone number was shared while joining."""
    if registration.phone_shared(turn, said) is not None:
        registration.ask_language(turn)


def set_language(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """中文 / English; while joining, the next question follows."""
    language_ = Language(arguments[0])
    turn.used(registration.LANGUAGES[language_])
    registration.set_language(turn, language_)
    if arguments[1] == "set":
        turn.say(turn.me, "saved")
    elif turn.me.is_deputy:
        registration.ask_window(turn, "join")
    else:
        registration.welcome(turn)


def set_window(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The deputy's hours."""
    registration.set_window(turn, arguments[0])
    turn.used(texts.label(f"window.{arguments[0]}", turn.language))
    registration.ask_form(turn, arguments[1])


def set_form(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The deputy's preferred form of contact."""
    registration.set_form(turn, arguments[0])
    turn.used(texts.label(f"form.{arguments[0]}", turn.language))
    if arguments[1] == "set":
        registration.settled(turn)
    else:
        registration.welcome(turn)
