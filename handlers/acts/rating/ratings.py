"""What a deputy's rating changes. 杜绝"被满意": only the lead deputy's own chat may rate, nobody
sees a rating before it is given, and none is overwritten.
"""

from handlers import keyboard, texts
from handlers.acts import access, duties, hours, stages
from handlers.acts.assigning import assignment
from handlers.acts.rating import call_backs, committee, flags, identity, seals
from handlers.acts.talking import words
from handlers.incoming import Said
from handlers.rules import ratings as rules
from handlers.rules.permissions import Act
from handlers.rules.ratings import Draft
from handlers.rules.refused import Refused
from handlers.turn import CHAT, PROMPT, Turn
from storage import dialogs, messages, people, ratings, suggestions
from storage.people import Person
from storage.ratings import Rating, RatingForm
from storage.suggestions import Suggestion
from storage.vocabulary import Axis, DutyKind, DutyState, Grade, Role

REASON = "reason"  # the purpose of words that say why
WORD = "rating_word"  # the open question: a word of one's own about a rating that was given


def offer(turn: Turn, item: Suggestion, deputy: Person, priority: int = PROMPT) -> int | None:
    """Send the lead deputy the form; sent again, the earlier copy loses its buttons."""
    return _send(turn, asked(turn, item, deputy), item, deputy, priority)


def asked(turn: Turn, item: Suggestion, deputy: Person) -> RatingForm:
    """The form of the round: the deputy counts as asked from now on, if they were not before.

    Also whoever has it only in a list: silence there is silence too.
    """
    form = ratings.form(turn.session, item.id, item.round)
    if form is None:
        form = RatingForm(
            suggestion_id=item.id, round=item.round, deputy_id=deputy.id, sent_at=turn.now
        )
        turn.session.add(form)
        turn.session.flush()
        turn.event("rating_form_sent", suggestion_id=item.id, round=item.round)
    return form


def _send(
    turn: Turn, form: RatingForm, item: Suggestion, deputy: Person, priority: int
) -> int | None:
    if form.message_id is not None:
        messages.rewrite(turn.session, form.message_id, turn.now, keyboard=None)
    form.message_id = turn.say(
        deputy,
        "rating.form",
        suggestion_id=item.id,
        purpose="form",
        priority=priority,
        keyboard=_buttons(form, deputy),
        **_shown(turn, form, item, deputy),
    )
    return form.message_id


def _draft(form: RatingForm) -> Draft:
    return Draft(form.content, form.attitude, form.effect, form.reason)


def _shown(turn: Turn, form: RatingForm, item: Suggestion, reader: Person) -> dict[str, object]:
    return {
        "committee": committee.called(turn, reader),
        "number": item.number,
        "title": item.title,
        "content": form.content,
        "attitude": form.attitude,
        "effect": form.effect,
    }


def _buttons(form: RatingForm, deputy: Person) -> keyboard.Keyboard:
    """Three rows of three, in the same order always, none chosen beforehand."""
    rows: keyboard.Keyboard = []
    for axis in Axis:
        rows.append([keyboard.named(f"{texts.plain(axis, deputy.language)} ⬇", "axis", axis.value)])
        rows.append(
            [
                keyboard.named(
                    texts.plain(grade, deputy.language), "rate", form.id, axis.value, grade.value
                )
                for grade in Grade
            ]
        )
    rows.append(
        [
            keyboard.button(deputy.language, "button.submit_rating", "rated", form.id),
            keyboard.button(deputy.language, "button.clear_rating", "unrate", form.id),
        ]
    )
    rows.append(
        [keyboard.button(deputy.language, "button.pressure", "pressure", form.suggestion_id)]
    )
    return rows


def _own_form(turn: Turn, form_id: int) -> tuple[RatingForm, Suggestion]:
    """The form, if it is the acting deputy's own and may still be filled in."""
    form = ratings.get_form(turn.session, form_id)
    if form is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, form.suggestion_id, Act.RATE)
    rules.may_rate(
        is_lead=suggestions.lead_deputy_id(turn.session, item.id) == turn.me.id,
        is_own_chat=form.deputy_id == turn.me.id and turn.chat_id == _own_chat(turn),
        is_open=item.closed_at is None,
        is_present=form.round == item.round,
    )
    return form, item


def _own_chat(turn: Turn) -> int | None:
    return people.chat_of(turn.session, turn.me.id)


def choose(turn: Turn, form_id: int, axis: Axis, grade: Grade) -> None:
    """Fill in one axis."""
    form, item = _own_form(turn, form_id)
    _must_be_unsubmitted(form)
    if not identity.is_shown(turn, item, form.sent_at):
        return
    form.begun_at = form.begun_at or turn.now
    draft = rules.choose(_draft(form), axis, grade)
    form.content, form.attitude, form.effect = draft.content, draft.attitude, draft.effect
    _show(turn, form, item)


def clear(turn: Turn, form_id: int) -> None:
    """重新填写: start the form afresh."""
    form, item = _own_form(turn, form_id)
    _must_be_unsubmitted(form)
    form.content = form.attitude = form.effect = form.reason = form.begun_at = None
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and dialog.kind == "reason":
        dialogs.close(turn.session, turn.me.id)
    _show(turn, form, item)


def _must_be_unsubmitted(form: RatingForm) -> None:
    if form.submitted_at is not None:
        raise Refused("rating.submitted")


def _show(turn: Turn, form: RatingForm, item: Suggestion) -> None:
    turn.session.flush()
    if form.message_id is not None:
        text = texts.render("rating.form", turn.language, **_shown(turn, form, item, turn.me))
        messages.rewrite(
            turn.session, form.message_id, turn.now, text=text, keyboard=_buttons(form, turn.me)
        )


def submit(turn: Turn, form_id: int) -> None:
    """提交评价: complete, and with a reason where one is due; else say what is missing."""
    form, item = _own_form(turn, form_id)
    _must_be_unsubmitted(form)
    if not identity.is_shown(turn, item, form.sent_at):
        return
    draft = _draft(form)
    missing = rules.missing(draft)
    if missing:
        names = "、".join(texts.plain(axis, turn.language) for axis in missing)
        raise Refused("rating.incomplete", missing=names)
    if rules.needs_reason(draft):
        message_id = turn.say(turn.me, "rating.reason", suggestion_id=item.id, purpose="ask_reason")
        dialogs.ask(
            turn.session,
            turn.me.id,
            "reason",
            turn.now,
            suggestion_id=item.id,
            message_id=message_id,
            data={"form_id": form.id},
        )
        return
    _give(turn, form, item)


def reason(turn: Turn, said: Said, form_id: int) -> None:
    """The deputy says in their own words why; with that the rating is given."""
    form, item = _own_form(turn, form_id)
    _must_be_unsubmitted(form)
    kept = words.keep(turn, said, item.id, purpose=REASON)
    form.reason = said.text or f"[{texts.label(f'messagekind.{said.kind.value}', turn.language)}]"
    dialogs.close(turn.session, turn.me.id)
    turn.session.flush()
    _give(turn, form, item, reason=kept)


def _give(turn: Turn, form: RatingForm, item: Suggestion, reason: words.Kept | None = None) -> None:
    rules.outcome(_draft(form), form.round, turn.office.profile)
    if not ratings.submit(turn.session, form.id, turn.now):
        raise Refused("rating.submitted")
    turn.session.refresh(form)
    rating = record(turn, item, turn.me, form.round, _draft(form))
    flags.look_at_haste(turn, item, rating, form.begun_at)
    if form.message_id is not None:
        shown = _shown(turn, form, item, turn.me)
        messages.rewrite(
            turn.session,
            form.message_id,
            turn.now,
            text=texts.render("rating.given", turn.language, **shown),
            keyboard=_after(turn, form),
        )
    turn.say(turn.me, "rating.thanks", suggestion_id=item.id, number=item.number)
    follow(turn, item, turn.me, rating, reason)


def _after(turn: Turn, form: RatingForm) -> keyboard.Keyboard:
    """What can still be done about a rating that was given."""
    return [
        [
            keyboard.button(turn.language, "button.change_rating", "rerate", form.id),
            keyboard.button(turn.language, "button.rating_word", "rateword", form.id),
        ]
    ]


def ask_word(turn: Turn, form_id: int) -> None:
    """补一句评语: whoever wants to may say in their own words how they see it."""
    form, item = _own_form(turn, form_id)
    if form.submitted_at is None:
        raise Refused("button.gone")
    message_id = turn.say(turn.me, "rating.ask_word", suggestion_id=item.id, purpose="ask_reason")
    dialogs.ask(
        turn.session,
        turn.me.id,
        WORD,
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"form_id": form.id},
    )


def word(turn: Turn, said: Said, form_id: int) -> None:
    """What the deputy adds to their rating: the same grades once more, with their words."""
    form, item = _own_form(turn, form_id)
    given = ratings.latest(turn.session, item.id, form.round)
    if given is None or form.submitted_at is None:
        raise Refused("button.gone")
    kept = words.keep(turn, said, item.id, purpose=REASON)
    dialogs.close(turn.session, turn.me.id)
    heard = said.text or f"[{texts.label(f'messagekind.{said.kind.value}', turn.language)}]"
    rating = Rating(
        suggestion_id=item.id,
        round=given.round,
        sequence=given.sequence + 1,
        deputy_id=turn.me.id,
        content=given.content,
        attitude=given.attitude,
        effect=given.effect,
        reason=f"{given.reason}\n{heard}" if given.reason else heard,
        at=turn.now,
    )
    turn.session.add(rating)
    turn.session.flush()
    turn.event("rated", suggestion_id=item.id, round=rating.round, sequence=rating.sequence)
    flags.look_for_the_same_words(turn, item, rating)
    turn.say(turn.me, "rating.thanks", suggestion_id=item.id, number=item.number)
    _tell_staff(turn, item, turn.me, rating, kept, key="rating.word_for_staff")


def more(turn: Turn, said: Said, item: Suggestion) -> None:
    """More pictures of a reason, or the rest of a long one: to whom the first has gone, alone."""
    kept = words.keep(turn, said, item.id, purpose=REASON)
    given = next(
        filter(None, (ratings.latest(turn.session, item.id, n) for n in range(item.round, 0, -1))),
        None,
    )
    for person in _readers(turn, item, given):
        words.pass_on(turn, kept, item, person)


def _readers(turn: Turn, item: Suggestion, rating: Rating | None) -> list[Person]:
    """Who reads what the deputy says with a rating: the committee alone while it is sealed."""
    if rating is None or seals.is_sealed(turn, item, rating):
        return committee.of(turn.session, item)
    return _staff(turn, item)


def _staff(turn: Turn, item: Suggestion) -> list[Person]:
    """Whoever handles it, and those who oversee it."""
    officer = access.responsible(turn.session, item)
    told = [officer] if officer else []
    return told + [person for person in access.overseers(turn.session, item) if person not in told]


def record(turn: Turn, item: Suggestion, deputy: Person, round_number: int, draft: Draft) -> Rating:
    """Write a complete rating down, look at what is strange about it, and draw the lot."""
    assert draft.content is not None
    assert draft.attitude is not None
    assert draft.effect is not None
    earlier = ratings.latest(turn.session, item.id, round_number)
    rating = Rating(
        suggestion_id=item.id,
        round=round_number,
        sequence=earlier.sequence + 1 if earlier else 1,
        deputy_id=deputy.id,
        content=draft.content,
        attitude=draft.attitude,
        effect=draft.effect,
        reason=draft.reason,
        at=turn.now,
    )
    turn.session.add(rating)
    turn.session.flush()
    turn.event("rated", suggestion_id=item.id, round=round_number, sequence=rating.sequence)
    duties.met(turn, item, [DutyKind.RATING])
    flags.look_at(turn, item, rating, earlier)
    call_backs.draw(turn, item, rating)
    return rating


def follow(
    turn: Turn,
    item: Suggestion,
    deputy: Person,
    rating: Rating,
    reason: words.Kept | None = None,
) -> None:
    """Tell the staff, and set going what follows: another round, or the closing."""
    draft = Draft(rating.content, rating.attitude, rating.effect, rating.reason)
    outcome = rules.outcome(draft, rating.round, turn.office.profile)
    stages.refresh(turn, item)
    _tell_staff(turn, item, deputy, rating, reason)
    if outcome.is_dissatisfied:
        _handle_again(turn, item, deputy, rating, outcome)
    else:
        duties.met(turn, item, [DutyKind.SECOND_DISSATISFIED])
        _plan_closing(turn, item, deputy)


def _tell_staff(
    turn: Turn,
    item: Suggestion,
    deputy: Person,
    rating: Rating,
    reason: words.Kept | None,
    *,
    key: str | None = None,
) -> None:
    """The committee sees every rating at once; of a sealed one the others hear that it came."""
    told = _staff(turn, item)
    is_first = rating.sequence == 1
    if seals.is_sealed(turn, item, rating):
        apart = committee.of(turn.session, item)
        for person in told if is_first else []:
            if person not in apart:
                _tell(turn, person, "rating.sealed", item, deputy, rating)
        told = apart
    usual = "rating.for_staff" if is_first else "rating.changed_for_staff"
    for person in told:
        _tell(turn, person, key or usual, item, deputy, rating)
        if reason is not None and reason.media is not None:
            words.pass_on(turn, reason, item, person)


def _tell(
    turn: Turn, person: Person, key: str, item: Suggestion, deputy: Person, rating: Rating
) -> None:
    turn.say(
        person,
        key,
        suggestion_id=item.id,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        number=item.number,
        title=words.short(item.title),
        deputy=deputy.name,
        round=rating.round,
        content=rating.content,
        attitude=rating.attitude,
        effect=rating.effect,
        reason=rating.reason or "—",
        keyboard=[[keyboard.button(person.language, "button.card", "card", item.id)]],
    )


def _handle_again(
    turn: Turn, item: Suggestion, deputy: Person, rating: Rating, outcome: rules.Outcome
) -> None:
    """不满意: a new round with new contacts and a new due date; a second time, the supervisor's."""
    duties.met(turn, item, [DutyKind.CLOSING, DutyKind.CLOSING_CHECK, DutyKind.CLOSING_MEND])
    if outcome.escalates:
        for person in access.overseers(turn.session, item):
            if person.role == Role.SUPERVISOR:
                duties.owe(turn, item, person, DutyKind.SECOND_DISSATISFIED)
        turn.event("escalated", suggestion_id=item.id, round=rating.round)
    if outcome.opens_round is None:
        return
    _freeze(turn, item, rating)
    item.round = outcome.opens_round
    duties.met(turn, item, [DutyKind.FOLLOW_UP])
    # What is published is the reply of the new round.
    superseded = (DutyKind.PUBLICATION_CHOICE, DutyKind.PUBLISH)
    duties.met(turn, item, superseded, state=DutyState.CANCELLED)
    turn.event("round_opened", suggestion_id=item.id, round=item.round)
    assignment.assign(turn, item)
    stages.refresh(turn, item)
    told = access.overseers(turn.session, item)
    officer = access.responsible(turn.session, item)
    if officer is not None:
        tomorrow = turn.office.calendar.next(turn.office.today(turn.now))
        duties.owe(turn, item, officer, DutyKind.REHANDLE, first_on=tomorrow, due_on=item.due_on)
        told.append(officer)
    for person in told:
        turn.say(
            person,
            "rating.round_opened",
            suggestion_id=item.id,
            not_before=hours.next_allowed(turn.office, person, turn.now),
            number=item.number,
            round=item.round,
            due_on=item.due_on,
        )
    turn.say(
        deputy,
        "rating.round_opened_deputy",
        suggestion_id=item.id,
        not_before=committee.hours_of(turn, deputy),
        number=item.number,
        due_on=item.due_on,
    )


def _freeze(turn: Turn, item: Suggestion, rating: Rating) -> None:
    """The rating that opens a round stands: its form offers no change any more."""
    form = ratings.form(turn.session, item.id, rating.round)
    if form is not None and form.message_id is not None:
        messages.rewrite(turn.session, form.message_id, turn.now, keyboard=None)


def _plan_closing(turn: Turn, item: Suggestion, deputy: Person) -> None:
    """Close after the days in which the deputy may change the rating."""
    office = turn.office
    days = office.profile.rating.close_after_working_days
    on = office.calendar.add(office.today(turn.now), days)
    duties.owe(turn, item, deputy, DutyKind.CLOSING, first_on=on, due_on=on)


def reopen(turn: Turn, form_id: int) -> None:
    """修改评价: fill the form in anew; what was given stands until the new one is."""
    form, item = _own_form(turn, form_id)
    if form.submitted_at is None:
        raise Refused("button.gone")
    form.submitted_at = None
    form.content = form.attitude = form.effect = form.reason = form.begun_at = None
    turn.event("rating_reopened", suggestion_id=item.id, round=form.round)
    turn.session.flush()
    _send(turn, form, item, turn.me, CHAT)
