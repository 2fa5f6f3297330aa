"""涉密: a suggestion leaves the chat for good, and goes by paper (走纸质渠道).

From then on its title is nowhere but in what was written before; nothing of that is ever sent, as
`storage.messages` sees to. What stands in chats is edited, or taken away while the network lets us.
Nobody takes the flag off again.
"""

from base64 import b64decode
from datetime import timedelta
from typing import Any

from handlers import texts
from handlers.acts import access, duties, hours
from handlers.acts.handling import endings
from handlers.html import quote
from handlers.incoming import Said
from handlers.rules import masking
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import dialogs, hushing, messages, people, reports, suggestions
from storage import duties as duty_rows
from storage.messages import BY_PAPER, Message
from storage.people import Person
from storage.suggestions import Suggestion
from storage.units import Topic
from storage.vocabulary import (
    MEETING_DUTIES,
    OUTLASTING,
    TAKEN_AWAY,
    Language,
    MessageKind,
    MessageState,
    Role,
    Stage,
)

REMOVABLE = timedelta(hours=48)  # the network takes back nothing that is older (deleteMessage)


def masked() -> str:
    """What stands where the title stood."""
    return texts.label("by_paper.title", Language.CHINESE)


def must_not_be_said(turn: Turn, suggestion_id: int | None) -> None:
    """Raises Refused `by_paper.words` for words about what goes by paper: nothing of them is kept.

    Whoever says no sees to that (`unsay`).
    """
    if suggestion_id is None:
        return
    item = suggestions.get(turn.session, suggestion_id)
    if item.is_by_paper:
        raise Refused("by_paper.words", number=item.number)


def unsay(turn: Turn, said: Said) -> None:
    """What may not be said here is not kept, and taken out of the chat."""
    turn.forget()
    if said.is_private:
        _take_away(turn, said.chat_id, said.message_id)


def flag(turn: Turn, item: Suggestion) -> None:
    """Take it out of chat: all that is queued stays here, everybody concerned hears the number."""
    if item.is_by_paper:
        raise Refused("duty.done")
    title, before = item.title, item.stage
    concerned = _concerned(turn, item)
    duty_rows.end_all(turn.session, turn.now, item.id)
    duties.met(turn, item, OUTLASTING - MEETING_DUTIES)
    _drop_drafts(turn, item)
    item.title, item.content, item.category, item.notes = masked(), None, None, {}
    item.wishes = None
    item.stage = Stage.BY_PAPER
    item.closed_at = item.closed_at or turn.now
    turn.session.flush()
    reports.rename(turn.session, item.id, masked())
    held = hushing.hold_back(turn.session, item.id)
    _mask_elsewhere(turn, item, title)
    _take_sheets_back(turn, item, title)
    _edit_chats(turn, item)
    _set_waiting_aside(turn, item)
    left = _take_away_the_rest(turn, item)
    turn.event("stage", suggestion_id=item.id, before=before.value, after=item.stage.value)
    turn.event("made_secret", suggestion_id=item.id, held_back=held)
    if left:
        _tell_committee(turn, item, "by_paper.left", count=left)
    for person in concerned:
        turn.say(
            person,
            "by_paper.notice",
            suggestion_id=item.id,
            purpose=BY_PAPER,
            priority=PROMPT,
            not_before=hours.next_allowed(turn.office, person, turn.now),
            number=item.number,
        )
    endings.follow(turn, item)


def _drop_drafts(turn: Turn, item: Suggestion) -> None:
    """What is just being written about it is not sent, and counts as said about it."""
    for message_id in dialogs.drafts_about(turn.session, item.id):
        row = messages.get(turn.session, message_id)
        row.suggestion_id, row.state = item.id, MessageState.CANCELLED
    dialogs.close_all_about(turn.session, item.id)


def _set_waiting_aside(turn: Turn, item: Suggestion) -> None:
    """Words whose deputy is still to say where they belong may be about it: they go nowhere."""
    for deputy, _ in suggestions.deputies(turn.session, item.id):
        waiting = messages.waiting_of(turn.session, deputy.id)
        for row in waiting:
            row.suggestion_id, row.state = item.id, MessageState.CANCELLED
        if waiting:
            dialogs.close(turn.session, deputy.id)
            turn.say(
                deputy,
                "by_paper.waiting",
                suggestion_id=item.id,
                purpose=BY_PAPER,
                not_before=hours.next_allowed(turn.office, deputy, turn.now),
                number=item.number,
            )
    turn.session.flush()


def _mask_elsewhere(turn: Turn, item: Suggestion, title: str) -> None:
    """Lists and messages about others that name it, sent or not, name it no more."""
    session, number = turn.session, item.number
    sought = masking.beginning(title)
    quoted = quote(title)
    for row in hushing.naming(session, item.id, masking.beginning(quoted), sought):
        text = row.text and masking.without_title(row.text, quoted, masked())
        _put(turn, row, text, title)
    for row in hushing.lists_with(session, number):
        text = row.text and masking.without_lines(row.text, number, masked())
        _put(turn, row, text, title, number)


def _put(turn: Turn, row: Message, text: str | None, title: str, number: str | None = None) -> None:
    keyboard = masking.without_buttons(row.keyboard, title=title, number=number)
    messages.rewrite(turn.session, row.id, turn.now, text=text, keyboard=keyboard)


def _take_sheets_back(turn: Turn, item: Suggestion, title: str) -> None:
    """Ledgers and reports that hold it are replaced by a note: they can be asked for anew."""
    holding = [
        (row.id, row.person_id, row.media or {})
        for row in hushing.sheets_since(turn.session, item.created_at)
        if masking.is_in_sheet(b64decode((row.media or {}).get("base64", "")), title)
    ]
    for message_id, person_id, media in holding:
        language = people.get(turn.session, person_id).language if person_id else Language.CHINESE
        said = texts.render("by_paper.sheet", language)
        gone = media | {TAKEN_AWAY: True}
        messages.rewrite(turn.session, message_id, turn.now, text=said, media=gone)


def _edit_chats(turn: Turn, item: Suggestion) -> None:
    """What we have said about it says its number, and that it goes by paper."""
    for row in hushing.in_chats(turn.session, item.id):
        language = people.get(turn.session, row.person_id).language if row.person_id else None
        said = texts.render("by_paper.notice", language or Language.CHINESE, number=item.number)
        messages.rewrite(
            turn.session,
            row.id,
            turn.now,
            text=said,
            keyboard=None,
            purpose=BY_PAPER,
            media=row.media and row.media | {TAKEN_AWAY: True},
        )
    for topic in hushing.topics(turn.session, item.id):
        rename(turn, item, topic)


def rename(turn: Turn, item: Suggestion, topic: Topic) -> None:
    """Its thread in a staff group is called by the number alone."""
    topic.name = f"{item.number} {masked()}"
    turn.session.flush()
    if topic.thread_id is not None:
        turn.post(
            topic.chat_id,
            topic.name,
            kind=MessageKind.RENAMING,
            suggestion_id=item.id,
            topic_id=topic.id,
            purpose=BY_PAPER,
        )


def _take_away_the_rest(turn: Turn, item: Suggestion) -> int:
    """Take away what no edit reaches, as far as the network lets us; how much stays in chats.

    That a thread was begun, and under which name, cannot be taken away from a group.
    """
    threads = [one for one in hushing.topics(turn.session, item.id) if one.thread_id is not None]
    stays = hushing.beyond_reach(turn.session, item.id)
    young = hushing.removable(turn.session, item.id, turn.now - REMOVABLE)
    for row in young:
        if row.chat_id is not None and row.telegram_id is not None:
            _take_away(turn, row.chat_id, row.telegram_id, item)
    return stays - len(young) + len(threads)


def _take_away(turn: Turn, chat_id: int, telegram_id: int, item: Suggestion | None = None) -> None:
    turn.post(
        chat_id,
        None,
        kind=MessageKind.REMOVAL,
        media={"message_id": telegram_id},
        suggestion_id=item.id if item is not None else None,
        purpose=BY_PAPER,
    )


def stays(turn: Turn, row: Message) -> None:
    """The network did not take something back: somebody has to remind its reader by hand."""
    if row.suggestion_id is not None:
        item = suggestions.get(turn.session, row.suggestion_id)
        _tell_committee(turn, item, "by_paper.left", count=1)


def _tell_committee(turn: Turn, item: Suggestion, key: str, **values: Any) -> None:
    """Whoever has set the flag; the supervisors, where nobody in chat has."""
    told = [turn.me] if turn.actor else people.all_of(turn.session, [Role.SUPERVISOR])
    for person in told:
        turn.say(
            person,
            key,
            suggestion_id=item.id,
            purpose=BY_PAPER,
            not_before=None if turn.actor else hours.next_allowed(turn.office, person, turn.now),
            number=item.number,
            **values,
        )


def _concerned(turn: Turn, item: Suggestion) -> list[Person]:
    """Whoever handles it, stands behind it, leads it or watches over it, each once."""
    found = [deputy for deputy, _ in suggestions.deputies(turn.session, item.id)]
    officer = access.responsible(turn.session, item)
    found += [officer] if officer is not None else []
    found += [people.get(turn.session, item.leader_id)] if item.leader_id is not None else []
    for joint in suggestions.joint_units(turn.session, item.id):
        person = access.responsible_of_unit(turn.session, joint.unit_id)
        found += [person] if person is not None else []
    found += people.all_of(turn.session, [Role.SUPERVISOR])
    return list({person.id: person for person in found}.values())
