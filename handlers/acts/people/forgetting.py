"""A person is let go of, as far as the law allows (个人信息保护法 47).

The record of a suggestion is an archive that has to be kept: what was said in it stays, and with it
the name of whoever said it. What only serves to reach or recognise a person goes.
"""

from dataclasses import dataclass

from handlers import texts
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dossier, forgetting, people
from storage.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed, and whether the name had to stay."""

    name: str
    accounts: int
    messages: int
    keeps_name: bool
    files: list[str]  # no longer needed by any row


def require_over(turn: Turn, person_id: int) -> None:
    """Raise Refused `forget.open` as long as a person takes part in an open suggestion."""
    still_open = dossier.still_open(turn.session, person_id)
    if still_open:
        raise Refused("forget.open", numbers=" ".join(item.number for item in still_open))


def forget(turn: Turn, person_id: int, *, reason: str, approver: str, os_user: str) -> Forgotten:
    """Let go of a person. Raises Refused `forget.open` as long as they take part in anything."""
    person = people.get(turn.session, person_id)
    require_over(turn, person.id)
    keeps_name = dossier.is_in_the_record(turn.session, person.id)
    user_ids = forgetting.account_ids(turn.session, person.id)
    account = people.open_account(turn.session, person.id)
    if account is not None:
        account.closed_at, account.closed_why = turn.now, "forgotten"
        turn.session.flush()
    files = forgetting.files_of_talk(turn.session, person.id, user_ids)
    emptied = forgetting.empty_talk(turn.session, person.id, user_ids)
    forgetting.unbind(turn.session, person.id, user_ids)
    forgetting.strip(person)
    before = person.name
    if not keeps_name:
        forgetting.rename(
            person, texts.label("forget.pseudonym", Language.CHINESE, number=person.id)
        )
    turn.event(
        "forgotten",
        person_id=person.id,
        reason=reason,
        approver=approver,
        os_user=os_user,
        accounts=len(user_ids),
        messages=emptied,
        keeps_name=keeps_name,
    )
    turn.session.flush()
    unneeded = [one for one in files if not forgetting.is_kept(turn.session, one)]
    return Forgotten(before, len(user_ids), emptied, keeps_name, unneeded)
