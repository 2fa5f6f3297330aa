"""本人核对: an account that took the place of the deputy's shows once that the telephone is theirs.

Departments are said to fill forms in with deputies' accounts [CTZX]. The number is compared with
the roster and not kept; who cannot show it rates on paper, and the committee alone hears of it.
"""

import re
from datetime import datetime

from handlers import keyboard
from handlers.acts import access
from handlers.acts.rating import committee, flags
from handlers.acts.talking import sending
from handlers.incoming import Said
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.turn import Turn
from storage import dialogs, dossier, people, suggestions
from storage.dialogs import Dialog
from storage.people import Account
from storage.pressures import TOLD
from storage.suggestions import Suggestion
from storage.vocabulary import FlagKind

ASKED = "rating_phone"  # the open question
_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")  # what may be a telephone number


def is_shown(turn: Turn, item: Suggestion, asked_at: datetime) -> bool:
    """Whether the acting deputy may fill in what they were asked at that moment; else they are
    asked for their telephone number.
    """
    account = _account(turn)
    rules = turn.office.profile.honest
    must = turn.me.phone is not None and honesty.must_show_phone(
        rules.reauthenticate,
        is_replaced=_is_replaced(turn, item),
        shown_at=account.verified_at,
        asked_at=asked_at,
    )
    if must:
        _ask(turn, item)
    return not must


def _account(turn: Turn) -> Account:
    account = people.open_account(turn.session, turn.me.id)
    assert account is not None  # they have just pressed a button
    return account


def _is_replaced(turn: Turn, item: Suggestion) -> bool:
    """Whether the account took the place of another since the assignment."""
    accounts = dossier.accounts(turn.session, turn.me.id)
    assigned_at = turn.office.midnight(item.assigned_on)
    return len(accounts) > 1 and accounts[-1].bound_at >= assigned_at


def _ask(turn: Turn, item: Suggestion) -> None:
    turn.toast("toast.show_phone", is_alert=True)
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and dialog.kind == ASKED:
        return  # it has been asked already
    message_id = turn.say(
        turn.me,
        "identity.ask",
        purpose="identity",
        reply_keyboard=keyboard.share_phone(turn.language),
        committee=committee.called(turn, turn.me),
    )
    sending.leave(turn)
    data = {"about": item.id}
    dialogs.ask(turn.session, turn.me.id, ASKED, turn.now, message_id=message_id, data=data)


def is_meant(said: Said) -> bool:
    """Whether it is a number, shared or typed; whatever else is said is no answer to this."""
    return said.contact is not None or bool(_NUMBER.search(said.text))


def answered(turn: Turn, said: Said, dialog: Dialog) -> None:
    """The number was shared, or something else was said: the number itself is not kept."""
    item = access.fetch(turn, int(dialog.data["about"]), Act.RATE)
    turn.forget()
    contact = said.contact
    if contact is None or contact.user_id != said.sender.user_id:
        turn.say(turn.me, "identity.how", purpose="identity")
        return
    dialogs.close(turn.session, turn.me.id)
    if people.has_phone(turn.session, turn.me, contact.phone):
        _account(turn).verified_at = turn.now
        turn.event("phone_shown", person_id=turn.me.id)
        turn.say(
            turn.me,
            "identity.right",
            purpose="identity",
            reply_keyboard=keyboard.NO_KEYBOARD,
        )
        return
    turn.event("phone_mismatch", person_id=turn.me.id)
    paper = keyboard.button(turn.language, "button.want_paper", "wantpaper", item.id)
    turn.say(
        turn.me,
        "identity.wrong",
        purpose="identity",
        keyboard=[[paper]],
        committee=committee.called(turn, turn.me),
    )
    flags.found(turn, item, FlagKind.NOT_SHOWN, f"{item.id}:{_account(turn).id}")


def want_paper(turn: Turn, suggestion_id: int) -> None:
    """想用纸质表: the committee brings the form on paper."""
    item = access.fetch(turn, suggestion_id, Act.RATE)
    turn.used()
    for person in committee.of(turn.session, item):
        deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
        values = {"number": item.number, "deputy": deputy.name, "phone": deputy.phone_shown}
        button = keyboard.button(person.language, "button.on_paper", "paperin", item.id)
        committee.tell(turn, person, "identity.paper", purpose=TOLD, keyboard=[[button]], **values)
    said = committee.called(turn, turn.me)
    turn.say(turn.me, "identity.paper_asked", purpose="identity", committee=said)
    turn.keep_quiet()
