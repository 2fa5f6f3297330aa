"""Words of people: a deputy's find their suggestion, an officer's are shown before sending."""

from dataclasses import replace

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.contacting import briefing
from handlers.acts.keeping import secrecy
from handlers.acts.rating import identity, pressures, ratings, score_requests
from handlers.acts.talking import asking, groups, sending, words
from handlers.conversations import (
    answering,
    forms,
    late,
    open_questions,
)
from handlers.incoming import Pressed, Said
from handlers.rules import routing
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.routing import Ask, To
from handlers.turn import Turn
from storage import dialogs, messages, people, suggestions, units
from storage.dialogs import Dialog
from storage.messages import Message
from storage.pressures import TOLD
from storage.vocabulary import MessageState

# Buttons under copies of words, by name and number of arguments: the last names the original.
SAYS_WHOSE_COPY = frozenset({("answer", 1), ("write", 2)})

# What comes in the committee's name: whoever replies to it may mean the committee.
_IN_ITS_NAME = frozenset({"form", "second", "paper"})


def said(turn: Turn, words_said: Said) -> None:
    """Everything a registered person says in private that is no command."""
    if not words_said.is_edit and _came_late(turn, words_said):
        return
    replied, sibling = _replied(turn, words_said), _sibling(turn, words_said)
    for earlier in (replied, sibling):
        secrecy.must_not_be_said(turn, earlier.suggestion_id if earlier else None)
    if turn.me.is_deputy:
        _deputy(turn, words_said, replied, sibling)
    else:
        _staff(turn, words_said, replied)


def _came_late(turn: Turn, words_said: Said) -> bool:
    """Whether these words come after what they were edited to; then they are the earlier text."""
    if not messages.has_come(turn.session, words_said.chat_id, words_said.message_id):
        return False
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
    if row is None or row.author_id != turn.me.id:
        return False
    words.earlier(turn, words_said, row)
    return True


def _deputy(turn: Turn, words_said: Said, replied: Message | None, sibling: Message | None) -> None:
    if _belongs_to_what_was_said(turn, words_said, replied, sibling):
        return
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and dialog.kind == identity.ASKED and identity.is_meant(words_said):
        identity.answered(turn, words_said, dialog)
        return
    if dialog is not None and dialog.kind in open_questions.OF_DEPUTIES:
        if _answers(turn, dialog, replied):
            open_questions.of_a_deputy(turn, words_said, dialog)
            return
        if replied is None and dialog.kind not in asking.LAPSING:
            late.ask_whether(turn, words_said, dialog)
            return
    if replied is not None and replied.purpose in _IN_ITS_NAME and replied.suggestion_id:
        pressures.ask_whom(turn, words_said, replied.suggestion_id)
        return
    is_chosen = (
        dialog is not None and dialog.kind == "write" and _answers(turn, dialog, replied=None)
    )
    chosen = dialog.suggestion_id if dialog is not None and is_chosen else None
    answered = replied.suggestion_id if replied else None
    match routing.route(
        replied_suggestion=answered if _may_write(turn, answered) else None,
        chosen=chosen if _may_write(turn, chosen) else None,
        open_suggestions=suggestions.open_ids_of_deputy(turn.session, turn.me.id),
    ):
        case To(suggestion_id):
            item = suggestions.get(turn.session, suggestion_id)
            kept = words.keep(turn, words_said, item.id)
            words.under(turn, kept, item, answered=replied or _written_to(turn, dialog))
        case Ask():
            words.keep(turn, words_said, None)
            words.ask_where(turn, words.choices(turn))
        case _:
            _without_open(turn, words_said)
    if dialog is not None and dialog.kind == "write":
        dialogs.close(turn.session, turn.me.id)


def _belongs_to_what_was_said(
    turn: Turn, words_said: Said, replied: Message | None, sibling: Message | None
) -> bool:
    """Whether it goes on with a complaint, an album or a text that a phone has cut."""
    if sibling is not None and sibling.purpose == TOLD:
        pressures.more(turn, words_said, sibling.id)
        return True
    if replied is not None and replied.purpose == TOLD:
        pressures.in_reply(turn, words_said, replied.id)
        return True
    if sibling is None or sibling.suggestion_id is None:
        return False
    if not _may_write(turn, sibling.suggestion_id):
        return False
    item = suggestions.get(turn.session, sibling.suggestion_id)
    if sibling.purpose == ratings.REASON:
        ratings.more(turn, words_said, item)
    elif sibling.purpose == "answer" and words_said.album is None:
        briefing.go_on_answering(turn, words_said, item, sibling)
    else:
        words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    return True


def _written_to(turn: Turn, dialog: Dialog | None) -> Message | None:
    """What is answered by 回复: the words of staff under which it was pressed."""
    is_answer = dialog is not None and dialog.kind == "write" and "said_to" in dialog.data
    return turn.session.get(Message, dialog.data["said_to"]) if dialog and is_answer else None


def _may_write(turn: Turn, suggestion_id: int | None) -> bool:
    """Whether a deputy (still) stands behind a suggestion: an old message may be replied to."""
    if suggestion_id is None:
        return False
    if suggestion_id in suggestions.open_ids_of_deputy(turn.session, turn.me.id):
        return True
    return access.may(turn, suggestions.get(turn.session, suggestion_id), Act.WRITE_WORDS)


def _sibling(turn: Turn, words_said: Said) -> Message | None:
    """The first picture of an album, or the piece before of a text that was too long for one
    message: whatever it was said to, the others were too.
    """
    if words_said.album is not None:
        return messages.of_album(turn.session, turn.me.id, words_said.album)
    if not turn.me.is_deputy or not _may_go_astray(turn):
        return None
    before = messages.latest_from(turn.session, turn.me.id)
    return before if before and answering.is_rest(words_said, before) else None


def _may_go_astray(turn: Turn) -> bool:
    """Whether words could be put anywhere but under the only open suggestion."""
    if dialogs.of(turn.session, turn.me.id) is not None:
        return True
    return len(suggestions.open_ids_of_deputy(turn.session, turn.me.id)) != 1


def _answers(turn: Turn, dialog: Dialog, replied: Message | None) -> bool:
    """Whether words answer the open question: a reply to something else does not."""
    if dialog.kind == pressures.ASKED:
        return pressures.is_listened_to(turn, dialog)
    if replied is not None:
        return replied.id == dialog.message_id
    return asking.waits_for_words(turn, dialog)


def _replied(turn: Turn, words_said: Said) -> Message | None:
    """Our row of the message replied to.

    After a crash a message may stand in the chat twice, and only one of the two is known by its
    number; the other is known by its buttons, which say whose copy it is.
    """
    if words_said.reply_to is None:
        return None
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.reply_to)
    if row is not None:
        return row
    for data in words_said.replied_buttons:
        verb, arguments = keyboard.unpack(data)
        source = arguments[-1] if (verb, len(arguments)) in SAYS_WHOSE_COPY else ""
        if source.isascii() and source.isdigit():
            return messages.copy_in(turn.session, int(source), words_said.chat_id)
    return None


def _without_open(turn: Turn, words_said: Said) -> None:
    """No suggestion is open: the words go to one that was, or are kept and the deputy told."""
    signed = list(suggestions.of_deputy(turn.session, turn.me.id, only_open=False))
    earlier = [item for item in signed if not item.is_by_paper]
    if signed and not earlier:
        secrecy.must_not_be_said(turn, signed[-1].id)
    if len(earlier) == 1:
        item = earlier[0]
        words.under(turn, words.keep(turn, words_said, item.id), item)
        return
    words.keep(turn, words_said, None)
    if earlier:
        words.ask_where(turn, earlier)
    else:
        turn.say(turn.me, "words.nowhere")


def _staff(turn: Turn, words_said: Said, replied: Message | None) -> None:
    if replied is not None and replied.source_id is not None and replied.suggestion_id is not None:
        _answer_directly(turn, words_said, replied)
        return
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind == asking.PICK:
        words.keep(turn, words_said, None)
        words.ask_staff_where(turn)
    elif asking.is_old(turn, dialog) and (replied is None or replied.id != dialog.message_id):
        late.ask_whether(turn, words_said, dialog)
    else:
        open_questions.of_staff(turn, words_said, dialog)


def _answer_directly(turn: Turn, words_said: Said, replied: Message) -> None:
    """A reply to a deputy's words goes to that deputy at once: the target cannot be mistaken."""
    assert replied.suggestion_id is not None
    deputy = _author_or_lead(turn, replied)
    item = access.fetch(turn, replied.suggestion_id, Act.MESSAGE_DEPUTY)
    sending.must_be_reachable(turn, deputy)
    is_first = _sibling(turn, words_said) is None
    kept = words.keep(turn, words_said, item.id)
    if score_requests.stops(turn, item, [words_said.text or ""], [kept.message_id]):
        return
    sending.deliver(turn, kept, item, deputy, with_status=is_first)


def _author_or_lead(turn: Turn, replied: Message) -> people.Person:
    assert replied.suggestion_id is not None
    item = suggestions.get(turn.session, replied.suggestion_id)
    return sending.addressee(turn, item, replied.source_id)


def edited(turn: Turn, words_said: Said) -> None:
    """Words said anew: the row we have is revised; unknown ones are taken as new."""
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
    secrecy.must_not_be_said(turn, row.suggestion_id if row else None)
    if row is not None and row.author_id == turn.me.id:
        dialog = dialogs.of(turn.session, turn.me.id)
        if answering.is_answer(dialog, row):
            _answered_anew(turn, words_said, dialog, row)
            return
        before = row.text
        words.edited(turn, words_said, row)
        _show_draft_anew(turn, row)
        if row.purpose == "answer":
            briefing.show_anew(turn, row.id)
        if row.purpose == TOLD and row.text != before:
            pressures.said_otherwise(turn, row.id)
    elif row is None and words_said.text.startswith("/"):
        turn.say(turn.me, "asked.command")
    elif row is None:
        said(turn, words_said)
        row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
        if row is not None:  # earlier words, and earlier edits, may come yet
            turn.event("edited", suggestion_id=row.suggestion_id, message_id=row.id)


def _answered_anew(turn: Turn, words_said: Said, dialog: Dialog | None, row: Message) -> None:
    """An answer has been edited: it counts while its form is open."""
    counted, was_stopped = row.text or "", row.state == MessageState.CANCELLED
    if not words.revised(turn, words_said, row):
        return
    turn.heard = row.id
    handler: answering.Handler = forms.answered
    if dialog is not None and turn.me.is_deputy:
        handler = open_questions.OF_DEPUTIES.get(dialog.kind, handler)
    elif dialog is not None and dialog.kind != asking.PICK:
        if was_stopped:  # it may be said otherwise
            open_questions.of_staff(turn, replace(words_said, is_edit=False), dialog)
            return
        handler = open_questions.handler_of(dialog)
        if handler is not open_questions.blank and open_questions.asks_for_score(
            turn, words_said, dialog
        ):
            return
    if not answering.anew(turn, words_said, dialog, row, handler):
        counted = words.short(counted, 60)
        turn.say(turn.me, "asked.over", suggestion_id=row.suggestion_id, was=counted)


def _show_draft_anew(turn: Turn, row: Message) -> None:
    """An edited draft is shown again before it can be sent."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and row.id in dialog.data.get("draft", []):
        assert dialog.suggestion_id is not None
        item = suggestions.get(turn.session, dialog.suggestion_id)
        if dialog.kind == "compose":
            sending.preview(turn, item)
        else:
            forms.preview(turn, dialog, item)


def in_group(turn: Turn, words_said: Said) -> None:
    """A reply to mirrored words in the staff group goes to that deputy; all else is staff talk."""
    replied = None
    if units.group(turn.session, words_said.chat_id) is not None:
        replied = _replied(turn, words_said)
    if replied is None or replied.purpose != "mirror" or replied.suggestion_id is None:
        turn.forget()  # what staff say to each other is nothing to us
        return
    secrecy.must_not_be_said(turn, replied.suggestion_id)
    _answer_directly(turn, words_said, replied)


def bind(turn: Turn, words_said: Said, _words: str) -> None:
    """/bind in a group: from now on the unit's deputies' words are mirrored here."""
    if words_said.is_private:
        turn.say(turn.me, "group.only_in_group")
        return
    groups.bind(turn, words_said)
    turn.post(
        words_said.chat_id,
        texts.render(
            "group.bound", turn.language, unit=groups.unit_name(turn.session, turn.me.unit_id)
        ),
        thread_id=words_said.thread_id,
    )


def not_taken(turn: Turn, incoming: Said | Pressed, refusal: Refused) -> None:
    """What was said, or said to be an answer, has been refused."""
    if isinstance(incoming, Said):
        answering.not_taken(turn, incoming)
    elif incoming.data == "late:yes" and refusal.code != "button.gone":
        late.not_taken(turn)
        turn.say(turn.me, f"refused.{refusal.code}", **refusal.values)
