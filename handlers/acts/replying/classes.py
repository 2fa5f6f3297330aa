"""分类调整: the committee changes the class of a reply; all are told why."""

from handlers.acts import access, hours, telling
from handlers.acts.following import promises
from handlers.acts.replying import audits, proofs
from handlers.acts.replying.proofs import HandedIn
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import replies, suggestions
from storage.classes import ClassChange
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import Language, ReplyClass


def given(turn: Turn, item: Suggestion) -> Reply:
    """The reply whose class may be changed. Raises Refused `class.no_reply`."""
    row = replies.of_round(turn.session, item.id, item.round)
    if row is None:
        raise Refused("class.no_reply", number=item.number)
    return row


def change(
    turn: Turn, item: Suggestion, after: ReplyClass, reason: str, proof: HandedIn | None = None
) -> None:
    """Another class counts from now on; deputies and unit are told why. Raises Refused."""
    row = given(turn, item)
    must_be_offered(turn, after.value)
    proofs.must_be_there(turn, after, proof)
    if row.reply_class == after:
        raise Refused("class.same", number=item.number)
    before = row.reply_class
    changed = ClassChange(
        suggestion_id=item.id,
        reply_id=row.id,
        before=before,
        after=after,
        reason=reason,
        by_id=turn.me.id,
        at=turn.now,
    )
    turn.session.add(changed)
    row.reply_class = after
    turn.session.flush()
    kept = proofs.keep(turn, item, after, proof, reply_id=row.id, class_change_id=changed.id)
    turn.event(
        "class_changed",
        suggestion_id=item.id,
        before=before.value,
        after=after.value,
        reason=reason,
    )
    audits.class_changed(turn, item, row)
    promises.follow_class(turn, item, row, before)
    told = [deputy for deputy, _ in suggestions.deputies(turn.session, item.id)]
    officer = access.responsible(turn.session, item)
    for person in [*told, *([officer] if officer else [])]:
        telling.one(
            turn,
            person,
            "class.changed",
            item,
            before=called(turn, before, person.language),
            after=called(turn, after, person.language),
            reason=reason,
            proof=Html(f"\n{line}" if (line := proofs.line(turn, kept, person.language)) else ""),
        )
        at = hours.next_allowed(turn.office, person, turn.now)
        proofs.bring(turn, item, kept, person, PROMPT, at)


def called(turn: Turn, letter: ReplyClass, language: Language) -> str:
    """The letter and what it means in this jurisdiction."""
    return turn.office.profile.reply.called(letter.value, language.value)


def offered(turn: Turn) -> list[ReplyClass]:
    """The classes there are here."""
    return [one for one in ReplyClass if one.value in turn.office.profile.reply.classes]


def must_be_offered(turn: Turn, letter: str) -> None:
    """Raises Refused `button.gone` for a class that there is not here."""
    if letter not in turn.office.profile.reply.classes:
        raise Refused("button.gone")
