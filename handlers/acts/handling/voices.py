"""沉下去听取意见: what the public says is kept with a suggestion, deputies are asked by poll (P25).

Polls are questions with buttons: who has said what is known to the record, and an answer may be
changed until the poll ends. Nobody has to answer, nobody is asked too often.
"""

from collections import Counter
from datetime import timedelta

from handlers import keyboard, texts
from handlers.acts import access, duties, hours, telling
from handlers.html import quote
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import likeness as alike
from storage import people, suggestions, voices
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Audience, DutyKind, DutyState, VoiceSource
from storage.voices import Poll, PollAnswer, PollAsked, Voice

MONTH = timedelta(days=30)


def note(turn: Turn, item: Suggestion, source: VoiceSource, words: str) -> Voice:
    """Something was heard from the public."""
    access.must_be_open(item)
    row = Voice(
        suggestion_id=item.id,
        source=source,
        words=words,
        noted_by_id=turn.me.id,
        noted_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("voice_noted", suggestion_id=item.id, voice_id=row.id, source=source.value)
    return row


def tell(turn: Turn, voice_id: int) -> None:
    """The deputies of the suggestion read it, once."""
    row = voices.voice(turn.session, voice_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.HEAR_PUBLIC)
    if row.told_at is not None:
        raise Refused("duty.done")
    row.told_at = turn.now
    turn.session.flush()
    turn.event("voice_told", suggestion_id=item.id, voice_id=row.id)
    telling.deputies(turn, item, "voice.told", source=row.source, words=row.words)


def audience(turn: Turn, item: Suggestion, whom: Audience) -> list[Person]:
    """Whom a poll would reach: deputies who are here and were not asked too often lately."""
    rules = turn.office.profile.polls
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    if whom == Audience.ALIKE:
        ids = [other for other, _ in alike.of(turn.session, item.id, rules.most)]
        found = list(voices.deputies(turn.session, [item.id, *ids], None))
    else:
        found = list(voices.deputies(turn.session, None, lead.delegation or ""))
    lately = voices.asked_since(turn.session, [person.id for person in found], turn.now - MONTH)
    free = [person for person in found if lately.get(person.id, 0) < rules.each_a_month]
    return free[: rules.most]


def ask(turn: Turn, item: Suggestion, whom: Audience, question: str, choices: list[str]) -> Poll:
    """Ask them, each in their hours. Raises Refused `poll.nobody`, `poll.confidential`."""
    access.must_be_open(item)
    if item.is_confidential:
        raise Refused("poll.confidential", number=item.number)
    found = audience(turn, item, whom)
    if not found:
        raise Refused("poll.nobody")
    office = turn.office
    row = Poll(
        suggestion_id=item.id,
        question=question,
        choices=choices,
        audience=whom,
        asked_by_id=turn.me.id,
        asked_at=turn.now,
        ends_on=office.calendar.add(office.today(turn.now), office.profile.polls.working_days),
    )
    turn.session.add(row)
    turn.session.flush()
    for person in found:
        message_id = turn.say(
            person,
            "poll.asked",
            suggestion_id=item.id,
            purpose="prompt",
            priority=PROMPT,
            not_before=hours.next_allowed(office, person, turn.now),
            number=item.number,
            title=item.title,
            question=question,
            ends_on=row.ends_on,
            keyboard=_buttons(row),
        )
        turn.session.add(
            PollAsked(
                suggestion_id=item.id,
                poll_id=row.id,
                person_id=person.id,
                message_id=message_id,
                at=turn.now,
            )
        )
    turn.session.flush()
    next_day = office.calendar.next(row.ends_on)
    duties.owe(turn, item, turn.me, DutyKind.POLL_END, first_on=next_day, subject_id=row.id)
    turn.event("poll_asked", suggestion_id=item.id, poll_id=row.id, count=len(found))
    return row


def _buttons(row: Poll) -> keyboard.Keyboard:
    return [
        [keyboard.named(choice, "vote", row.id, number)]
        for number, choice in enumerate(row.choices)
    ]


def vote(turn: Turn, poll_id: int, choice: int) -> None:
    """A deputy answers, or answers otherwise. Raises Refused once the poll has ended."""
    access.in_office(turn, OfficeAct.ANSWER_POLL)
    row = voices.poll(turn.session, poll_id)
    if row is None or voices.asked_one(turn.session, row.id, turn.me.id) is None:
        raise Refused("permission.denied")
    is_over = row.ended_at is not None or turn.office.today(turn.now) > row.ends_on
    if is_over or not suggestions.get(turn.session, row.suggestion_id).is_open:
        raise Refused("poll.ended")
    if not 0 <= choice < len(row.choices):
        raise Refused("button.gone")
    if voices.answers(turn.session, row.id).get(turn.me.id) == choice:
        raise Refused("duty.done")
    turn.session.add(
        PollAnswer(
            suggestion_id=row.suggestion_id,
            poll_id=row.id,
            person_id=turn.me.id,
            choice=choice,
            at=turn.now,
        )
    )
    turn.session.flush()
    turn.event("poll_answered", suggestion_id=row.suggestion_id, poll_id=row.id)
    turn.toast("poll.thanks", choice=row.choices[choice])


def end(turn: Turn, duty: Duty, item: Suggestion) -> None:
    """Its last day is over: whoever asked, and everybody who answered, reads what came of it."""
    duty.state, duty.ended_at, duty.next_at = DutyState.DONE, turn.now, None
    row = voices.poll(turn.session, duty.subject_id)
    if row is not None and row.ended_at is None:
        _end(turn, row, item, people.get(turn.session, duty.person_id))


def item_ended(turn: Turn, item: Suggestion) -> None:
    """A suggestion is over, and so is what is being asked about it: they read what came of it."""
    for row in voices.polls_of(turn.session, item.id):
        if row.ended_at is None:
            _end(turn, row, item, people.get(turn.session, row.asked_by_id))


def _end(turn: Turn, row: Poll, item: Suggestion, asker: Person) -> None:
    row.ended_at = turn.now
    turn.session.flush()
    turn.event("poll_ended", suggestion_id=item.id, poll_id=row.id)
    answered = voices.answers(turn.session, row.id)
    for person in [asker, *people.learn(turn.session, sorted(answered))]:
        if person.left_at is None:
            outcome = Html(_outcome(turn, row))
            telling.one(turn, person, "poll.ended", item, question=row.question, outcome=outcome)


def _outcome(turn: Turn, row: Poll) -> str:
    counts = Counter(voices.answers(turn.session, row.id).values())
    return "\n".join(
        f"{quote(choice)}：{counts[number]}" for number, choice in enumerate(row.choices)
    )


def show(turn: Turn, item: Suggestion) -> None:
    """社情民意: what was heard, what was asked and answered, and what can be done."""
    rows: keyboard.Keyboard = []
    may = access.may(turn, item, Act.HEAR_PUBLIC) and item.is_open
    heard = []
    for number, row in enumerate(voices.of_suggestion(turn.session, item.id), 1):
        source = quote(texts.plain(row.source, turn.language))
        heard.append(f"{number}. {source}：{quote(row.words)}")
        if may and row.told_at is None:
            tell_it = keyboard.button(
                turn.language, "button.tell_voice", "vctell", row.id, number=number
            )
            rows.append([tell_it])
    asked = []
    for poll in voices.polls_of(turn.session, item.id):
        count = len(voices.asked(turn.session, poll.id))
        asked.append(
            f"{texts.render('poll.line', turn.language, question=poll.question, count=count)}\n"
            f"{_outcome(turn, poll)}"
        )
    if may:
        rows.append(
            [
                keyboard.button(turn.language, "button.note_voice", "vcnew", item.id),
                keyboard.button(turn.language, "button.ask_poll", "pollnew", item.id),
            ]
        )
    turn.say(
        turn.me,
        "voice.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        heard=Html("\n".join(heard) or "—"),
        asked=Html("\n\n".join(asked) or "—"),
        keyboard=rows or None,
    )
