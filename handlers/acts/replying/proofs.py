"""办成的依据: whoever says that something is solved shows it: in words, by a file, or both.

杜绝“文字游戏”: praise and past achievements are no proof [KQ13]. `[reply] proof_classes` says of
which classes it is asked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers import texts
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import files, messages
from storage.people import Person
from storage.proofs import Proof
from storage.suggestions import Suggestion
from storage.vocabulary import Language, ReplyClass

HandedIn = Mapping[str, Any]  # words, document_id, or both


def is_needed(turn: Turn, letter: ReplyClass) -> bool:
    """Whether a reply of that class has to show by what it is solved."""
    return letter.value in turn.office.profile.reply.proof_classes


def must_be_there(turn: Turn, letter: ReplyClass, handed_in: HandedIn | Proof | None) -> None:
    """Raises Refused `proof.missing` for a class that needs one, without one."""
    if is_needed(turn, letter) and handed_in is None:
        called = turn.office.profile.reply.called(letter.value, turn.language.value)
        raise Refused("proof.missing", reply_class=called)


def keep(
    turn: Turn, item: Suggestion, letter: ReplyClass, handed_in: HandedIn | None, **of: int
) -> Proof | None:
    """Write down what shows it; `of`: draft_id, reply_id, class_change_id."""
    if handed_in is None or not is_needed(turn, letter):
        return None
    row = Proof(
        suggestion_id=item.id,
        reply_class=letter,
        words=handed_in.get("words"),
        document_id=handed_in.get("document_id"),
        given_by_id=turn.me.id,
        given_at=turn.now,
        **of,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("proof_given", suggestion_id=item.id, proof_id=row.id, reply_class=letter.value)
    return row


def handed_in(row: Proof | None) -> HandedIn | None:
    """What was handed in once, to go with something else."""
    return None if row is None else {"words": row.words, "document_id": row.document_id}


def line(turn: Turn, row: HandedIn | Proof | None, language: Language) -> str:
    """办成的依据：…, as HTML; nothing without one."""
    found = handed_in(row) if isinstance(row, Proof) else row
    if found is None:
        return ""
    return texts.render("proof.line", language, proof=told(turn, found, language))


def told(turn: Turn, found: HandedIn, language: Language) -> str:
    """The words, and the name of the file."""
    named = ""
    if found.get("document_id") is not None:
        name = _file(turn, found["document_id"], language)
        named = texts.label("proof.file", language, name=name)
    return " ".join(part for part in (found.get("words"), named) if part)


def _file(turn: Turn, message_id: int, language: Language) -> str:
    for attachment in files.of_messages(turn.session, [message_id]).get(message_id, []):
        return attachment.name or texts.label(f"messagekind.{attachment.kind.value}", language)
    return "—"


def bring(
    turn: Turn,
    item: Suggestion,
    row: Proof | None,
    reader: Person,
    priority: int,
    not_before: datetime | None = None,
) -> None:
    """The file by which it is shown, after what says so."""
    if row is None or row.document_id is None:
        return
    document = messages.get(turn.session, row.document_id)
    turn.send(
        reader,
        texts.render("proof.brought", reader.language, number=item.number),
        suggestion_id=item.id,
        priority=priority,
        kind=document.kind,
        media=document.media,
        source_id=document.id,
        not_before=not_before,
    )
