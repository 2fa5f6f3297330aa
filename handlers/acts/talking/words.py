"""What people say: kept first, then put under its suggestion, then passed on to the other side.

A deputy's words go to the suggestion replied to, else to the only open one, else a picker asks
while the words wait. Edits arrive as edits; the first text is kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers import html, keyboard, texts
from handlers.acts import access, hours
from handlers.acts.rating import score_requests
from handlers.acts.talking import floods, groups
from handlers.html import quote
from handlers.incoming import Said
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import CAPTION_LIMIT, RELAY, TEXT_LIMIT, Turn
from storage import contacts, dialogs, events, files, messages, people, suggestions
from storage.database import Session
from storage.files import Attachment
from storage.messages import Message, Move
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    AttachmentState,
    Direction,
    Language,
    MessageKind,
    MessageState,
    Relation,
)

WITHOUT_CAPTION = frozenset(
    {
        MessageKind.STICKER,
        MessageKind.LOCATION,
        MessageKind.CONTACT,
        MessageKind.VIDEO_NOTE,
    }
)
# What may answer a question to a deputy, besides words; what is written with it is heard, too.
ANSWERS = frozenset(
    {
        MessageKind.VOICE,
        MessageKind.AUDIO,
        MessageKind.VIDEO,
        MessageKind.VIDEO_NOTE,
        MessageKind.PHOTO,
        MessageKind.DOCUMENT,
    }
)
NOW = timedelta(0)
FLOOD_WAITS = timedelta(minutes=10)  # in which the files of others are fetched first
PICKER_SIZE = 8  # suggestions shown at once
MOST_CHOICES = 40  # of those that staff answer for
ACK = "ack"  # the purpose of saying that words have arrived


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that have been kept: the row's id and what is needed to pass them on."""

    message_id: int
    author_id: int
    html: str
    kind: MessageKind
    media: dict[str, Any] | None
    album: str | None


def keep(turn: Turn, said: Said, suggestion_id: int | None, *, purpose: str = "words") -> Kept:
    """Write down what was said; without a suggestion it waits for one.

    What has been written down already is kept once: from now on for this.
    """
    if turn.heard is not None:
        return _keep_as(turn, turn.heard, suggestion_id, purpose)
    media = dict(said.media) if said.media else None
    if said.file is not None:
        media = {"type": said.file.kind.value, "file_id": said.file.file_id}
    message_id = messages.add(
        turn.session,
        {
            "suggestion_id": suggestion_id,
            "direction": Direction.IN,
            "kind": said.kind,
            "purpose": purpose,
            "author_id": turn.me.id,
            "chat_id": said.chat_id,
            "thread_id": said.thread_id,
            "telegram_id": said.message_id,
            "text": said.text or None,
            "entities": said.entities or None,
            "media": media,
            "album": said.album,
            "state": MessageState.WAITING if suggestion_id is None else MessageState.RECEIVED,
            "at": _moment(turn, said),
            "reply_to_id": _replied_id(turn, said),
        },
    )
    turn.heard = message_id
    if said.file is not None:
        _attach(turn, said, message_id)
    return Kept(
        message_id, turn.me.id, _html(said.text, said.entities), said.kind, media, said.album
    )


def _keep_as(turn: Turn, message_id: int, suggestion_id: int | None, purpose: str) -> Kept:
    row = messages.get(turn.session, message_id)
    row.suggestion_id, row.purpose = suggestion_id, purpose
    row.state = MessageState.WAITING if suggestion_id is None else MessageState.RECEIVED
    turn.session.flush()
    return kept(row)


def _moment(turn: Turn, said: Said) -> datetime:
    """When it was said. The network keeps news for a day; an older or later moment is no moment
    of our clock's (a rehearsal's), so our own counts.
    """
    is_plausible = timedelta(0) <= turn.now - said.at <= timedelta(days=1)
    return said.at if is_plausible else turn.now


def _replied_id(turn: Turn, said: Said) -> int | None:
    if said.reply_to is None:
        return None
    row = messages.by_telegram(turn.session, said.chat_id, said.reply_to)
    return row.id if row else None


def _html(text: str | None, entities: list[dict[str, Any]] | None) -> str:
    if not text:
        return ""
    return html.from_entities(text, entities) if entities else quote(text)


def _attach(turn: Turn, said: Said, message_id: int) -> None:
    file = said.file
    assert file is not None
    limit = turn.office.profile.files.max_download_bytes
    is_too_big = file.size is not None and file.size > limit
    turn.session.add(
        Attachment(
            message_id=message_id,
            kind=file.kind,
            telegram_file_id=file.file_id,
            name=file.name,
            mime=file.mime,
            size=file.size,
            state=AttachmentState.TOO_BIG if is_too_big else AttachmentState.PENDING,
            next_at=None if is_too_big else turn.now + (FLOOD_WAITS if turn.is_flood else NOW),
        )
    )
    turn.session.flush()
    if is_too_big:
        turn.say(turn.me, "file.too_big", limit=limit // 2**20, purpose="told")


def kept(row: Message) -> Kept:
    """Words kept earlier, ready to be passed on."""
    assert row.author_id is not None
    return Kept(
        row.id, row.author_id, _html(row.text, row.entities), row.kind, row.media, row.album
    )


def under(
    turn: Turn,
    words: Kept,
    item: Suggestion,
    *,
    with_ack: bool = True,
    answered: Message | None = None,
) -> None:
    """Pass a deputy's words, kept under a suggestion, on to its staff; and say so to the deputy.

    `answered`: the message that they answer; who has written it for a part of their own hears, too.
    """
    turn.number = item.number
    to = recipient(turn, item)
    writer = _writer(turn, item, answered)
    if writer is not None and writer != to and not turn.is_flood:
        pass_on(turn, words, item, writer)
    if turn.is_flood:
        floods.keep_together(turn, item, to)
        return
    if to is None:
        turn.event("nobody_to_tell", suggestion_id=item.id, message_id=words.message_id)
    else:
        pass_on(turn, words, item, to)
    groups.mirror(turn, item, words.message_id, _lines(words, _head(turn, item, words.author_id)))
    if with_ack:
        _acknowledge(turn, words, item, to)


def foresee(session: Session, deputies: Collection[Person]) -> None:
    """Learn at once what the words of many deputies will each ask for."""
    open_of = suggestions.open_of_deputies(session, [deputy.id for deputy in deputies])
    items = [item for found in open_of.values() for item in found]
    people.learn(session, {item.officer_id for item in items if item.officer_id is not None})
    about = [(person_id, item.id) for person_id, found in open_of.items() for item in found]
    messages.learn_last_to(session, about, ACK)


def recipient(turn: Turn, item: Suggestion) -> Person | None:
    """The first who has joined of: the officer, the unit's others who may see it, the overseers."""
    first = access.responsible(turn.session, item)
    if first is not None and people.is_reached(turn.session, first):
        return first
    others = [
        *people.staff_of(turn.session, item.lead_unit_id),
        *access.overseers(turn.session, item),
    ]
    for person in others:
        is_concerned = access.relations(turn.session, person, item) != {Relation.NONE}
        if is_concerned and people.is_reached(turn.session, person):
            return person
    return None


def _writer(turn: Turn, item: Suggestion, answered: Message | None) -> Person | None:
    """Who of a unit with a part of its own has written what is answered."""
    if answered is None or answered.author_id is None:
        return None
    author = people.get(turn.session, answered.author_id)
    if author.is_deputy or author.unit_id == item.lead_unit_id:
        return None
    relations = access.relations(turn.session, author, item)
    may = permissions.may_any(relations, Act.MESSAGE_DEPUTY)
    return author if may and people.is_reached(turn.session, author) else None


def pass_on_to_next(turn: Turn, lost: Message) -> None:
    """A deputy's words did not reach a member of staff: the next who hears gets them, once."""
    assert lost.source_id is not None
    assert lost.suggestion_id is not None
    item = suggestions.get(turn.session, lost.suggestion_id)
    to = recipient(turn, item)
    if to is None:
        return
    copies = messages.copies(turn.session, lost.source_id)
    nowhere = (MessageState.FAILED, MessageState.CANCELLED)
    if all(one.person_id != to.id or one.state in nowhere for one in copies):
        pass_on(turn, kept(messages.get(turn.session, lost.source_id)), item, to)


def pass_on(
    turn: Turn,
    words: Kept,
    item: Suggestion,
    to: Person,
    *,
    status_id: int | None = None,
    not_before: datetime | None = None,
    buttons: keyboard.Keyboard | None = None,
    purpose: str = "relay",
) -> int | None:
    """Copy words to a person, headed by whose they are and what they are about."""
    chat_id = people.chat_of(turn.session, to.id)
    if chat_id is None:
        return None
    turn.must_not_ask_for_score(to, [html.plain(words.html)], item.id)
    head = _head(turn, item, words.author_id, to)
    if buttons is None:
        buttons = _relay_buttons(item, words.message_id, to)
    row: dict[str, Any] = {
        "suggestion_id": item.id,
        "purpose": purpose,
        "author_id": words.author_id,
        "person_id": to.id,
        "source_id": words.message_id,
        "status_id": status_id,
        "priority": RELAY,
        "not_before": not_before,
    }
    if words.kind == MessageKind.TEXT:
        return turn.post(chat_id, _lines(words, head), keyboard=buttons, **row)
    if words.kind in WITHOUT_CAPTION:
        turn.post(chat_id, head, **(row | {"status_id": None, "purpose": "heading"}))
        return turn.post(chat_id, None, kind=words.kind, media=words.media, keyboard=buttons, **row)
    in_album = words.album is not None
    if in_album and _album_begun(turn, words, to):
        head = ""
    return turn.post(
        chat_id,
        _lines(words, head) or None,
        kind=words.kind,
        media=words.media,
        album=f"{words.album}:{to.id}" if in_album else None,
        keyboard=None if in_album else buttons,
        **(row | {"not_before": (not_before or turn.now) + ALBUM_GATHERS} if in_album else row),
    )


ALBUM_GATHERS = timedelta(seconds=1)  # the pictures of one album arrive as single updates


def _album_begun(turn: Turn, words: Kept, to: Person) -> bool:
    return messages.album_has(turn.session, f"{words.album}:{to.id}")


def _lines(words: Kept, head: str) -> str:
    return f"{head}\n{words.html}" if head and words.html else head or words.html


def _head(turn: Turn, item: Suggestion, author_id: int, to: Person | None = None) -> str:
    """Whose words these are and what they are about; `to` None: for the staff group."""
    author = people.get(turn.session, author_id)
    return texts.render(
        "relay.to_deputy" if to is not None and to.is_deputy else "relay.to_staff",
        to.language if to else Language.CHINESE,
        name=author.name,
        unit=groups.unit_name(turn.session, author.unit_id),
        number=item.number,
        title=short(item.title),
    )


def short(title: str, limit: int = 18) -> str:
    """A title that fits a line of a phone."""
    return title if len(title) <= limit else title[: limit - 1] + "…"


def _relay_buttons(item: Suggestion, message_id: int, to: Person) -> keyboard.Keyboard:
    if to.is_deputy:
        return [[keyboard.button(to.language, "button.answer", "write", item.id, message_id)]]
    return [
        [
            keyboard.button(to.language, "button.answer", "answer", message_id),
            keyboard.button(to.language, "button.card", "card", item.id),
        ]
    ]


def _acknowledge(turn: Turn, words: Kept, item: Suggestion, to: Person | None) -> None:
    """Tell the deputy once a conversation that the words have arrived, and with whom."""
    quiet = timedelta(minutes=turn.office.profile.prompts.ack_quiet_minutes)
    last = messages.last_to(turn.session, turn.me.id, item.id, ACK)
    if last is not None and turn.now - last < quiet:
        return
    several = len(suggestions.open_ids_of_deputy(turn.session, turn.me.id)) > 1
    row = []
    if several:
        row += [keyboard.button(turn.language, "button.other_suggestion", "move", words.message_id)]
    questions = dialogs.of(turn.session, turn.me.id)
    if questions is not None and questions.data.get("is_paused"):
        contact_id = questions.data["contact_id"]
        row += [keyboard.button(turn.language, "button.resume", "resume", contact_id)]
    key = "words.kept"
    if to is not None:
        is_working = hours.next_allowed(turn.office, to, turn.now) == turn.now
        key = "words.taken" if is_working else "words.taken_off_hours"
    turn.say(
        turn.me,
        key,
        suggestion_id=item.id,
        purpose=ACK,
        number=item.number,
        title=short(item.title),
        name=to.name if to else "—",
        keyboard=[row] if row else None,
    )


def choices(turn: Turn) -> list[Suggestion]:
    """What words may be about: the open suggestions of a deputy, those that staff answer for."""
    if turn.me.is_deputy:
        return list(suggestions.of_deputy(turn.session, turn.me.id, only_open=True))
    return [item for item, _ in suggestions.of_staff(turn.session, turn.me, limit=MOST_CHOICES)]


def ask_staff_where(turn: Turn) -> None:
    """About which suggestion are the words of staff that wait?"""
    found = choices(turn)
    if found:
        ask_where(turn, found)
    else:
        turn.say(turn.me, "my.none")


def ask_where(turn: Turn, among: list[Suggestion], page: int = 0) -> None:
    """Ask which suggestion waiting words belong to; one question for all that wait."""
    waiting = dialogs.of(turn.session, turn.me.id)
    if waiting is not None and waiting.kind == "pick":
        return
    message_id = turn.say(
        turn.me,
        "words.which",
        purpose="prompt",
        keyboard=picker(turn, among, "pick", page),
    )
    dialogs.ask(turn.session, turn.me.id, "pick", turn.now, message_id=message_id)


def picker(
    turn: Turn, choices: list[Suggestion], verb: str, page: int, *about: object
) -> keyboard.Keyboard:
    """Buttons naming suggestions, a page at a time."""
    shown = choices[page * PICKER_SIZE : (page + 1) * PICKER_SIZE]
    rows = [
        [keyboard.named(f"{item.number} {short(item.title, 24)}", verb, item.id, *about)]
        for item in shown
    ]
    if len(choices) > (page + 1) * PICKER_SIZE:
        more = keyboard.button(turn.language, "button.more", f"{verb}_more", page + 1, *about)
        rows.append([more])
    return rows


def place(turn: Turn, item: Suggestion) -> int:
    """Put all waiting words of the deputy acting under a suggestion; how many."""
    access.fetch(turn, item.id, Act.WRITE_WORDS)
    waiting = messages.waiting_of(turn.session, turn.me.id)
    most = turn.office.profile.flood.moves_per_minute
    for number, row in enumerate(waiting):
        messages.put_under(turn.session, row.id, item.id)
        turn.is_flood = turn.is_flood or number >= most
        under(turn, kept(row), item)
    asked = dialogs.of(turn.session, turn.me.id)
    if asked is not None and asked.kind == "pick":
        dialogs.close(turn.session, turn.me.id)
    return len(waiting)


def move(turn: Turn, message_id: int, item: Suggestion) -> None:
    """Put words that went to the wrong suggestion under another; both records keep the trace."""
    row = messages.get(turn.session, message_id)
    old_id = row.suggestion_id
    if old_id == item.id:
        return
    turn.session.add(
        Move(
            message_id=row.id,
            from_suggestion_id=old_id,
            to_suggestion_id=item.id,
            moved_by_id=turn.me.id,
            at=turn.now,
        )
    )
    for copy in messages.copies(turn.session, row.id):
        note = texts.render("words.moved_away", turn.language)
        if copy.kind not in WITHOUT_CAPTION:
            messages.rewrite(
                turn.session, copy.id, turn.now, text=f"{copy.text or ''}\n{note}", keyboard=None
            )
    messages.put_under(turn.session, row.id, item.id)
    for suggestion_id in (old_id, item.id):
        if suggestion_id is not None:
            turn.event(
                "words_moved",
                suggestion_id=suggestion_id,
                message_id=row.id,
                from_suggestion_id=old_id,
                to_suggestion_id=item.id,
            )
    under(turn, kept(messages.get(turn.session, message_id)), item)


def edited(turn: Turn, said: Said, row: Message) -> None:
    """Someone has edited their words: keep the first text, show the others the new one."""
    before = row.text or ""
    if not revised(turn, said, row):
        return
    if row.purpose == "answer":
        contacts.amend(turn.session, row.id, before, said.text, turn.now)
    if row.suggestion_id is None:
        return
    item = suggestions.get(turn.session, row.suggestion_id)
    if score_requests.asks(turn, item, [said.text]):
        score_requests.stop(turn, item, [row.id])  # the deputy keeps the words as they were
        return
    fresh = kept(row)
    for copy in messages.copies(turn.session, row.id):
        if copy.purpose == "heading" or copy.kind in WITHOUT_CAPTION:
            continue
        _renew(turn, fresh, item, copy)


def revised(turn: Turn, said: Said, row: Message) -> bool:
    """Write down what words have been edited to, the first text stays; False: it is no news."""
    if (row.text or "") == said.text:
        return False
    if _is_overtaken(turn, row):
        earlier(turn, said, row)
        return False
    messages.revise(turn.session, row.id, said.text or None, turn.now)
    row.entities = said.entities or None
    turn.session.flush()
    turn.event("edited", suggestion_id=row.suggestion_id, message_id=row.id)
    return True


# Between two updates of one chat; after a longer pause the network counts from another number.
FARTHEST = 10_000


def _is_overtaken(turn: Turn, row: Message) -> bool:
    """Whether a later edit of these words has come before this one."""
    if turn.update_id is None:
        return False
    by = events.edited_by(turn.session, row.suggestion_id, row.id)
    return 0 < by - turn.update_id < FARTHEST


def earlier(turn: Turn, said: Said, row: Message) -> None:
    """Words that come after what they were edited to: they are kept as the earlier text."""
    if (row.text or "") != said.text:
        messages.add_earlier(turn.session, row.id, said.text or None, turn.now)
        turn.event("came_late", suggestion_id=row.suggestion_id, message_id=row.id)


def _renew(turn: Turn, words: Kept, item: Suggestion, copy: Message) -> None:
    to = people.get(turn.session, copy.person_id) if copy.person_id else None
    head = _head(turn, item, words.author_id, to)
    mark = texts.render("words.edited", to.language if to else Language.CHINESE)
    text = _lines(words, f"{head} {mark}")
    limit = TEXT_LIMIT if copy.kind == MessageKind.TEXT else CAPTION_LIMIT
    if html.units(text) <= limit:
        messages.rewrite(turn.session, copy.id, turn.now, text=text)
    elif to is not None:
        turn.send(to, text, suggestion_id=item.id, purpose="relay", source_id=words.message_id)


def catch_up(turn: Turn) -> int:
    """Give a member of staff who is here (again) the words that have reached nobody so far."""
    count = 0
    for row in messages.undelivered_words(turn.session, turn.me.id):
        assert row.suggestion_id is not None
        item = suggestions.get(turn.session, row.suggestion_id)
        pass_on(turn, kept(row), item, turn.me)
        count += 1
    return count


def attachments_named(turn: Turn, message_ids: list[int], *, with_words: bool = False) -> str:
    """The files of messages, named for a preview; `with_words`: and what was written with them."""
    found = files.of_messages(turn.session, message_ids)
    names = []
    for message_id in message_ids:
        for attachment in found.get(message_id, []):
            kind = texts.label(f"messagekind.{attachment.kind.value}", turn.language)
            said = messages.get(turn.session, message_id).text if with_words else None
            name = attachment.name or kind
            names.append(f"{name}（{said}）" if said else name)
    return "、".join(names)


def says_something(text: str) -> bool:
    """Whether there are words in it: a smile, or three exclamation marks, are none."""
    return any(character.isalnum() for character in text)


def must_say_something(said: Said) -> None:
    """Raises Refused `words.wanted` for what answers no question: a sticker, a poll, a smile."""
    is_written = said.kind == MessageKind.TEXT and says_something(said.text)
    if not is_written and said.kind not in ANSWERS:
        raise Refused("words.wanted")


def shown(row: Message, turn: Turn) -> Html:
    """What a message says, in one HTML line or more; a file by its kind."""
    body = _html(row.text, row.entities)
    if row.kind == MessageKind.TEXT:
        return Html(body)
    kind = texts.label(f"messagekind.{row.kind.value}", turn.language)
    return Html(f"[{quote(kind)}] {body}".strip())
