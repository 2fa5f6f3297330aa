"""Which open question is answered by whom: what becomes of words that answer one.

A form of staff whose words deputies are to read is asked first whether it asks for a score.
"""

from collections.abc import Callable

from handlers import texts
from handlers.acts.contacting import briefing, progress, visits
from handlers.acts.handling.gates import ASKED_IN
from handlers.acts.rating import call_backs, pressures, ratings, score_requests, seconds
from handlers.acts.replying import drafts as draft_acts
from handlers.acts.talking import sending, words
from handlers.conversations import (
    answering,
    arranging,
    audits,
    campaigns,
    classes,
    closing,
    drafts,
    forms,
    gates,
    honest,
    leading,
    links,
    meetings,
    minutes,
    models,
    moves,
    opinions,
    papers,
    plans,
    points,
    promises,
    publications,
    questions,
    results,
    roots,
    tours,
    voices,
    withdrawing,
)
from handlers.incoming import Said
from handlers.turn import Turn
from storage import suggestions
from storage.dialogs import Dialog


def _reason(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    ratings.reason(turn, words_said, int(dialog.data["form_id"]))


def _rating_word(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    ratings.word(turn, words_said, int(dialog.data["form_id"]))


def _objection(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    contact_id = int(dialog.data["contact_id"])
    _, item = visits.own(turn, contact_id)
    words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    turn.say(turn.me, "progress.agreed", suggestion_id=item.id)
    kind = texts.label(f"messagekind.{words_said.kind.value}", turn.language)
    visits.object_to(turn, contact_id, words_said.text or f"[{kind}]")


def _comment(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    contact_id, pressed_on = int(dialog.data["contact_id"]), dialog.data.get("pressed_on")
    item = progress.comment(turn, contact_id, pressed_on)
    words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    turn.say(turn.me, "progress.agreed", suggestion_id=item.id)


OF_DEPUTIES: dict[str, Callable[[Turn, Said, Dialog], None]] = {
    "opening": briefing.answer,
    "reason": _reason,
    ratings.WORD: _rating_word,
    "objection": _objection,
    "comment": _comment,
    draft_acts.WHY: drafts.objection,
    points.LEFT_OUT: points.left_out,
    withdrawing.WITHDRAW: withdrawing.answered,
    pressures.ASKED: honest.pressure_words,
    seconds.WHY: seconds.reason,
}


def of_staff(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """Words of staff in answer to an open question."""
    if dialog.kind == "compose":
        sending.draft(turn, words_said, dialog)
    elif dialog.kind == "blank":  # whether it asks for a score is looked at before it is sent
        answering.take(turn, words_said, dialog, blank)
    elif dialog.kind in _AMONG_STAFF or not asks_for_score(turn, words_said, dialog):
        if dialog.kind == "progress":
            forms.answered(turn, words_said, dialog)
        else:
            answering.take(turn, words_said, dialog, handler_of(dialog))


def of_a_deputy(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """Words of a deputy in answer to an open question."""
    if dialog.kind != pressures.ASKED:
        words.must_say_something(words_said)
    answering.take(turn, words_said, dialog, OF_DEPUTIES[dialog.kind])


def handler_of(dialog: Dialog) -> answering.Handler:
    """What becomes of an answer of staff to a question."""
    if dialog.kind in ("blank", "compose"):
        return blank
    return OF_STAFF.get(dialog.kind, forms.answered)


def blank(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """The words for a blank of a template."""
    sending.fill_in(turn, dialog, questions.text_of(words_said, sending.LONGEST_BLANK))


def asks_for_score(turn: Turn, words_said: Said, dialog: Dialog) -> bool:
    """Whether an answer of staff, which deputies are to read, asks for a score: the question stays
    open, and it may be said otherwise.
    """
    text = words_said.text or ""
    items = words.choices(turn) if dialog.kind in _FOR_MANY else []
    if dialog.suggestion_id is not None:
        items = [suggestions.get(turn.session, dialog.suggestion_id)]
    item = next((one for one in items if score_requests.asks(turn, one, [text])), None)
    if item is None:
        return False
    kept = words.keep(turn, words_said, None, purpose="form_input")
    return score_requests.stops(turn, item, [text], [kept.message_id])


# Asked about no single suggestion; the deputies of several read what is written.
_FOR_MANY = frozenset({campaigns.NEW, campaigns.PROGRESS, tours.TITLE})
# What no deputy reads: reasons that are given to colleagues and to the committee.
_AMONG_STAFF = frozenset(
    {
        ASKED_IN,
        moves.MOVE,
        opinions.BACK,
        opinions.NOTE,
        drafts.BACK,
        plans.PLAN,
        plans.BACK,
        closing.CHECK,
        papers.KIND,
        call_backs.ASKED,
        audits.AUDIT,
        leading.INSTRUCTION,
    }
)


OF_STAFF = {
    arranging.NEW: arranging.answered,
    meetings.OFF: meetings.answered,
    minutes.HELD: minutes.answered,
    tours.TITLE: tours.titled,
    ASKED_IN: gates.reason,
    moves.MOVE: moves.answered,
    campaigns.NEW: campaigns.titled,
    campaigns.PROGRESS: campaigns.reported,
    voices.VOICE: voices.heard,
    voices.POLL: voices.answered,
    opinions.OPINION: opinions.answered,
    opinions.BACK: opinions.reason,
    opinions.NOTE: opinions.noted,
    opinions.BLOCKER: opinions.raised,
    opinions.DECISION: opinions.decided,
    points.LIST: points.listed,
    points.ANSWER: points.answered,
    drafts.DRAFT: drafts.answered,
    drafts.BACK: drafts.reason,
    audits.AUDIT: audits.reason,
    classes.CLASS: classes.answered,
    publications.PUBLICATION: publications.answered,
    closing.CHECK: closing.reason,
    plans.PLAN: plans.answered,
    plans.BACK: plans.reason,
    promises.PROMISE: promises.answered,
    results.RESULT: results.answered,
    models.MODEL: models.answered,
    links.LINK: links.answered,
    roots.MEASURE: roots.measured,
    roots.TASK: roots.dated,
    leading.INSTRUCTION: leading.instructed,
    papers.KIND: papers.answered,
    call_backs.ASKED: honest.otherwise,
}
