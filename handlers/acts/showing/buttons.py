"""The buttons of a staff card: what is done every day on top, the rest in folders behind it.

A phone shows a handful of rows; which of them somebody sees follows from what they may do, and
from whether this round has been replied to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from handlers import keyboard
from handlers.acts import access
from handlers.acts.handling import blockers
from handlers.acts.rating import committee
from handlers.acts.stages import may_close
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import messages, ratings, replies, suggestions
from storage.suggestions import Suggestion
from storage.vocabulary import Relation

Relations = frozenset[Relation]
Row = list[dict[str, str]]
FOLDED = "fold"  # the verb of a folder
TOP = "top"  # and of the way back


class Folder(StrEnum):
    """Where the buttons are that are not needed every day."""

    HANDLING = "handling"
    RECORD = "record"
    SORTING = "sorting"


@dataclass(frozen=True, slots=True)
class Key:
    """A button: one of these acts allows it. `is_lasting`: it is there of what is over, too."""

    label: str
    verb: str
    acts: tuple[Act, ...]
    is_lasting: bool = False
    fits: Callable[[Turn, Suggestion], bool] = lambda _turn, _item: True

    def is_for(self, turn: Turn, item: Suggestion, relations: Relations) -> bool:
        """Whether somebody standing so to a suggestion has it on their card now."""
        is_allowed = any(permissions.may_any(relations, act) for act in self.acts)
        return is_allowed and (item.is_open or self.is_lasting) and self.fits(turn, item)

    def shown(self, turn: Turn, item: Suggestion) -> dict[str, str]:
        """As it stands under the card."""
        return keyboard.button(turn.language, f"button.{self.label}", self.verb, item.id)


def _is_replied(turn: Turn, item: Suggestion) -> bool:
    return replies.of_round(turn.session, item.id, item.round) is not None


def _was_replied(turn: Turn, item: Suggestion) -> bool:
    return replies.latest(turn.session, item.id) is not None


def _is_to_reply(turn: Turn, item: Suggestion) -> bool:
    return not _is_replied(turn, item)


def _is_hard(_turn: Turn, item: Suggestion) -> bool:
    return item.hard_since is not None


def _is_not_hard(_turn: Turn, item: Suggestion) -> bool:
    return item.hard_since is None


def _has_joint(turn: Turn, item: Suggestion) -> bool:
    return suggestions.ever_joint(turn.session, item.id)


def _can_raise(turn: Turn, _item: Suggestion) -> bool:
    return blockers.is_offered(turn)


def _waits_for_decision(turn: Turn, item: Suggestion) -> bool:
    return blockers.is_offered(turn) and blockers.waits_for(turn, item)


def _is_ripe(turn: Turn, item: Suggestion) -> bool:
    return may_close(turn, item)


_ASSIGNING = (Act.SIGN_FOR, Act.HAND_ON, Act.ASK_RETURN, Act.REASSIGN)
RAISE = Key("raise_blocker", "block", (Act.RAISE_BLOCKER,), fits=_can_raise)
DECIDE = Key("decide_blocker", "bldecide", (Act.DECIDE_BLOCKER,), fits=_waits_for_decision)
_ON_TOP = (
    (
        Key("message_deputy", "compose", (Act.MESSAGE_DEPUTY,)),
        Key("record_contact", "record", (Act.RECORD_CONTACT,)),
        Key("arrange", "arrange", (Act.ARRANGE_MEETING,)),
    ),
    (
        Key("report_progress", "progress", (Act.REPORT_PROGRESS,), fits=_is_to_reply),
        Key("drafts", "drafts", (Act.SEE_DRAFT,), fits=_is_to_reply),
        Key("deliver_reply", "reply", (Act.DELIVER_REPLY,), fits=_is_to_reply),
    ),
    (
        Key("promises", "promises", (Act.SEE_CARD,), is_lasting=True, fits=_was_replied),
        Key("results", "results", (Act.SEE_CARD,), is_lasting=True, fits=_was_replied),
        Key("publication", "public", (Act.PROMISE,), is_lasting=True, fits=_was_replied),
    ),
    (
        Key("name_leader", "leader", (Act.LEAD_KEY_ITEMS,)),
        Key("instruct", "instruct", (Act.LEAD_KEY_ITEMS,)),
        DECIDE,
    ),
)
_IN_FOLDERS: dict[Folder, tuple[Key, ...]] = {
    Folder.HANDLING: (
        Key("plan", "plan", _ASSIGNING),
        Key("checklist", "checklist", (Act.SEE_CARD,), is_lasting=True),
        Key("moves", "moves", _ASSIGNING),
        Key("points", "points", (Act.ANSWER_POINTS,)),
        Key("opinions", "opinions", (Act.SEE_OPINIONS,), is_lasting=True, fits=_has_joint),
        RAISE,
        Key("hard", "hard", (Act.MARK_HARD,), fits=_is_not_hard),
        Key("not_hard", "hard", (Act.MARK_HARD,), fits=_is_hard),
    ),
    Folder.RECORD: (
        Key("see_reply", "seereply", (Act.SEE_REPLY,), is_lasting=True, fits=_was_replied),
        Key("conversation", "talk_page", (Act.SEE_CONVERSATION,), is_lasting=True),
        Key("history", "history", (Act.SEE_CARD,), is_lasting=True),
        Key("link", "mklink", (Act.GIVE_LINK,)),
    ),
    Folder.SORTING: (
        Key("topics", "topics", (Act.TAG,), is_lasting=True),
        Key("campaigns", "campaigns", (Act.LINK_CAMPAIGN,), is_lasting=True),
        Key("voices", "voices", (Act.HEAR_PUBLIC,)),
    ),
}
IN_A_ROW = 3  # short words fit side by side on a phone


def row(turn: Turn, item: Suggestion, relations: Relations, keys: tuple[Key, ...]) -> Row:
    """Those of the keys that somebody has."""
    return [key.shown(turn, item) for key in keys if key.is_for(turn, item, relations)]


def of_staff(turn: Turn, item: Suggestion, relations: Relations) -> keyboard.Keyboard:
    """What is under a card at first."""
    rows = [row(turn, item, relations, keys) for keys in _ON_TOP]
    rows.append(_folders(turn, item, relations))
    if Relation.SUPERVISOR in relations and committee.is_apart(turn.session, turn.me, item):
        rows.append(_of_committee(turn, item))
    rows.append(row(turn, item, relations, (Key("close", "close", (Act.CLOSE,), fits=_is_ripe),)))
    return [found for found in rows if found]


def _folders(turn: Turn, item: Suggestion, relations: Relations) -> Row:
    """A folder for each kind; what would be alone in one stands there itself."""
    found: Row = []
    for folder, keys in _IN_FOLDERS.items():
        inside = row(turn, item, relations, keys)
        if len(inside) == 1:
            found += inside
        elif inside:
            label = f"button.folder_{folder.value}"
            found.append(keyboard.button(turn.language, label, FOLDED, item.id, folder.value))
    return found


def _of_committee(turn: Turn, item: Suggestion) -> Row:
    """What only the committee does about ratings."""
    window = keyboard.button(turn.language, "button.window", "since", item.id)
    if not item.is_open:
        return [window, keyboard.button(turn.language, "button.ask_again", "reask", item.id)]
    if not _is_replied(turn, item):
        return []
    found = [window, keyboard.button(turn.language, "button.change_class", "reclass", item.id)]
    if ratings.latest(turn.session, item.id, item.round) is None:
        found.append(keyboard.button(turn.language, "button.on_paper", "paperin", item.id))
    return found


def open_folder(turn: Turn, item: Suggestion, name: str) -> None:
    """Show what is in a folder, or what is on top again, under the card where it was pressed."""
    if turn.pressed_on is None:
        raise Refused("button.gone")
    relations = access.relations(turn.session, turn.me, item)
    if name == TOP:
        rows = of_staff(turn, item, relations)
    else:
        inside = row(turn, item, relations, _IN_FOLDERS[Folder(name)])
        rows = [inside[at : at + IN_A_ROW] for at in range(0, len(inside), IN_A_ROW)]
        rows.append([keyboard.button(turn.language, "button.folder_back", FOLDED, item.id, TOP)])
    messages.rewrite(turn.session, turn.pressed_on, turn.now, keyboard=rows)
