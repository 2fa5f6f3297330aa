"""会办意见: handed in by joint units, passed on or sent back by the lead, never an answer itself.

A joint unit does not answer the deputy directly: what it says reaches the deputies when the lead
passes it on [SH17]. Only who was given a part of its own (分办) answers that part to them itself.
"""

from collections.abc import Iterable
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, duties, hours, telling
from handlers.acts.handling import gates
from handlers.acts.people import presence
from handlers.acts.prompting import echoes
from handlers.acts.talking import groups, words
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import contacts, messages, opinions, people, suggestions
from storage.opinions import Opinion, UnitNote
from storage.people import Person
from storage.suggestions import JointUnit, Suggestion
from storage.vocabulary import ContactState, DutyKind, DutyState, Handling, Language, OpinionGrade

NOTES = 5  # notes of units shown
MARKS = {
    OpinionGrade.USEFUL: "👍",
    OpinionGrade.PLAIN: "➖",
    OpinionGrade.EMPTY: "👎",
}


def part_of(turn: Turn, item: Suggestion) -> JointUnit:
    """The part of whoever acts. Raises Refused `permission.denied` to other units."""
    joint = _present(turn, item, turn.me.unit_id)
    if joint is None:
        raise Refused("permission.denied")
    return joint


def _present(turn: Turn, item: Suggestion, unit_id: int | None) -> JointUnit | None:
    for joint in suggestions.joint_units(turn.session, item.id):
        if joint.unit_id == unit_id:
            return joint
    return None


def ask(
    turn: Turn, item: Suggestion, person: Person, unit_id: int | None, priority: int
) -> int | None:
    """Prompt a joint unit for what it owes; None: it has no part any more."""
    joint = _present(turn, item, unit_id)
    if joint is None:
        return None
    days = (joint.opinion_due_on - turn.office.today(turn.now)).days
    buttons = [
        [keyboard.button(person.language, _button(joint), "opine", item.id)],
        [keyboard.button(person.language, "button.card", "card", item.id)],
    ]
    return turn.say(
        person,
        "owed.part" if _answers_itself(joint) else "owed.opinion",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        number=item.number,
        title=item.title,
        due_on=joint.opinion_due_on,
        left=Html(texts.days_left(days, person.language)),
        keyboard=buttons if person.unit_id == unit_id else [],
    )


def _button(joint: JointUnit) -> str:
    return "button.answer_part" if _answers_itself(joint) else "button.opine"


def may_give(turn: Turn, item: Suggestion) -> JointUnit:
    """The part whose opinion is still wanted. Raises Refused `duty.done` when it stands."""
    access.must_be_open(item)
    joint = part_of(turn, item)
    if joint.opinion_given_at is not None:
        raise Refused("duty.done")
    if _answers_itself(joint):
        gates.require_talk(turn, item)
    return joint


def called(joint: JointUnit, language: Language) -> str:
    """What the unit hands in: 会办意见, or 分办答复."""
    return texts.label(f"handedin.{joint.handling.value}", language)


def _answers_itself(joint: JointUnit) -> bool:
    return joint.handling == Handling.SEPARATE


def is_part(turn: Turn, item: Suggestion, row: Opinion) -> bool:
    """Whether it is a unit's own answer to its part (分办), which the lead does not pass on."""
    joint = _present(turn, item, row.unit_id)
    return joint is not None and _answers_itself(joint)


def unanswered_parts(turn: Turn, item: Suggestion) -> list[str]:
    """The units that still owe the deputies the answer to their part, as far as they are here."""
    return [
        groups.unit_name(turn.session, joint.unit_id)
        for joint in suggestions.joint_units(turn.session, item.id)
        if _answers_itself(joint)
        and joint.opinion_given_at is None
        and access.responsible_of_unit(turn.session, joint.unit_id) is not None
    ]


def missing(turn: Turn, item: Suggestion) -> list[str]:
    """The joint units whose opinion is not in, as far as they are here."""
    return [
        groups.unit_name(turn.session, joint.unit_id)
        for joint in suggestions.joint_units(turn.session, item.id)
        if not _answers_itself(joint)
        and joint.opinion_given_at is None
        and access.responsible_of_unit(turn.session, joint.unit_id) is not None
    ]


def is_to_be_passed_on(turn: Turn, item: Suggestion, opinion_id: int) -> bool:
    """Whether the lead still owes it to the deputies to pass an opinion on."""
    row = opinions.find(turn.session, opinion_id)
    if row is None or row.told_at is not None or row.sent_back_at is not None:
        return False
    joint = _present(turn, item, row.unit_id)
    return joint is not None and not _answers_itself(joint)


def give(turn: Turn, item: Suggestion, values: dict[str, Any]) -> Opinion:
    """Hand it in. `values`: words, document_id, number. The lead reads it at once.

    A part of its own goes to the deputies at once, too.
    """
    joint = may_give(turn, item)
    row = Opinion(
        suggestion_id=item.id,
        unit_id=joint.unit_id,
        words=values.get("words"),
        document_id=values.get("document_id"),
        number=values.get("number"),
        due_on=joint.opinion_due_on,
        given_by_id=turn.me.id,
        given_at=turn.now,
    )
    turn.session.add(row)
    joint.opinion_given_at = turn.now
    turn.session.flush()
    if row.document_id is not None:
        messages.put_under(turn.session, row.document_id, item.id)
    duties.met(turn, item, [DutyKind.OPINION], subject_id=joint.unit_id)
    turn.event("opinion_given", suggestion_id=item.id, unit_id=joint.unit_id, opinion_id=row.id)
    officer = access.responsible(turn.session, item)
    if _answers_itself(joint):
        echoes.heard(turn, item)
        _tell_deputies(turn, item, row, "opinion.part", part=joint.part or "—")
        if officer is not None:
            _bring(turn, item, row, officer, "opinion.part_given", [], part=joint.part or "—")
    elif officer is not None:
        _bring(turn, item, row, officer, "opinion.given", _choices(row, officer.language))
        office = turn.office
        duties.owe(
            turn,
            item,
            officer,
            DutyKind.TELL_OPINION,
            first_on=office.calendar.next(office.today(turn.now)),  # today it is read
            subject_id=row.id,
            note=groups.unit_name(turn.session, joint.unit_id),
        )
    return row


def _tell_deputies(turn: Turn, item: Suggestion, row: Opinion, key: str, **values: Any) -> None:
    """It is told once it reaches the lead deputy; whom the chat does not reach is telephoned."""
    for deputy, is_lead in suggestions.deputies(turn.session, item.id):
        if not people.is_reached(turn.session, deputy):
            if not (is_lead and row.told_at):  # who was told by telephone is not owed a call
                presence.call(turn, item, deputy)
            continue
        _bring(turn, item, row, deputy, key, [], **values)
        if is_lead:
            row.told_at = turn.now
    turn.session.flush()


def _bring(
    turn: Turn,
    item: Suggestion,
    row: Opinion,
    person: Person,
    key: str,
    buttons: keyboard.Keyboard,
    **values: Any,
) -> None:
    """Its words, with its document, in the person's contact hours."""
    html = texts.render(
        key,
        person.language,
        number=item.number,
        title=item.title,
        unit=groups.unit_name(turn.session, row.unit_id),
        opinion=Html(_told(row)),
        **values,
    )
    more: dict[str, Any] = {}
    if row.document_id is not None:
        document = messages.get(turn.session, row.document_id)
        more = {"kind": document.kind, "media": document.media, "source_id": document.id}
    turn.send(
        person,
        html,
        suggestion_id=item.id,
        purpose="prompt",
        priority=PROMPT,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        keyboard=buttons or None,
        **more,
    )


def _choices(row: Opinion, language: Language) -> keyboard.Keyboard:
    """What the lead can do about an opinion that stands."""
    rows: keyboard.Keyboard = []
    if row.grade is None:
        rows.append(
            [
                keyboard.named(texts.plain(grade, language), "opgrade", row.id, grade.value)
                for grade in OpinionGrade
            ]
        )
    back = keyboard.button(language, "button.send_opinion_back", "opback", row.id)
    if row.told_at is None:
        rows.append([keyboard.button(language, "button.pass_opinion_on", "optell", row.id), back])
    return rows


def _told(row: Opinion) -> str:
    said = quote(row.words or "") or "📎"
    return f"{said}（{quote(row.number)}）" if row.number else said


def standing(turn: Turn, opinion_id: int) -> tuple[Opinion, Suggestion]:
    """An opinion that has not been sent back, by the lead. Raises Refused."""
    row = opinions.find(turn.session, opinion_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_OPINION)
    if row.sent_back_at is not None:
        raise Refused("button.gone")
    return row, item


def grade(turn: Turn, opinion_id: int, given: OpinionGrade) -> None:
    """有用 / 一般 / 无实质内容: once."""
    row, item = standing(turn, opinion_id)
    joint = _present(turn, item, row.unit_id)
    if joint is None or _answers_itself(joint):
        raise Refused("button.gone")  # of a unit that leads by now, or that answers for itself
    if row.grade is not None:
        raise Refused("duty.done")
    row.grade, row.graded_by_id, row.graded_at = given, turn.me.id, turn.now
    turn.session.flush()
    turn.event("opinion_graded", suggestion_id=item.id, opinion_id=row.id, grade=given.value)


def pass_on(turn: Turn, opinion_id: int) -> None:
    """转告代表: every deputy of the suggestion gets what the joint unit said, words and document.

    Where the chat does not reach the lead deputy, nothing is told yet: they are telephoned first.
    """
    row, item = _to_pass_on(turn, opinion_id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    if people.is_reached(turn.session, lead):
        turn.event("opinion_passed_on", suggestion_id=item.id, opinion_id=row.id)
        _tell_deputies(turn, item, row, "opinion.deputy")
        duties.met(turn, item, [DutyKind.TELL_OPINION], subject_id=row.id)
        turn.toast("toast.done")
        return
    presence.call(turn, item, lead)
    turn.say(
        turn.me,
        "opinion.by_phone",
        suggestion_id=item.id,
        number=item.number,
        deputy=lead.name,
        phone=lead.phone_shown,
        keyboard=[[keyboard.button(turn.language, "button.told_by_phone", "optold", row.id)]],
    )


def told_by_phone(turn: Turn, opinion_id: int) -> None:
    """已打电话转告: the lead deputy knows it, the others get it here."""
    row, item = _to_pass_on(turn, opinion_id)
    turn.used()
    row.told_at = turn.now
    turn.event("opinion_passed_on", suggestion_id=item.id, opinion_id=row.id, is_by_phone=True)
    _tell_deputies(turn, item, row, "opinion.deputy")
    duties.met(turn, item, [DutyKind.TELL_OPINION], subject_id=row.id)
    turn.toast("toast.done")


def _to_pass_on(turn: Turn, opinion_id: int) -> tuple[Opinion, Suggestion]:
    row, item = standing(turn, opinion_id)
    if row.told_at is not None:
        raise Refused("duty.done")
    return row, item


def send_back(turn: Turn, opinion_id: int, why: str) -> None:
    """退回重提: an empty opinion is owed anew, by a day of the profile. Raises Refused."""
    row, item = standing(turn, opinion_id)
    access.must_be_open(item)
    joint = _present(turn, item, row.unit_id)
    if row.told_at is not None or joint is None:
        raise Refused("button.gone")
    row.why_back, row.sent_back_by_id, row.sent_back_at = why, turn.me.id, turn.now
    office = turn.office
    due_on = office.calendar.add(
        office.today(turn.now), office.profile.reply.opinion_again_working_days
    )
    person = access.responsible_of_unit(turn.session, row.unit_id)
    joint.opinion_given_at, joint.opinion_due_on = None, due_on
    turn.session.flush()
    turn.event("opinion_sent_back", suggestion_id=item.id, opinion_id=row.id, reason=why)
    duties.met(turn, item, [DutyKind.TELL_OPINION], subject_id=row.id, state=DutyState.CANCELLED)
    if person is not None:
        duties.owe(
            turn,
            item,
            person,
            DutyKind.OPINION,
            first_on=office.calendar.next(office.today(turn.now)),  # today the reason is told
            due_on=due_on,
            subject_id=row.unit_id,
        )
        button = keyboard.button(person.language, "button.opine", "opine", item.id)
        keys = {"reason": why, "due_on": due_on, "name": turn.me.name}
        telling.one(turn, person, "opinion.back", item, keyboard=[[button]], **keys)


def note(turn: Turn, item: Suggestion, said: str) -> None:
    """信息互通: what one unit tells the others; each of them reads it."""
    unit_id = turn.me.unit_id
    assert unit_id is not None
    row = UnitNote(
        suggestion_id=item.id, unit_id=unit_id, words=said, by_id=turn.me.id, at=turn.now
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("unit_noted", suggestion_id=item.id, note_id=row.id)
    unit = groups.unit_name(turn.session, unit_id)
    for person in _others(turn, item):
        telling.one(turn, person, "opinion.note", item, unit=unit, name=turn.me.name, words=said)


def _others(turn: Turn, item: Suggestion) -> list[Person]:
    """Who answers for each of the other units."""
    found = [access.responsible(turn.session, item)]
    found += [
        access.responsible_of_unit(turn.session, joint.unit_id)
        for joint in suggestions.joint_units(turn.session, item.id)
    ]
    return [one for one in found if one is not None and one.unit_id != turn.me.unit_id]


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each joint unit in a line of HTML: given, still to come, or late and by how much."""
    today = turn.office.today(turn.now)
    found = []
    for joint in suggestions.joint_units(turn.session, item.id):
        unit = groups.unit_name(turn.session, joint.unit_id)
        what = called(joint, turn.language)
        if joint.opinion_given_at is not None:
            day = turn.office.local(joint.opinion_given_at).date()
            found.append(
                texts.render("opinion.is_given", turn.language, unit=unit, day=day, what=what)
            )
            continue
        key = "opinion.is_late" if joint.opinion_due_on < today else "opinion.is_awaited"
        days = (today - joint.opinion_due_on).days
        found.append(
            texts.render(
                key, turn.language, unit=unit, day=joint.opinion_due_on, days=days, what=what
            )
        )
    return found


def show(turn: Turn, item: Suggestion) -> None:
    """会办意见 for the lead: what came, who is late, what the units told each other."""
    may_judge = access.may(turn, item, Act.JUDGE_OPINION) and item.is_open
    rows: keyboard.Keyboard = []
    said = []
    for row in opinions.of_suggestion(turn.session, item.id):
        unit = groups.unit_name(turn.session, row.unit_id)
        mark = MARKS[row.grade] if row.grade else "▫️"
        back = texts.label("opinion.was_back", turn.language) if row.sent_back_at else ""
        said.append(f"{mark} <b>{quote(unit)}</b>{quote(back)}：{_told(row)}")
        if may_judge and row.sent_back_at is None and not is_part(turn, item, row):
            rows += _choices(row, turn.language)
    if may_judge:
        rows.append([keyboard.button(turn.language, "button.unit_note", "unitnote", item.id)])
    turn.say(
        turn.me,
        "opinion.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        units=Html("\n".join(lines(turn, item)) or "—"),
        opinions=Html("\n".join(said) or "—"),
        notes=Html("\n".join(_notes(turn, item)) or "—"),
        keyboard=rows or None,
    )


def _notes(turn: Turn, item: Suggestion) -> Iterable[str]:
    for row in opinions.notes(turn.session, item.id)[-NOTES:]:
        unit = groups.unit_name(turn.session, row.unit_id)
        yield f"<i>{turn.office.local(row.at):%m-%d}</i> {quote(unit)}：{quote(row.words)}"


def card(turn: Turn, item: Suggestion, buttons: keyboard.Keyboard) -> None:
    """The card of a joint unit: its part, its date, what it handed in, who was met; no talk."""
    joint = part_of(turn, item)
    own = [
        row for row in opinions.of_suggestion(turn.session, item.id) if row.unit_id == joint.unit_id
    ]
    if item.is_open and joint.opinion_given_at is None:
        buttons = [[keyboard.button(turn.language, _button(joint), "opine", item.id)], *buttons]
    if item.is_open and _answers_itself(joint):
        buttons = [
            *buttons,
            [
                keyboard.button(turn.language, "button.message_deputy", "compose", item.id),
                keyboard.button(turn.language, "button.record_contact", "record", item.id),
                keyboard.button(turn.language, "button.arrange", "arrange", item.id),
            ],
        ]
    if item.is_open:
        buttons = [
            *buttons,
            [keyboard.button(turn.language, "button.unit_note", "unitnote", item.id)],
        ]
    turn.say(
        turn.me,
        "opinion.card",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        **groups.handling(turn, item),
        handling=joint.handling,
        part=joint.part or "—",
        what=called(joint, turn.language),
        due_on=joint.opinion_due_on,
        opinions=Html("\n".join(_own(turn, row) for row in own) or "—"),
        contacts=Html("\n".join(_met(turn, item)) or "—"),
        notes=Html("\n".join(_notes(turn, item)) or "—"),
        keyboard=buttons or None,
    )


def _own(turn: Turn, row: Opinion) -> str:
    day = quote(texts.plain(turn.office.local(row.given_at).date(), turn.language))
    if row.sent_back_at is None:
        return f"✓ {day} {_told(row)}"
    return f"↩️ {day} {_told(row)}　{quote(row.why_back or '')}"


def _met(turn: Turn, item: Suggestion) -> Iterable[str]:
    """The shared log: when and how the deputy was met, and what was written down of it."""
    for one in contacts.of_suggestion(turn.session, item.id, item.round):
        if one.state != ContactState.DONE or one.done_at is None:
            continue
        day = quote(texts.plain(turn.office.local(one.done_at).date(), turn.language))
        form = quote(texts.plain(one.form, turn.language))
        yield f"{day} {form} {quote(words.short(one.summary or '', 60))}".rstrip()
