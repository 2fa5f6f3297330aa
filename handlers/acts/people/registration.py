"""Joining by invitation: one person, one account; a new one closes the old, kept in the audit."""

import hashlib

from handlers import keyboard, texts
from handlers.acts.people import guessing, presence
from handlers.acts.talking import groups, words
from handlers.incoming import Said, Sender
from handlers.keyboard import NO_KEYBOARD
from handlers.rules import contact_hours
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people
from storage.numbers import masked
from storage.people import Account, Invitation, Person
from storage.vocabulary import Language, Role

WINDOWS = {"any": None, "am": "00:00-12:00", "pm": "12:00-23:59"}
FORMS = ("chat", "phone", "visit")


def code_hash(code: str) -> str:
    """What is stored of an invitation's code."""
    return hashlib.sha256(code.encode()).hexdigest()


def opened(turn: Turn, sender: Sender, code: str) -> None:
    """Somebody opens an invitation: greet by name, say what is stored and why, ask who it is."""
    turn.forget()  # the code came in with it
    paused = guessing.refusal(turn, sender.user_id)
    if paused is not None:
        raise paused
    invitation = people.invitation(turn.session, code_hash(code))
    if invitation is None:
        raise Refused("invitation.unknown")
    if invitation.revoked_at or invitation.used_at:
        raise Refused("invitation.invalid")
    if invitation.expires_at <= turn.now:
        raise Refused("invitation.expired")
    bound = people.by_user(turn.session, sender.user_id)
    if bound is not None and bound.id != invitation.person_id:
        raise Refused("invitation.other_account", name=bound.name)
    invitation.opened_by = sender.user_id
    person = people.get(turn.session, invitation.person_id)
    turn.event("invitation_opened", person_id=person.id, invitation_id=invitation.id)
    assert turn.chat_id is not None
    turn.post(
        turn.chat_id,
        texts.render(
            "registration.greeting_deputy" if person.is_deputy else "registration.greeting_staff",
            person.language,
            name=person.name,
            role=person.role,
            place=_place(turn, person),
            phone=masked(person.phone_shown),
        ),
        purpose="registration",
        keyboard=[
            [
                keyboard.button(person.language, "button.it_is_me", "join", invitation.id),
                keyboard.button(person.language, "button.not_me", "notme", invitation.id),
            ]
        ],
    )


def _place(turn: Turn, person: Person) -> str:
    if person.is_deputy:
        return person.delegation or "—"
    return " ".join(
        part for part in (groups.unit_name(turn.session, person.unit_id), person.office) if part
    )


def _open_invitation(turn: Turn, sender: Sender, invitation_id: int) -> Invitation:
    invitation = turn.session.get(Invitation, invitation_id)
    if (
        invitation is None
        or invitation.opened_by != sender.user_id
        or invitation.used_at is not None
        or invitation.revoked_at is not None
    ):
        raise Refused("invitation.invalid")
    if invitation.expires_at <= turn.now:
        raise Refused("invitation.expired")
    return invitation


def confirmed(turn: Turn, sender: Sender, invitation_id: int) -> Person | None:
    """确认: bind the account, or first ask for the phone number where the office wants it."""
    invitation = _open_invitation(turn, sender, invitation_id)
    person = people.get(turn.session, invitation.person_id)
    if turn.office.profile.registration.require_phone_match:
        _ask_phone(turn, person, "registration.share_phone")
        return None
    return _bind(turn, sender, invitation)


def _ask_phone(turn: Turn, person: Person, key: str) -> None:
    assert turn.chat_id is not None
    turn.post(
        turn.chat_id,
        texts.render(key, person.language),
        purpose="registration",
        reply_keyboard=keyboard.share_phone(person.language),
    )


def phone_shared(turn: Turn, said: Said) -> Person | None:
    """The account's own phone number has been shared: it must be the roster's.

    None when it is not, which is told; that a number differed is kept, the number itself is not.
    """
    invitation = people.invitation_opened_by(turn.session, said.sender.user_id, turn.now)
    if invitation is None or said.contact is None:
        raise Refused("stranger")
    person = people.get(turn.session, invitation.person_id)
    turn.forget()  # the roster has the number
    if said.contact.user_id != said.sender.user_id:
        _ask_phone(turn, person, "registration.not_own_phone")
        return None
    if not people.has_phone(turn.session, person, said.contact.phone):
        turn.event("phone_mismatch", person_id=person.id)
        turn.post(said.chat_id, texts.render("registration.phone_differs", person.language))
        return None
    return _bind(turn, said.sender, invitation)


def _bind(turn: Turn, sender: Sender, invitation: Invitation) -> Person:
    if not people.use_invitation(turn.session, invitation.id, turn.now):
        raise Refused("invitation.invalid")
    person = people.get(turn.session, invitation.person_id)
    old = people.open_account(turn.session, person.id)
    if old is not None and old.user_id != sender.user_id:
        _close(turn, person, old)
        old = None
    if old is None:
        turn.session.add(Account(person_id=person.id, user_id=sender.user_id, bound_at=turn.now))
        turn.session.flush()
    turn.actor = person
    turn.event("joined", person_id=person.id, invitation_id=invitation.id)
    turn.menu_for.append((sender.user_id, menu_of(person), person.language))
    if not presence.back(turn, person):
        presence.reached(turn, person)
    return person


def _close(turn: Turn, person: Person, old: Account) -> None:
    """The old account is told and closed; its row stays, its menu goes."""
    turn.say(person, "registration.moved", purpose="registration")
    turn.menu_for.append((old.user_id, "stranger", person.language))
    old.closed_at, old.closed_why = turn.now, "new_account"
    turn.session.flush()
    turn.event("account_closed", person_id=person.id, account_id=old.id, why="new_account")


def refused(turn: Turn, sender: Sender, invitation_id: int) -> None:
    """不是我: the invitation has reached somebody else and is void."""
    invitation = _open_invitation(turn, sender, invitation_id)
    invitation.revoked_at = turn.now
    turn.event("not_me", person_id=invitation.person_id, invitation_id=invitation.id)


def ask_language(turn: Turn) -> None:
    """First step after joining: the language."""
    turn.say(
        turn.me,
        "registration.language",
        purpose="registration",
        keyboard=_languages("join"),
    )


LANGUAGES = {Language.CHINESE: "中文", Language.ENGLISH: "English"}


def _languages(step: str) -> keyboard.Keyboard:
    return [
        [keyboard.named(name, "lang", language.value, step) for language, name in LANGUAGES.items()]
    ]


def offer_languages(turn: Turn) -> None:
    """The language, at any later time."""
    turn.say(turn.me, "registration.language", purpose="registration", keyboard=_languages("set"))


def set_language(turn: Turn, language: Language) -> None:
    """Address the person in this language from now on."""
    before = turn.me.language
    turn.me.language = language
    turn.event("language_set", person_id=turn.me.id, before=before.value, after=language.value)
    chat_id = people.chat_of(turn.session, turn.me.id)
    if chat_id is not None:
        turn.menu_for.append((chat_id, menu_of(turn.me), language))


def ask_window(turn: Turn, step: str) -> None:
    """When would the deputy rather be addressed?"""
    turn.say(
        turn.me,
        "registration.window",
        purpose="registration",
        keyboard=[
            [keyboard.button(turn.language, f"window.{name}", "window", name, step)]
            for name in WINDOWS
        ],
    )


def set_window(turn: Turn, name: str) -> None:
    """Keep the deputy's own hours; they narrow the office's, never widen them."""
    if name not in WINDOWS:
        raise Refused("button.gone")
    turn.me.windows = WINDOWS[name]
    if turn.me.windows is not None:
        contact_hours.parse_windows(turn.me.windows)
    turn.event("window_set", person_id=turn.me.id, window=name)


def ask_form(turn: Turn, step: str) -> None:
    """How would the deputy rather be contacted?"""
    turn.say(
        turn.me,
        "registration.form",
        purpose="registration",
        keyboard=[
            [keyboard.button(turn.language, f"form.{name}", "form", name, step)] for name in FORMS
        ],
    )


def set_form(turn: Turn, name: str) -> None:
    """Keep the deputy's preferred form; staff see it on the card."""
    if name not in FORMS:
        raise Refused("button.gone")
    turn.me.preferred_form = name
    turn.event("form_set", person_id=turn.me.id, form=name)


def settled(turn: Turn) -> None:
    """What has been set, and how it is changed."""
    named = next(name for name, hours in WINDOWS.items() if hours == turn.me.windows)
    turn.say(
        turn.me,
        "registration.set",
        purpose="registration",
        window=texts.label(f"window.{named}", turn.language),
        form=texts.label(f"form.{turn.me.preferred_form}", turn.language),
    )


def welcome(turn: Turn) -> None:
    """Everything is set: what the person can do from here."""
    turn.say(
        turn.me,
        "registration.done_deputy" if turn.me.is_deputy else "registration.done_staff",
        purpose="registration",
        name=turn.me.name,
        reply_keyboard=NO_KEYBOARD,
    )
    if not turn.me.is_deputy:
        words.catch_up(turn)


def menu_of(person: Person) -> str:
    """Which command menu a person sees."""
    if person.is_deputy:
        return "deputy"
    if person.role == Role.SUPERVISOR:
        return "supervisor"
    return "staff" if person.role == Role.OFFICER else "heads"
