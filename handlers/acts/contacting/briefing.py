"""The contact before handling (办前精准对接): background, purpose, demand and focus, asked one at
a time, summed up, confirmed by the deputy; and the deputy's wishes for a meeting.
"""

from datetime import timedelta

from handlers import keyboard, pieces, texts
from handlers.acts import access, duties, hours, stages
from handlers.acts.contacting import wishes
from handlers.acts.handling import hard
from handlers.acts.talking import groups, words
from handlers.html import quote
from handlers.incoming import Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import contacts, dialogs, messages, ratings, suggestions
from storage import duties as duty_rows
from storage.contacts import Answer, Contact
from storage.dialogs import Dialog
from storage.duties import Duty
from storage.messages import Message
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    ContactForm,
    ContactState,
    DutyKind,
    MessageKind,
    Phase,
    Question,
)

QUESTIONS = tuple(Question)
MOST_OFFERED = 3  # other suggestions to go on with
AGAIN = (Question.DEMAND, Question.FOCUS)  # background and purpose are known in a later round


def open_with(
    turn: Turn, item: Suggestion, deputy: Person, contact: Contact, priority: int
) -> int | None:
    """Send the opening prompt: who handles it, the first question, the wishes."""
    officer = access.responsible(turn.session, item)
    first = _next_question(turn, contact)
    if first is None:
        return summarise(turn, item, deputy, contact)
    message_id = turn.say(
        deputy,
        _heading(contact),
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        deputy=deputy.name,
        number=item.number,
        title=item.title,
        unit=groups.unit_name(turn.session, item.lead_unit_id),
        office=item.office or "",
        officer=officer.name if officer else "—",
        phone=officer.phone_shown if officer else "—",
        question=Html(_asked(contact, first, deputy)),
        count=len(_questions(contact)),
        reason=_why_again(turn, item, contact),
        keyboard=_wishes(item, deputy, contact, first),
    )
    _ask(turn, deputy, item, contact, first, message_id)
    if contact.state == ContactState.PLANNED:
        contacts.move(turn.session, contact.id, ContactState.OPEN, since=[ContactState.PLANNED])
    return message_id


def _heading(contact: Contact) -> str:
    """Asked for the first time, asked anew because the deputy was dissatisfied, or reminded."""
    if contact.state != ContactState.PLANNED:
        return "briefing.reminder"
    return "briefing.opening" if contact.round == 1 else "briefing.again"


def _why_again(turn: Turn, item: Suggestion, contact: Contact) -> str:
    """What the deputy was dissatisfied with, in their own words."""
    if contact.round == 1:
        return ""
    rating = ratings.latest(turn.session, item.id, contact.round - 1)
    return (rating.reason if rating else None) or "—"


def _questions(contact: Contact) -> tuple[Question, ...]:
    return QUESTIONS if contact.round == 1 else AGAIN


def _place(contact: Contact, question: Question) -> dict[str, int]:
    """Which of how many questions this is."""
    questions = _questions(contact)
    return {"number": questions.index(question) + 1, "count": len(questions)}


def _asked(contact: Contact, question: Question, deputy: Person) -> str:
    key = f"briefing.{question.value}"
    return texts.render(key, deputy.language, **_place(contact, question))


def _wishes(
    item: Suggestion, deputy: Person, contact: Contact, question: Question
) -> keyboard.Keyboard:
    meeting = "button.unwaive" if item.waives_meeting else "button.waive"
    verb = "unwaive" if item.waives_meeting else "waive"
    return [
        [
            keyboard.button(deputy.language, "button.wish_meeting", "meet", item.id),
            keyboard.button(deputy.language, meeting, verb, item.id),
        ],
        _put_off(deputy, contact, question),
    ]


def _put_off(deputy: Person, contact: Contact, question: Question) -> list[dict[str, str]]:
    """跳过 names its question, so that pressed twice it does not skip the next one too."""
    return [
        keyboard.button(deputy.language, "button.skip", "skip", contact.id, question.value),
        keyboard.button(deputy.language, "button.later", "later", contact.id),
    ]


def _ask(
    turn: Turn,
    deputy: Person,
    item: Suggestion,
    contact: Contact,
    question: Question,
    message_id: int | None,
) -> None:
    dialogs.ask(
        turn.session,
        deputy.id,
        "opening",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"contact_id": contact.id, "question": question.value},
    )


def _next_question(turn: Turn, contact: Contact) -> Question | None:
    answered = contacts.answers(turn.session, contact.id)
    return next((question for question in _questions(contact) if question not in answered), None)


def resume(turn: Turn, contact_id: int) -> None:
    """Go on with the questions where the deputy left off."""
    contact, item = _still_open(turn, contact_id)
    go_on(turn, item, contact)


def _still_open(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    """The lead deputy's contact, while its questions may be answered."""
    contact, item = _questions_of(turn, contact_id)
    if contact.state not in (ContactState.PLANNED, ContactState.OPEN):
        raise Refused("button.gone")
    return contact, item


def _questions_of(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    """The contact before handling, if whoever acts may answer its questions."""
    contact, item = own_contact(turn, contact_id, Act.ANSWER_QUESTIONS)
    if contact.phase != Phase.BEFORE:
        raise Refused("button.gone")
    return contact, item


def go_on(turn: Turn, item: Suggestion, contact: Contact) -> None:
    """Ask the next question, or sum up when all are answered."""
    question = _next_question(turn, contact)
    if question is None:
        summarise(turn, item, turn.me, contact)
        return
    message_id = turn.say(
        turn.me,
        f"briefing.{question.value}",
        suggestion_id=item.id,
        purpose="prompt",
        **_place(contact, question),
        keyboard=[_put_off(turn.me, contact, question)],
    )
    _ask(turn, turn.me, item, contact, question, message_id)


def answer(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Take what the deputy says as the answer to the question asked last."""
    contact, item = _questions_of(turn, dialog.data["contact_id"])
    kept = words.keep(turn, said, item.id, purpose="answer")
    question = Question(dialog.data["question"])
    text = said.text or f"[{texts.label(f'messagekind.{said.kind.value}', turn.language)}]"
    _note(turn, contact, question, text, kept.message_id)
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    go_on(turn, item, contact)


def go_on_answering(turn: Turn, said: Said, item: Suggestion, before: Message) -> None:
    """The rest of an answer that was too long for one message; the next question stays open."""
    kept = words.keep(turn, said, item.id, purpose="answer")
    given = contacts.answered_by(turn.session, before.id)
    if given is not None:
        contact = contacts.get(turn.session, given.contact_id)
        whole = pieces.joined([given.text, said.text])
        _note(turn, contact, given.question, whole, kept.message_id)
        show_anew(turn, kept.message_id)


def show_anew(turn: Turn, message_id: int) -> None:
    """An answer stands otherwise now: the summary, if it has been shown, is shown anew."""
    given = contacts.answered_by(turn.session, message_id)
    if given is None:
        return
    contact = contacts.get(turn.session, given.contact_id)
    is_open = contact.state in (ContactState.PLANNED, ContactState.OPEN)
    if is_open and _next_question(turn, contact) is None:
        summarise(turn, suggestions.get(turn.session, contact.suggestion_id), turn.me, contact)


def skip(turn: Turn, contact_id: int, question: Question) -> None:
    """The deputy has nothing to say to this question: noted as such, the next one follows."""
    contact, item = _questions_of(turn, contact_id)
    dialog = dialogs.of(turn.session, turn.me.id)
    asked = {"contact_id": contact_id, "question": question.value}
    if dialog is None or dialog.kind != "opening" or not asked.items() <= dialog.data.items():
        raise Refused("button.gone")
    _note(turn, contact, question, "—", None)
    go_on(turn, item, contact)


def _note(
    turn: Turn, contact: Contact, question: Question, text: str, message_id: int | None
) -> None:
    turn.session.add(
        Answer(
            contact_id=contact.id,
            question=question,
            text=text,
            message_id=message_id,
            at=turn.now,
        )
    )
    turn.session.flush()
    turn.event(
        "answered",
        suggestion_id=contact.suggestion_id,
        contact_id=contact.id,
        question=question.value,
    )


def summarise(turn: Turn, item: Suggestion, deputy: Person, contact: Contact) -> int | None:
    """Send the four answers back to be confirmed or corrected."""
    _close_questions(turn, deputy, contact)
    return turn.say(
        deputy,
        "briefing.summary",
        suggestion_id=item.id,
        purpose="prompt",
        number=item.number,
        answers=answers_shown(turn, contact, deputy),
        keyboard=[
            [
                keyboard.button(deputy.language, "button.correct_yes", "sumok", contact.id),
                keyboard.button(deputy.language, "button.correct_no", "sumfix", contact.id),
            ]
        ],
    )


def _close_questions(turn: Turn, deputy: Person, contact: Contact) -> None:
    """No question of this contact is open any more; one about something else stays."""
    dialog = dialogs.of(turn.session, deputy.id)
    if dialog is not None and dialog.data.get("contact_id") == contact.id:
        dialogs.close(turn.session, deputy.id)


def answers_shown(turn: Turn, contact: Contact, reader: Person) -> Html:
    """The four answers under their headings."""
    given = contacts.answers(turn.session, contact.id)
    lines = [
        f"<b>{quote(texts.plain(question, reader.language))}</b>：{quote(given[question].text)}"
        for question in QUESTIONS
        if question in given
    ]
    return Html("\n".join(lines))


def choose_correction(turn: Turn, contact_id: int) -> None:
    """Which of the four shall be corrected?"""
    contact, item = _still_open(turn, contact_id)
    turn.say(
        turn.me,
        "briefing.which_wrong",
        suggestion_id=item.id,
        purpose="prompt",
        keyboard=[
            [
                keyboard.named(
                    texts.plain(question, turn.language), "fix", contact.id, question.value
                )
                for question in _questions(contact)
            ]
        ],
    )


def correct(turn: Turn, contact_id: int, question: Question) -> None:
    """Ask one question again; the new answer counts, the old one stays in the record."""
    contact, item = _still_open(turn, contact_id)
    message_id = turn.say(
        turn.me,
        f"briefing.{question.value}",
        suggestion_id=item.id,
        purpose="prompt",
        **_place(contact, question),
    )
    _ask(turn, turn.me, item, contact, question, message_id)


def confirm(turn: Turn, contact_id: int) -> None:
    """The deputy confirms the summary: the contact before handling has taken place."""
    contact, item = _questions_of(turn, contact_id)
    if _next_question(turn, contact) is not None or not contacts.move(
        turn.session,
        contact.id,
        ContactState.DONE,
        since=[ContactState.PLANNED, ContactState.OPEN],
    ):
        raise Refused("button.gone")
    turn.session.refresh(contact)
    contact.form = ContactForm.CHAT
    contact.done_at = contact.confirmed_at = turn.now
    contact.confirmed = True
    contact.summary = "\n".join(
        f"{texts.plain(question, turn.language)}：{given.text}"
        for question, given in contacts.answers(turn.session, contact.id).items()
    )
    turn.event("contact_confirmed", suggestion_id=item.id, contact_id=contact.id)
    duties.met(turn, item, [DutyKind.OPENING, DutyKind.CONTACT], subject_id=contact.id)
    stages.refresh(turn, item)
    turn.say(
        turn.me,
        "briefing.thanks",
        suggestion_id=item.id,
        number=item.number,
        keyboard=_others_asked(turn, item),
    )
    if contact.round == 1:
        wishes.ask_openness(turn, item)
    officer = access.responsible(turn.session, item)
    if officer is not None:
        turn.say(
            officer,
            "briefing.for_officer",
            suggestion_id=item.id,
            number=item.number,
            deputy=turn.me.name,
            answers=answers_shown(turn, contact, officer),
            keyboard=[[keyboard.button(officer.language, "button.card", "card", item.id)]],
        )
        _pass_on_spoken(turn, item, contact, officer)


def _others_asked(turn: Turn, item: Suggestion) -> keyboard.Keyboard | None:
    """The deputy's other suggestions about which questions wait: go on with one of them."""
    waiting = [
        duty
        for duty in duty_rows.open_of(turn.session, turn.me.id)
        if duty.kind == DutyKind.OPENING and duty.sent_count and duty.suggestion_id != item.id
    ]
    numbers = [suggestions.get(turn.session, duty.suggestion_id).number for duty in waiting]
    return [
        [keyboard.button(turn.language, "button.go_on_with", "duty", duty.id, number=number)]
        for duty, number in list(zip(waiting, numbers, strict=True))[:MOST_OFFERED]
    ] or None


def _pass_on_spoken(turn: Turn, item: Suggestion, contact: Contact, officer: Person) -> None:
    """Answers by voice, picture or file: the summary only names them, the officer gets them."""
    for given in contacts.answers(turn.session, contact.id).values():
        if given.message_id is not None:
            row = messages.get(turn.session, given.message_id)
            if row.kind != MessageKind.TEXT:
                words.pass_on(turn, words.kept(row), item, officer)


def wish_meeting(turn: Turn, suggestion_id: int) -> None:
    """希望见面: the officer owes an appointment; an earlier waiver is over."""
    item = _open_to_meet(turn, suggestion_id)
    if item.wishes_meeting:
        return  # pressed again: it stands
    turn.event(
        "meeting_wished",
        suggestion_id=item.id,
        person_id=turn.me.id,
        waived=item.waives_meeting,
    )
    note_wish(turn, item)


def _open_to_meet(turn: Turn, suggestion_id: int) -> Suggestion:
    item = access.fetch(turn, suggestion_id, Act.WAIVE_MEETING)
    access.must_be_open(item)
    return item


def note_wish(turn: Turn, item: Suggestion) -> None:
    """Tell the officer at once that the deputy wishes to meet, and bring it to mind later on."""
    item.wishes_meeting, item.waives_meeting = True, False
    officer = access.responsible(turn.session, item)
    if officer is not None:
        office = turn.office
        days = office.profile.reminders.undated_working_days
        again_on = office.calendar.add(office.today(turn.now), days)
        duties.owe(turn, item, officer, DutyKind.MEETING, first_on=again_on)
        turn.say(
            officer,
            "meeting.wished",
            suggestion_id=item.id,
            number=item.number,
            deputy=turn.me.name,
            phone=turn.me.phone_shown,
        )
    turn.say(turn.me, "meeting.noted", suggestion_id=item.id, number=item.number)


def waive_meeting(turn: Turn, suggestion_id: int, *, is_waived: bool) -> None:
    """免见面 is the lead deputy's alone, for this suggestion, and can be taken back."""
    item = _open_to_meet(turn, suggestion_id)
    if item.waives_meeting == is_waived:
        return  # pressed again: it stands
    item.waives_meeting = is_waived
    if is_waived:
        item.wishes_meeting = False
        duties.met(turn, item, [DutyKind.MEETING])
    elif item.hard_since is not None:
        hard.owe(turn, item)
    turn.event(
        "meeting_waived" if is_waived else "waiver_revoked",
        suggestion_id=item.id,
        person_id=turn.me.id,
    )
    verb, label = ("unwaive", "button.unwaive") if is_waived else ("waive", "button.waive")
    turn.say(
        turn.me,
        "meeting.waived" if is_waived else "meeting.unwaived",
        suggestion_id=item.id,
        number=item.number,
        keyboard=[[keyboard.button(turn.language, label, verb, item.id)]],
    )
    officer = access.responsible(turn.session, item)
    if officer is not None:
        turn.say(
            officer,
            "meeting.waived_officer" if is_waived else "meeting.unwaived_officer",
            suggestion_id=item.id,
            number=item.number,
            deputy=turn.me.name,
        )


def offer_later(turn: Turn, contact_id: int) -> None:
    """When would the deputy rather be asked?"""
    contact, item = _still_open(turn, contact_id)
    options = turn.office.profile.prompts.later_days
    turn.say(
        turn.me,
        "briefing.when",
        suggestion_id=item.id,
        purpose="prompt",
        keyboard=[
            [
                keyboard.button(turn.language, f"later.{name}", "lateron", contact.id, name)
                for name in options
            ]
        ],
    )


def postpone(turn: Turn, contact_id: int, name: str) -> None:
    """Ask again on a later day, in the deputy's contact hours."""
    contact, item = _still_open(turn, contact_id)
    days = turn.office.profile.prompts.later_days.get(name)
    duty = _opening(turn, item, contact)
    if days is None or duty is None:
        raise Refused("button.gone")
    day = turn.office.today(turn.now) + timedelta(days=days)
    duty.next_at = hours.morning(turn.office, turn.me, day)
    duty.sent_count = 0  # as if it had not been asked yet: two reminders may follow again
    _close_questions(turn, turn.me, contact)
    turn.event("postponed", suggestion_id=item.id, contact_id=contact.id, until=str(day))
    turn.say(
        turn.me,
        "briefing.postponed",
        suggestion_id=item.id,
        at=turn.office.local(duty.next_at),
    )


def _opening(turn: Turn, item: Suggestion, contact: Contact) -> Duty | None:
    found = duty_rows.open_about(turn.session, item.id, [DutyKind.OPENING], turn.me.id)
    return next((duty for duty in found if duty.subject_id == contact.id), None)


def own_contact(turn: Turn, contact_id: int, act: Act) -> tuple[Contact, Suggestion]:
    """A contact of a suggestion to which the person acting may do this."""
    contact = turn.session.get(Contact, contact_id)
    if contact is None:
        raise Refused("permission.denied")
    return contact, access.fetch(turn, contact.suggestion_id, act)
