"""The ledger (台账) goes out as a workbook: the columns offices keep, filled from the record.

The columns that an import understands come back unchanged; the others follow from the record and
are not read again. Telephone numbers of deputies stay out unless they are asked for.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from handlers import texts
from handlers.acts.handling import checklist
from handlers.acts.rating import seals
from handlers.acts.replying import publications
from handlers.office import Office
from handlers.rules.ratings import is_dissatisfied
from handlers.sheets import lights, safe
from handlers.sheets.lights import Light, Shown
from handlers.turn import Turn
from storage import facts, ledger, meetings, passes
from storage.contacts import Contact
from storage.database import Session
from storage.ledger import RosterEntry
from storage.passes import Pass
from storage.ratings import Rating, RatingForm
from storage.replies import Reply
from storage.suggestions import JointUnit, Key, Suggestion
from storage.vocabulary import (
    FACE_TO_FACE,
    ContactForm,
    ContactState,
    Grade,
    Handling,
    Language,
    Phase,
    Stage,
)

PAGE = 200
Value = str | int | date | Shown | None


@dataclass(frozen=True, slots=True)
class Line:
    """Everything a line of the ledger says."""

    position: int
    item: Suggestion
    lead: RosterEntry
    co_signers: Sequence[RosterEntry]
    lead_unit: str
    parts: Sequence[tuple[str, JointUnit]]
    officer: RosterEntry | None
    leader: RosterEntry | None
    contacts: Sequence[Contact]
    meets_at: datetime | None
    granted: Sequence[tuple[Pass, RosterEntry]]  # gates passed, and by whose word
    reply: Reply | None  # of the latest round replied to
    form: RatingForm | None
    rating: Rating | None
    is_sealed: bool  # its grades are not shown to whoever the sheet is for
    is_replied: bool  # in the present round
    light: Shown
    checklist: str
    with_phones: bool
    office: Office
    now: datetime
    taken_over_at: datetime | None  # by its unit, where another led before
    own_part: JointUnit | None = None  # of the reader's unit, where another leads

    def day(self, moment: datetime | None) -> date | None:
        """The office's day of a moment."""
        return self.office.today(moment) if moment else None

    def done(self, phase: Phase | None = None) -> list[Contact]:
        """The contacts that took place, of all rounds."""
        return [
            contact
            for contact in self.contacts
            if contact.state == ContactState.DONE and phase in (None, contact.phase)
        ]

    def first(self, form: ContactForm) -> date | None:
        """The first day of a contact of that form."""
        return next((self.day(one.done_at) for one in self.done() if one.form == form), None)

    def told(self, phase: Phase) -> str:
        """The contacts of a phase: day, form, and what the deputy made of the record."""
        return "；".join(_contact(self, contact) for contact in self.done(phase))

    def exceptions(self) -> str:
        """The gates that were passed without what has to come first, why and by whose word."""
        return "；".join(
            f"{'、'.join(_word(gate) or '' for gate in row.kinds)}（{row.reason}；{by.name}）"
            for row, by in self.granted
        )

    def grade(self, of: Callable[[Rating], Grade]) -> str | None:
        """How one axis was rated, or that it may not be seen yet."""
        if self.rating is None:
            return None
        return "封存" if self.is_sealed else _word(of(self.rating))

    @property
    def parts_shown(self) -> Sequence[tuple[str, JointUnit]]:
        """The parts whose opinions whoever reads it may know of."""
        return [one for one in self.parts if self.own_part in (None, one[1])]

    def units(self, handling: Handling) -> str:
        """The units with that part."""
        return "、".join(name for name, part in self.parts if part.handling == handling)


def _contact(line: Line, contact: Contact) -> str:
    day = line.day(contact.done_at)
    words = [
        day.isoformat() if day else "",
        _word(contact.form) or "",
        contact.participants or "",
        {True: "属实", False: f"有出入：{contact.objection or ''}"}.get(contact.confirmed, "")
        if contact.confirmed is not None
        else "",
    ]
    return " ".join(word for word in words if word)


def _word(value: Any) -> str | None:
    return None if value is None else texts.plain(value, Language.CHINESE)


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _deputy(line: Line, person: RosterEntry) -> str:
    return f"{person.name}（{person.delegation}）" if person.delegation else person.name


def _handled(line: Line) -> str:
    if line.own_part is not None:
        return "分办" if line.own_part.handling == Handling.SEPARATE else "会办"
    kinds = {part.handling for _, part in line.parts}
    if Handling.JOINT in kinds:
        return "主办"
    return "分办" if Handling.SEPARATE in kinds else "独办"


def _face_to_face(line: Line) -> int:
    return sum(one.form in FACE_TO_FACE and one.confirmed is True for one in line.done())


def _first_contact(line: Line) -> date | None:
    """Of the unit that leads it, and not disputed."""
    days = [
        contact.done_at
        for contact in line.done()
        if contact.confirmed is not False
        and contact.done_at is not None
        and (line.taken_over_at is None or _told_at(contact) >= line.taken_over_at)
    ]
    return line.day(min(days, default=None))


def _told_at(contact: Contact) -> datetime:
    told_at = contact.recorded_at or contact.done_at
    assert told_at is not None
    return told_at


def _opinions(line: Line) -> str:
    return "；".join(
        f"{name} {day.isoformat()}"
        for name, part in line.parts_shown
        if (day := line.day(part.opinion_given_at))
    )


def _opinions_due(line: Line) -> date | None:
    return min((part.opinion_due_on for _, part in line.parts_shown), default=None)


def _light(line: Line) -> Shown:
    if line.own_part is None:
        return line.light
    today = line.office.today(line.now)
    return lights.of_opinion(line.own_part, today, is_open=line.item.is_open)


def _why(line: Line) -> str | None:
    """Why the deputy is dissatisfied, where they are and it may be seen."""
    rating = line.rating
    if rating is None or line.is_sealed:
        return None
    is_its_reason = is_dissatisfied(rating.content, rating.attitude, rating.effect)
    return rating.reason if is_its_reason else None


COLUMNS: tuple[tuple[str, int, Callable[[Line], Value]], ...] = (
    ("序号", 6, lambda x: x.position),
    ("届次", 6, lambda x: x.item.congress),
    ("会次", 6, lambda x: x.item.session_number),
    ("建议编号", 10, lambda x: x.item.number),
    ("标题", 40, lambda x: x.item.title),
    ("内容", 50, lambda x: x.item.content),
    ("类别", 12, lambda x: x.item.category),
    ("领衔代表", 20, lambda x: _deputy(x, x.lead)),
    ("附议人数", 8, lambda x: len(x.co_signers)),
    ("附议代表", 30, lambda x: "、".join(_deputy(x, one) for one in x.co_signers)),
    ("代表团", 14, lambda x: x.lead.delegation),
    ("联系方式（受限）", 18, lambda x: x.lead.phone if x.with_phones else None),
    ("代表意愿", 24, lambda x: x.item.wishes),
    ("公开意愿", 12, lambda x: _word(x.item.openness) if publications.is_said(x.item) else None),
    ("是否保密", 8, lambda x: _yes(x.item.is_confidential)),
    ("是否重点", 8, lambda x: _yes(x.item.is_key)),
    ("交办日期", 12, lambda x: x.item.assigned_on),
    ("办理方式", 8, _handled),
    ("主办单位", 22, lambda x: x.lead_unit),
    ("会办单位", 28, lambda x: x.units(Handling.JOINT)),
    ("分办单位", 20, lambda x: x.units(Handling.SEPARATE)),
    ("责任领导", 10, lambda x: x.leader.name if x.leader else None),
    ("责任处室", 20, lambda x: x.item.office),
    ("承办人", 10, lambda x: x.officer.name if x.officer else None),
    ("法定期限", 12, lambda x: x.item.due_on),
    ("首次联系日期", 13, _first_contact),
    ("办前沟通", 28, lambda x: x.told(Phase.BEFORE)),
    ("办中沟通", 28, lambda x: x.told(Phase.DURING)),
    ("办后沟通", 28, lambda x: x.told(Phase.AFTER)),
    ("面对面次数", 10, _face_to_face),
    ("豁免", 8, lambda x: "免见面" if x.item.waives_meeting else None),
    ("难点", 8, lambda x: "难点件" if x.item.hard_since else None),
    ("已定会面", 12, lambda x: x.day(x.meets_at)),
    ("调研日期", 12, lambda x: x.first(ContactForm.STUDY_VISIT)),
    ("座谈日期", 12, lambda x: x.first(ContactForm.SYMPOSIUM)),
    ("例外放行", 30, lambda x: x.exceptions()),
    ("办理清单", 40, lambda x: x.checklist),
    ("会办意见应到", 13, _opinions_due),
    ("会办意见实到", 24, _opinions),
    ("答复日期", 12, lambda x: x.reply.replied_on if x.reply else None),
    ("答复文号", 22, lambda x: x.reply.number if x.reply else None),
    ("分类", 6, lambda x: x.reply.reply_class.value if x.reply else None),
    ("征询表发出", 12, lambda x: x.day(x.form.sent_at) if x.form else None),
    ("征询表收回", 12, lambda x: x.day(x.form.submitted_at) if x.form else None),
    ("答复内容评价", 12, lambda x: x.grade(lambda rating: rating.content)),
    ("办理态度评价", 12, lambda x: x.grade(lambda rating: rating.attitude)),
    ("办理效果评价", 12, lambda x: x.grade(lambda rating: rating.effect)),
    ("不满意理由", 30, _why),
    ("重办次数", 8, lambda x: x.item.round - 1),
    ("重办期限", 12, lambda x: x.item.due_on if x.item.round > 1 else None),
    ("办理阶段", 10, lambda x: _word(x.item.stage)),
    ("备注（红黄绿灯）", 30, _light),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted; what is not named leaves nothing out. `words`: in number or title.

    `joint_unit_id`: besides those that are own, those in which this unit has a part (会办).
    """

    unit: str | None = None
    office: str | None = None
    stage: Stage | None = None
    light: Light | None = None
    is_key: bool = False
    words: str | None = None
    is_own: Callable[[Suggestion], bool] = lambda _item: True
    joint_unit_id: int | None = None
    sees_sealed: bool = True  # grades that the unit may not see yet

    def seen(self, line: Line) -> Line | None:
        """A line as it is wanted; None: it is not."""
        if self.is_own(line.item):
            return line if self._wants(line) else None
        part = next((one for _, one in line.parts if one.unit_id == self.joint_unit_id), None)
        return None if part is None else replace(line, own_part=part)

    def _wants(self, line: Line) -> bool:
        item = line.item
        return (
            self.unit in (None, line.lead_unit)
            and self.office in (None, item.office)
            and self.stage in (None, item.stage)
            and self.light in (None, line.light.light)
            and (item.is_key or not self.is_key)
            and (self.words is None or self.words in f"{item.number} {item.title}")
        )


LEAVES_OUT_NOTHING = Filter()


def export_ledger(
    session: Session,
    office: Office,
    now: datetime,
    path: Path,
    *,
    with_phones: bool = False,
    wanted: Filter = LEAVES_OUT_NOTHING,
) -> int:
    """Write the ledger to a workbook, or to .csv; how many suggestions. Memory stays flat.

    The file appears complete or not at all.
    """
    every = _lines(session, office, now, with_phones=with_phones, sees_sealed=wanted.sees_sealed)
    lines = (seen for line in every if (seen := wanted.seen(line)) is not None)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write = _write_csv if path.suffix.lower() == ".csv" else _write_book
        count = write(unfinished, lines)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, lines: Iterable[Line]) -> int:
    """With a mark at its head by which spreadsheets know the encoding."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([header for header, _, _ in COLUMNS])
        for line in lines:
            writer.writerow([_plain(value) for value in _values(line)])
            count += 1
    return count


def _values(line: Line) -> list[Value]:
    """A line's cells. What is secret is a line of its number and "by paper" alone.

    A joint unit sees of what another leads what it has to know to hand in its opinion.
    """
    shown = _shown(line)
    return [
        value(line) if shown is None or header in shown else None for header, _, value in COLUMNS
    ]


def _shown(line: Line) -> frozenset[str] | None:
    """The columns of a line that may be seen; None: all."""
    if line.item.is_by_paper:
        return OF_SECRETS
    if line.own_part is None:
        return None
    return OF_JOINT_UNITS - WHO_PUT_IT if line.item.is_confidential else OF_JOINT_UNITS


OF_SECRETS = frozenset({"序号", "届次", "会次", "建议编号", "标题"})
WHO_PUT_IT = frozenset({"领衔代表", "附议代表", "代表团"})
OF_JOINT_UNITS = (
    OF_SECRETS
    | WHO_PUT_IT
    | {
        "内容",
        "类别",
        "附议人数",
        "是否重点",
        "交办日期",
        "办理方式",
        "主办单位",
        "会办单位",
        "分办单位",
        "责任处室",
        "承办人",
        "法定期限",
        "会办意见应到",
        "会办意见实到",
        "办理阶段",
        "备注（红黄绿灯）",
    }
)


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe.text(str(value))


def _write_book(path: Path, lines: Iterable[Line]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("建议台账")
    sheet.freeze_panes = "F2"
    for number, (_, width, _) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_header(sheet, header) for header, _, _ in COLUMNS])
    count = 0
    for line in lines:
        sheet.append([_cell(sheet, value) for value in _values(line)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    book.save(path)
    return count


_HEAD = PatternFill("solid", fgColor="DCE6F1")
_FILLS = {light: PatternFill("solid", fgColor=light.value[1]) for light in lights.Light}


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, Shown):
        cell = WriteOnlyCell(sheet, value=safe.text(str(value)))
        cell.fill = _FILLS[value.light]
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=datetime(value.year, value.month, value.day))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, str):
        return safe.text(value) or None
    return value


def _lines(
    session: Session, office: Office, now: datetime, *, with_phones: bool, sees_sealed: bool
) -> Iterator[Line]:
    units = {unit.id: unit.name for unit in ledger.units(session)}
    roster = {person.id: person for person in ledger.roster(session)}
    turn = Turn(session, office, now)
    after: Key | None = None
    position = 0
    while page := ledger.page(session, after, PAGE):
        ids = [item.id for item in page]
        signed = ledger.signatures(session, ids)
        parts = ledger.joint_units(session, ids)
        contacts = ledger.contacts(session, ids)
        replies = ledger.replies(session, ids)
        forms = ledger.rating_forms(session, ids)
        meets = meetings.next_of(session, ids)
        ratings = ledger.ratings(session, ids)
        asked = passes.of_suggestions(session, ids)
        lists = checklist.of_all(turn, page)
        taken_over = facts.taken_over(session, ids)
        for item in page:
            position += 1
            own_contacts = contacts.get(item.id, [])
            reply = _last(replies.get(item.id))
            rating = _last(ratings.get(item.id))
            is_replied = reply is not None and reply.round == item.round
            signers = [roster[row.person_id] for row in signed[item.id]]
            yield Line(
                position=position,
                item=item,
                lead=signers[0],
                co_signers=signers[1:],
                lead_unit=units[item.lead_unit_id],
                parts=[(units[part.unit_id], part) for part in parts.get(item.id, [])],
                officer=roster.get(item.officer_id or 0),
                leader=roster.get(item.leader_id or 0),
                contacts=own_contacts,
                meets_at=meets.get(item.id),
                granted=[
                    (row, roster[row.decided_by_id])
                    for row in asked.get(item.id, [])
                    if row.is_granted and row.decided_by_id is not None
                ],
                reply=reply,
                form=_last(forms.get(item.id)),
                rating=rating,
                is_sealed=rating is not None
                and not sees_sealed
                and seals.is_sealed(turn, item, rating),
                is_replied=is_replied,
                light=lights.shown(
                    item,
                    own_contacts,
                    is_replied=is_replied,
                    rating=rating,
                    today=office.today(now),
                ),
                checklist=checklist.in_words(turn, lists[item.id]),
                with_phones=with_phones,
                office=office,
                now=now,
                taken_over_at=taken_over.get(item.id),
            )
        last = page[-1]
        after = Key(last.congress, last.session_number, last.number)
        session.expunge_all()


def _last(rows: list[Any] | None) -> Any:
    return rows[-1] if rows else None
