"""What leads where: every command, button and kind of message, and what becomes of the rest.

The doors of this floor: `handle` does what an update asks for, `refused` says no in the person's
language, `apologise` speaks when something is broken.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from handlers import contacts, forms, keyboard, lists, messages, ratings, start, texts
from handlers.acts import groups, presence
from handlers.incoming import Ignored, Incoming, Membership, Migrated, Pressed, Said
from handlers.office import Office
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, people
from storage import messages as message_rows
from storage.database import Session
from storage.vocabulary import Axis, Grade, Language, Question

Command = Callable[[Turn, Said, str], None]
Button = Callable[[Turn, Pressed, list[str]], None]

COMMANDS: dict[str, Command] = {
    "start": start.start,
    "help": start.help_,
    "stop": start.stop,
    "language": start.language,
    "settings": start.settings,
    "my": lists.my,
    "s": lists.search,
    "suggestions": lists.own,
    "bind": messages.bind,
}

ID = r"\d{1,15}"


def _any(words: type[StrEnum]) -> str:
    return "(" + "|".join(word.value for word in words) + ")"


# A button and what may stand behind its name: data made by hand does not get further than this.
BUTTONS: dict[str, tuple[Button, str]] = {
    # joining and settings
    "join": (start.join, ID),
    "notme": (start.not_me, ID),
    "lang": (start.set_language, r"(zh|en):(join|set)"),
    "window": (start.set_window, r"\w+:(join|set)"),
    "form": (start.set_form, r"\w+:(join|set)"),
    # finding and reading
    "card": (lists.card, ID),
    "talk_page": (lists.talk, rf"{ID}(:{ID})?"),
    "my": (lists.my_page, rf"\d{{4}}-\d\d-\d\d:{ID}"),
    "duty": (lists.duty, ID),
    "opined": (lists.opined, ID),
    "taken": (lists.taken, ID),
    "close": (lists.close, ID),
    # words
    "pick": (messages.pick, ID),
    "pick_more": (messages.pick_more, ID),
    "move": (messages.move, ID),
    "moveto": (messages.move_to, rf"{ID}:{ID}"),
    "write": (messages.write, rf"{ID}(:{ID})?"),
    "answer": (messages.answer, ID),
    "compose": (messages.compose, ID),
    "template": (messages.template, rf"{ID}:\w+"),
    "send": (messages.send, ID),
    "redo": (messages.redo, ID),
    "drop": (messages.drop, ID),
    # forms of staff
    "record": (forms.record, ID),
    "progress": (forms.report_progress, ID),
    "reply": (forms.deliver_reply, ID),
    "choose": (forms.choose, r"(record|reply):[\w-]+"),
    "again": (forms.again, r"(record|progress|reply)"),
    "submit": (forms.submit, r"(record|progress|reply)"),
    # contacts, seen by deputies
    "resume": (contacts.resume, ID),
    "skip": (contacts.skip, rf"{ID}:{_any(Question)}"),
    "later": (contacts.later, ID),
    "lateron": (contacts.later_on, rf"{ID}:\w+"),
    "sumok": (contacts.summary_right, ID),
    "sumfix": (contacts.summary_wrong, ID),
    "fix": (contacts.fix, rf"{ID}:{_any(Question)}"),
    "meet": (contacts.meet, ID),
    "waive": (contacts.waive, ID),
    "unwaive": (contacts.unwaive, ID),
    "true": (contacts.true, ID),
    "untrue": (contacts.untrue, ID),
    "agree": (contacts.agree, ID),
    "comment": (contacts.comment, ID),
    "talk": (contacts.talk, ID),
    # the rating
    "axis": (ratings.heading, r"\w+"),
    "rate": (ratings.choose, rf"{ID}:{_any(Axis)}:{_any(Grade)}"),
    "unrate": (ratings.clear, ID),
    "rated": (ratings.submit, ID),
    "rerate": (ratings.change, ID),
}

FOR_STRANGERS = frozenset({"join", "notme"})
SECRET = frozenset({"rate", "unrate"})  # what is pressed here is nobody's business until submitted


def handle(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    """Do what has come in. Raises Refused for the caller to say, after taking everything back."""
    turn = _turn(session, office, now, update_id, incoming)
    match incoming:
        case Said():
            _said(turn, incoming)
        case Pressed():
            _pressed(turn, incoming)
        case Membership():
            _membership(turn, incoming)
        case Migrated(old_chat_id, new_chat_id):
            groups.migrate(turn, old_chat_id, new_chat_id)
        case Ignored():
            if turn.actor is None:
                turn.forget()
    return turn


def _turn(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    turn = Turn(session, office, now, update_id=update_id)
    if isinstance(incoming, Said | Pressed | Membership):
        turn.actor = dialogs.speaker(session, incoming.sender.user_id)
        turn.chat_id = incoming.chat_id
        code = incoming.sender.language_code or ""
        turn.strange_language = Language.ENGLISH if code.startswith("en") else Language.CHINESE
    if isinstance(incoming, Pressed):
        turn.callback_id = incoming.callback_id
    return turn


def _said(turn: Turn, said: Said) -> None:
    command = said.command
    if turn.actor is None:
        _stranger_said(turn, said, command)
        return
    if said.is_private and turn.me.unreachable_since is not None and command != ("stop", ""):
        presence.back(turn, turn.me)
    if command is not None and command[0] in COMMANDS:
        if not said.is_private and command[0] != "bind":
            return
        turn.event("command", person_id=turn.me.id, command=command[0])
        COMMANDS[command[0]](turn, said, command[1])
    elif command is not None and said.is_private:
        start.help_(turn, said, "")
    elif said.is_edit and said.is_private:
        messages.edited(turn, said)
    elif said.is_edit:
        _edited_in_group(turn, said)
    elif said.is_private:
        if said.contact is not None and people.invitation_opened_by(
            turn.session, said.sender.user_id, turn.now
        ):
            start.phone(turn, said)
        else:
            messages.said(turn, said)
    else:
        messages.in_group(turn, said)


def _edited_in_group(turn: Turn, said: Said) -> None:
    row = message_rows.by_telegram(turn.session, said.chat_id, said.message_id)
    if row is not None:
        messages.edited(turn, said)


def _stranger_said(turn: Turn, said: Said, command: tuple[str, str] | None) -> None:
    if not said.is_private:
        turn.forget()
        return
    if command is not None and command[0] == "start" and command[1]:
        start.start(turn, said, command[1])
    elif said.contact is not None:
        start.phone(turn, said)
    else:
        raise Refused("stranger")


def _pressed(turn: Turn, pressed: Pressed) -> None:
    verb, arguments = keyboard.unpack(pressed.data)
    if turn.actor is None and verb not in FOR_STRANGERS:
        raise Refused("stranger")
    row = (
        message_rows.by_telegram(turn.session, pressed.chat_id, pressed.message_id)
        if pressed.message_id is not None
        else None
    )
    turn.pressed_on = row.id if row is not None else None
    action, pattern = BUTTONS.get(verb, (None, ""))
    rest = pressed.data.partition(":")[2]
    if action is None or not pressed.is_private or not re.fullmatch(pattern, rest, re.ASCII):
        raise Refused("button.gone")
    is_known = turn.actor is not None
    action(turn, pressed, arguments)
    turn.toast("toast.ok")
    if is_known:
        under = row.suggestion_id if row is not None else None
        turn.event(
            "pressed",
            suggestion_id=under or turn.about,
            person_id=turn.me.id,
            button=verb if verb in SECRET else pressed.data,
            message_id=row.id if row is not None else None,
        )


def _membership(turn: Turn, membership: Membership) -> None:
    if not membership.is_private:
        if not membership.is_member:
            groups.leave(turn, membership.chat_id)
        return
    if turn.actor is None:
        turn.forget()
    elif membership.is_member:
        presence.back(turn, turn.me)
    else:
        presence.gone(turn, turn.me, "blocked")


def refused(
    session: Session,
    office: Office,
    now: datetime,
    update_id: int,
    incoming: Incoming,
    refusal: Refused,
) -> Turn:
    """Say no in the person's language: to a press as a short line, to words as a message."""
    turn = _turn(session, office, now, update_id, incoming)
    if turn.actor is None:
        _answer_stranger(turn, incoming, refusal)
        return turn
    turn.event(
        "refused",
        suggestion_id=_pressed_under(turn, incoming),
        person_id=turn.me.id,
        code=refusal.code,
        what=type(incoming).__name__.lower(),
    )
    key = f"refused.{refusal.code}"
    if isinstance(incoming, Pressed):
        _refuse_press(turn, incoming, refusal, key)
    elif isinstance(incoming, Said):
        turn.say(turn.me, key, **refusal.values)
    return turn


def _pressed_under(turn: Turn, incoming: Incoming) -> int | None:
    """The suggestion of the message whose button was pressed."""
    if not isinstance(incoming, Pressed) or incoming.message_id is None:
        return None
    row = message_rows.by_telegram(turn.session, incoming.chat_id, incoming.message_id)
    return row.suggestion_id if row is not None else None


def _refuse_press(turn: Turn, pressed: Pressed, refusal: Refused, key: str) -> None:
    turn.toast(key, is_alert=True, **refusal.values)
    if refusal.code != "button.gone" or pressed.message_id is None:
        return
    row = message_rows.by_telegram(turn.session, pressed.chat_id, pressed.message_id)
    if row is not None and row.person_id == turn.me.id:
        message_rows.rewrite(turn.session, row.id, turn.now, keyboard=None)


def _answer_stranger(turn: Turn, incoming: Incoming, refusal: Refused) -> None:
    """One polite answer, and nothing kept but a count. A refused invitation is explained."""
    turn.forget()
    if not isinstance(incoming, Said | Pressed) or not incoming.is_private:
        return
    user_hash = hashlib.blake2b(str(incoming.sender.user_id).encode(), digest_size=16).hexdigest()
    times = people.count_stranger(turn.session, user_hash, turn.now)
    key = f"refused.{refusal.code}"
    turn.toast(key, is_alert=True, **refusal.values)
    if times == 1 or (refusal.code != "stranger" and times <= MOST_EXPLANATIONS):
        turn.post(
            incoming.chat_id,
            texts.render(key, turn.language, **refusal.values),
            purpose="stranger",
        )


MOST_EXPLANATIONS = 10  # refused invitations explained to one stranger


def apologise(
    session: Session, office: Office, now: datetime, update_id: int, incoming: Incoming
) -> Turn:
    """Something is broken on our side: apologise with the number by which it is found."""
    turn = _turn(session, office, now, update_id, incoming)
    if turn.actor is not None and isinstance(incoming, Said | Pressed) and incoming.is_private:
        turn.say(turn.me, "broken", reference=update_id)
        turn.toast("toast.broken")
    return turn
