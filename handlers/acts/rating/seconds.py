"""再评价: how the deputy sees what came of it later on (回头看); asked once an occasion.

`offer` is for whoever looks back; the answer may be changed, and no answer is overwritten. It is
sealed like the first one: the unit hears it when it has stood for some days.
"""

from datetime import datetime

from handlers import keyboard, texts
from handlers.acts import access, duties, hours
from handlers.acts.rating import committee, flags, identity, window
from handlers.acts.talking import sending, words
from handlers.incoming import Said
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import dialogs, look_backs, messages, people, ratings, seconds, suggestions
from storage.dialogs import Dialog
from storage.people import Person
from storage.ratings import Rating
from storage.seconds import SecondForm, SecondRating
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, FlagKind, Grade

WHY = "second_reason"  # the open question
AT_ONCE = 50


def offer(
    turn: Turn,
    item: Suggestion,
    deputy: Person,
    occasion: str,
    *,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """Ask the lead deputy anew, once an occasion (such as a year, at most 40 characters).

    None: it has been asked already, or the deputy is not here.
    """
    if seconds.form(turn.session, item.id, occasion) is not None:
        return None
    form = SecondForm(
        suggestion_id=item.id, occasion=occasion, deputy_id=deputy.id, sent_at=turn.now
    )
    turn.session.add(form)
    turn.session.flush()
    put_again(turn, item, deputy, form, priority, not_before)
    turn.event("asked_to_rate_again", suggestion_id=item.id, occasion=occasion)
    return form.message_id


def put_again(
    turn: Turn,
    item: Suggestion,
    deputy: Person,
    form: SecondForm,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """The form before the deputy, for the first time or anew."""
    form.message_id = turn.say(
        deputy,
        "second.form",
        suggestion_id=item.id,
        purpose="second",
        priority=priority,
        not_before=not_before,
        keyboard=_buttons(form, deputy),
        **_shown(turn, item, None, deputy),
    )
    turn.session.flush()
    return form.message_id


def _buttons(form: SecondForm, deputy: Person) -> keyboard.Keyboard:
    """Three grades in the same order always, and the way to the committee."""
    grades = [
        keyboard.named(texts.plain(grade, deputy.language), "second", form.id, grade.value)
        for grade in Grade
    ]
    pressure = keyboard.button(deputy.language, "button.pressure", "pressure", form.suggestion_id)
    return [grades, [pressure]]


def _shown(turn: Turn, item: Suggestion, effect: Grade | None, reader: Person) -> dict[str, object]:
    return {
        "number": item.number,
        "title": item.title,
        "effect": effect,
        "committee": committee.called(turn, reader),
    }


def ask_now(turn: Turn, item: Suggestion) -> None:
    """The committee asks about a suggestion that is over. Raises Refused when it has this year."""
    if item.is_open:
        raise Refused("second.open")
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    sending.must_be_reachable(turn, deputy)
    at = hours.next_allowed(turn.office, deputy, turn.now)
    occasion = str(turn.office.today(turn.now).year)
    if offer(turn, item, deputy, occasion, not_before=at) is None:
        raise Refused("duty.done")
    turn.say(turn.me, "second.asked", suggestion_id=item.id, number=item.number, deputy=deputy.name)


def choose(turn: Turn, form_id: int, effect: Grade) -> None:
    """满意 / 基本满意 / 不满意; the last asks why."""
    form, item = _own(turn, form_id)
    if not identity.is_shown(turn, item, form.sent_at):
        return
    if effect != Grade.DISSATISFIED:
        _give(turn, form, item, effect, None)
        return
    message_id = turn.say(turn.me, "rating.reason", suggestion_id=item.id, purpose="ask_reason")
    dialogs.ask(
        turn.session,
        turn.me.id,
        WHY,
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"form_id": form.id},
    )


def reason(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Why, in the deputy's own words."""
    form, item = _own(turn, int(dialog.data["form_id"]))
    words.keep(turn, said, item.id, purpose="reason")
    kind = texts.label(f"messagekind.{said.kind.value}", turn.language)
    dialogs.close(turn.session, turn.me.id)
    _give(turn, form, item, Grade.DISSATISFIED, said.text or f"[{kind}]")


def _own(turn: Turn, form_id: int) -> tuple[SecondForm, Suggestion]:
    form = seconds.get_form(turn.session, form_id)
    if form is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, form.suggestion_id, Act.RATE)
    is_own_chat = turn.chat_id == people.chat_of(turn.session, turn.me.id)
    if form.deputy_id != turn.me.id or not is_own_chat:
        raise Refused("rating.not_yours")
    return form, item


def _give(turn: Turn, form: SecondForm, item: Suggestion, effect: Grade, why: str | None) -> None:
    earlier = seconds.latest(turn.session, form.id)
    if earlier is not None and earlier.effect == effect and why is None:
        raise Refused("rating.submitted")
    row = SecondRating(
        form_id=form.id,
        suggestion_id=item.id,
        sequence=earlier.sequence + 1 if earlier else 1,
        effect=effect,
        reason=why,
        at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("rated_again", suggestion_id=item.id, occasion=form.occasion, sequence=row.sequence)
    if look_backs.note_rated(turn.session, item.id, form.occasion, turn.now):
        duties.met(turn, item, [DutyKind.LOOK_BACK])
    if form.message_id is not None:
        text = texts.render("second.form", turn.language, **_shown(turn, item, effect, turn.me))
        messages.rewrite(turn.session, form.message_id, turn.now, text=text)
    turn.say(turn.me, "rating.thanks", suggestion_id=item.id, number=item.number)
    first = ratings.latest(turn.session, item.id, item.round)
    before = earlier.effect if earlier is not None else (first.effect if first else None)
    _look_at(turn, item, form, row, earlier, first)
    _tell(turn, item, form, row, before, is_first=earlier is None)


def _look_at(
    turn: Turn,
    item: Suggestion,
    form: SecondForm,
    row: SecondRating,
    earlier: SecondRating | None,
    first: Rating | None,
) -> None:
    """What the committee looks into: it is lower than at first, or bettered after a contact."""
    key = f"{form.id}:{row.sequence}"
    if first is not None and honesty.fell(first.effect, row.effect):
        flags.found(turn, item, FlagKind.FELL, key)
    if earlier is not None and honesty.fell(row.effect, earlier.effect):
        last = window.last_words_at(turn, item, item.round)
        if last is not None and last > earlier.at:
            flags.found(turn, item, FlagKind.CHANGED, f"second:{key}")


def _tell(
    turn: Turn,
    item: Suggestion,
    form: SecondForm,
    row: SecondRating,
    before: Grade | None,
    *,
    is_first: bool,
) -> None:
    """The committee hears it at once; the unit when it has stood for the days of a first rating.

    不满意 is not kept from the unit, which has to act on it.
    """
    is_open = row.effect == Grade.DISSATISFIED or not turn.office.profile.honest.seals_until_closed
    apart = committee.of(turn.session, item)
    for person in _staff(turn, item):
        if is_open or person in apart:
            _say(turn, person, item, row, before)
        elif is_first:
            _say(turn, person, item, row, before, key="second.sealed")
    form.tells_at = None if is_open else _stands_from(turn)
    turn.session.flush()


def _stands_from(turn: Turn) -> datetime:
    office = turn.office
    days = office.profile.rating.close_after_working_days
    return office.midnight(office.calendar.add(office.today(turn.now), days))


def unseal(turn: Turn) -> int:
    """Tell the units what has stood for its days, some at a time; how many. 0: none is left."""
    found = seconds.to_be_told(turn.session, turn.now, AT_ONCE)
    for form in found:
        form.tells_at = None
        item = suggestions.get(turn.session, form.suggestion_id)
        row = seconds.latest(turn.session, form.id)
        first = ratings.latest(turn.session, item.id, item.round)
        apart = committee.of(turn.session, item)
        for person in _staff(turn, item) if row is not None and not item.is_by_paper else []:
            if row is not None and person not in apart:
                _say(turn, person, item, row, first.effect if first else None)
    turn.session.flush()
    return len(found)


def _staff(turn: Turn, item: Suggestion) -> list[Person]:
    officer = access.responsible(turn.session, item)
    told = [officer] if officer else []
    return told + [one for one in access.overseers(turn.session, item) if one not in told]


def _say(
    turn: Turn,
    person: Person,
    item: Suggestion,
    row: SecondRating,
    before: Grade | None,
    *,
    key: str = "second.for_staff",
) -> None:
    deputy_id = suggestions.lead_deputy_id(turn.session, item.id)
    turn.say(
        person,
        key,
        suggestion_id=item.id,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        number=item.number,
        title=words.short(item.title),
        deputy=people.get(turn.session, deputy_id).name,
        before=before,
        effect=row.effect,
        reason=row.reason or "—",
        keyboard=[[keyboard.button(person.language, "button.card", "card", item.id)]],
    )
