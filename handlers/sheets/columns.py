"""The columns of the ledger (台账), in groups, in the order in which offices keep them.

Those that an import understands come back unchanged; the others follow from the record, or stand
in the notes of an import, and are filled from there.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from handlers import texts
from handlers.acts.replying import publications
from handlers.rules.ratings import is_dissatisfied
from handlers.sheets import lights
from handlers.sheets.lights import Shown
from handlers.sheets.lines import Line
from storage.contacts import Contact
from storage.ledger import RosterEntry
from storage.promises import Promise
from storage.ratings import Rating
from storage.replies import Reply
from storage.requests import Request
from storage.suggestions import JointUnit
from storage.vocabulary import (
    FACE_TO_FACE,
    ContactForm,
    Grade,
    Handling,
    Language,
    Phase,
    PointOutcome,
    PromiseState,
    PromiseView,
    RequestKind,
)

Value = str | int | date | Shown | None
Column = tuple[str, int, Callable[[Line], Value]]  # header, width, what stands there
SHORT = 60  # characters of an answer
GRADES: tuple[tuple[str, Callable[[Rating], Grade]], ...] = (
    ("答复内容", lambda rating: rating.content),
    ("办理态度", lambda rating: rating.attitude),
    ("办理效果", lambda rating: rating.effect),
)


def _word(value: Any) -> str | None:
    return None if value is None else texts.plain(value, Language.CHINESE)


def _openness(line: Line) -> str | None:
    """How far the public may see it, where anybody has said so."""
    return _word(line.item.openness) if publications.is_said(line.item) else None


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _joined(words: Iterable[str | None], by: str = "；") -> str | None:
    return by.join(word for word in words if word) or None


def _noted(name: str) -> Callable[[Line], Value]:
    """What an import noted under that header."""
    return lambda line: (line.item.notes or {}).get(name)


# ——— who put it ———


def _deputy(person: RosterEntry) -> str:
    return f"{person.name}（{person.delegation}）" if person.delegation else person.name


def _chosen(line: Line) -> str | None:
    """What the deputy wishes of how it is handled, in the ledger or in chat."""
    item = line.item
    chosen = (
        (item.wishes_meeting, "希望见面"),
        (item.waives_meeting, "免见面"),
        (item.needs_no_paper, "免书面答复"),
    )
    return _joined((word for holds, word in chosen if holds), "、")


# ——— who handles it ———


def _signed_on(line: Line) -> date | None:
    """签收 of the present assignment."""
    day = line.day(line.receipt.at) if line.receipt else None
    return day if day is not None and day >= line.item.assigned_on else None


def _handled(line: Line) -> str:
    if line.own_part is not None:
        return "分办" if line.own_part.handling == Handling.SEPARATE else "会办"
    kinds = {part.handling for _, part in line.parts}
    if Handling.JOINT in kinds:
        return "主办"
    return "分办" if Handling.SEPARATE in kinds else "独办"


def _units(handling: Handling) -> Callable[[Line], Value]:
    return lambda line: "、".join(name for name, part in line.parts if part.handling == handling)


def _refusals(line: Line) -> list[Request]:
    return [row for row in line.requests if row.kind == RequestKind.RETURN]


def _asked(line: Line, row: Request) -> str:
    """When, which unit, why, and what was decided."""
    unit = line.units.get(row.unit_id or 0, "")
    decided = {True: "同意", False: f"不同意：{row.note or ''}", None: "等待决定"}[row.is_granted]
    when = f" {line.iso(row.decided_at)}" if row.decided_at else ""
    return f"{line.iso(row.asked_at)} {unit}：{row.reason}（{decided}{when}）"


def _extension(line: Line) -> str | None:
    rows = [row for row in line.requests if row.kind == RequestKind.EXTENSION]
    return _joined(_asked(line, row) for row in rows)


def _officer_phone(line: Line) -> str | None:
    return line.officer.phone if line.with_phones and line.officer else None


def _milestones(line: Line) -> str | None:
    return _joined(
        f"{row.due_on.isoformat()} {row.what}"
        + (f"（{line.iso(row.reached_at)} 完成）" if row.reached_at else "")
        for row in line.milestones
    )


def _legal_due_on(line: Line) -> date | None:
    """三个月，延期的六个月: of the first round, whatever has come after it."""
    first = next((row for row in line.replies if row.round == 1), None)
    if first is not None and first.due_on is not None:
        return first.due_on
    if line.item.round == 1:
        return line.item.due_on
    rules = line.office.profile.reply
    extended = any(row.kind == RequestKind.EXTENSION and row.is_granted for row in line.requests)
    months = rules.extended_months if extended else rules.months
    return line.office.calendar.due_after_months(line.item.assigned_on, months)


# ——— talking with the deputy ———


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


def _talks(phase: Phase) -> Callable[[Line], Value]:
    """Each contact of a phase: day, form, who was there, and what the deputy says."""
    return lambda line: _joined(_talk(line, contact) for contact in line.done(phase))


def _talk(line: Line, contact: Contact) -> str:
    words = (
        line.iso(contact.done_at),
        _word(contact.form),
        contact.participants,
        _view(line, contact),
    )
    return " ".join(word for word in words if word)


def _view(line: Line, contact: Contact) -> str | None:
    """The deputy's own word: whether it is true, what they said to progress, the four answers."""
    said = line.said.get(contact.id)
    latest = {row.question: row.text for row in line.answers.get(contact.id, ())}
    asked = "；".join(f"{_word(question)}：{text[:SHORT]}" for question, text in latest.items())
    told = {
        None: "代表未回" if contact.recorded_by_id is not None else None,
        True: PROGRESS.get(said or "", "属实"),
        False: f"有出入：{contact.objection or ''}",
    }[contact.confirmed]
    return _joined((told, f"（{asked}）" if asked else None), "")


PROGRESS = {"agree": "同意", "comment": "有补充意见", "talk": "希望面谈"}


def _face_to_face(line: Line) -> int:
    return sum(one.form in FACE_TO_FACE and one.confirmed is True for one in line.done())


def _exceptions(line: Line) -> str | None:
    """The gates that were passed without what has to come first, why and by whose word."""
    return _joined(
        f"{'、'.join(_word(gate) or '' for gate in row.kinds)}（{row.reason}；{by.name}）"
        for row, by in line.granted
    )


# ——— joint units ———


def _opinions_due(line: Line) -> str | None:
    return _joined(f"{name} {part.opinion_due_on.isoformat()}" for name, part in line.parts_shown)


def _opinions(line: Line) -> str | None:
    return _joined(f"{name} {_given(line, part)}" for name, part in line.parts_shown)


def _given(line: Line, part: JointUnit) -> str:
    if part.opinion_given_at is not None:
        return line.iso(part.opinion_given_at)
    is_late = part.opinion_due_on < line.office.today(line.now)
    return "逾期未到" if is_late else "未到"


# ——— the reply ———


def _reviews(line: Line) -> str | None:
    """审核: each look from above."""
    return _joined(
        f"{_word(row.role)}{line.name(row.decided_by_id)} {line.iso(row.decided_at)} "
        + ("通过" if row.is_passed else f"退回：{row.note or ''}")
        for row in line.reviews
        if row.is_passed is not None
    )


def _adopted(line: Line) -> int | None:
    if not line.points:
        return None
    answers = (line.point_answers.get(row.id) for row in line.points)
    return sum(one is not None and one.outcome == PointOutcome.ADOPTED for one in answers)


def _grade(of: Callable[[Rating], Grade]) -> Callable[[Line], Value]:
    """How one axis was rated, or that it may not be seen yet."""

    def told(line: Line) -> Value:
        if line.rating is None:
            return None
        return "封存" if line.is_sealed else _word(of(line.rating))

    return told


def _why(line: Line) -> str | None:
    """Why the deputy is dissatisfied, where they are and it may be seen."""
    rating = line.rating
    if rating is None or line.is_sealed:
        return None
    is_its_reason = is_dissatisfied(rating.content, rating.attitude, rating.effect)
    return rating.reason if is_its_reason else None


def _earlier_rounds(line: Line) -> str | None:
    """What was answered in each round before, how it was rated, and why it was handled again."""
    return _joined(_round(line, reply) for reply in line.replies if reply.round < line.item.round)


def _round(line: Line, reply: Reply) -> str:
    given = [row for row in line.ratings if row.round == reply.round]
    said = ""
    if given:
        grades = "、".join(f"{name}{_word(of(given[-1]))}" for name, of in GRADES)
        said = f"，{grades}" + (f"（{given[-1].reason}）" if given[-1].reason else "")
    head = f"第{reply.round}轮 {reply.replied_on.isoformat()} {reply.number}"
    return f"{head} {reply.reply_class.value}类{said}"


def _result_of_rehandling(line: Line) -> str | None:
    """重办结果: still owed, replied to, or how that was rated."""
    if line.item.round == 1:
        return None
    if line.reply is None or line.reply.round < line.item.round:
        return "办理中"
    if line.rating is None or line.rating.round < line.item.round:
        return "已答复，待评价"
    if line.is_sealed:
        return "已评价"
    grades = {of(line.rating) for _, of in GRADES}
    return "仍不满意" if Grade.DISSATISFIED in grades else "代表认可"


# ——— what comes after ———


def _promises(line: Line) -> str | None:
    """承诺事项: what, who, until when, whether kept and what the deputy says, what has changed."""
    return _joined(_promise(line, row) for row in line.promises)


def _promise(line: Line, row: Promise) -> str:
    words = [f"责任人{line.name(row.owner_id)}", f"期限{row.due_on.isoformat()}"]
    if row.state == PromiseState.KEPT:
        words.append(f"{line.iso(row.kept_at)} 兑现并再次答复")
        words += [f"证明：{row.proof[:SHORT]}"] if row.proof else []
    else:
        is_late = row.due_on < line.office.today(line.now)
        words.append("逾期未兑现" if is_late else "待兑现")
    if row.view is not None:
        words.append(f"代表：{_word(row.view)}")
    words += [
        f"{line.iso(one.at)} 说明：{one.reason[:SHORT]}"
        for one in line.explanations
        if one.promise_id == row.id
    ]
    return f"{row.what}（{'，'.join(words)}）"


def _looked_back_on(line: Line) -> date | None:
    days = [row.at for _, row in line.looked_back if row.at is not None]
    return line.day(max(days, default=None))


def _looked_back(line: Line) -> str | None:
    """回头看: by year, how many promises are said to be what."""
    years: dict[str, list[PromiseView | None]] = {}
    for year, row in line.looked_back:
        if row.promise_id is not None:  # how the result is seen now is a rating of its own
            years.setdefault(year, []).append(row.view)
    return _joined(f"{year}年 {_counted(views)}" for year, views in years.items())


def _counted(views: list[PromiseView | None]) -> str:
    said = [f"{_word(view)}{views.count(view)}项" for view in PromiseView if view in views]
    unsaid = views.count(None)
    return "、".join([*said, *([f"未答{unsaid}项"] if unsaid else [])])


def _closing(line: Line) -> str | None:
    row = line.closing
    if row is None:
        return None
    word = "通过" if row.is_passed else f"退回：{row.reason or ''}"
    return f"{line.name(row.decided_by_id)} {line.iso(row.decided_at)} {word}"


def _light(line: Line) -> Shown:
    if line.own_part is None:
        return line.light
    today = line.office.today(line.now)
    warn_days = line.office.profile.figures.warn_days
    return lights.of_opinion(line.own_part, today, warn_days, is_open=line.item.is_open)


GROUPS: tuple[tuple[str, str, tuple[Column, ...]], ...] = (
    (
        "建议",
        "DCE6F1",
        (
            ("序号", 6, lambda x: x.position),
            ("届次", 6, lambda x: x.item.congress),
            ("会次", 6, lambda x: x.item.session_number),
            ("建议编号", 10, lambda x: x.item.number),
            ("标题", 40, lambda x: x.item.title),
            ("会中/闭会", 10, _noted("会中/闭会")),
            ("内容", 50, lambda x: x.item.content),
            ("类别", 12, lambda x: x.item.category),
        ),
    ),
    (
        "代表",
        "E4DFEC",
        (
            ("领衔代表", 20, lambda x: _deputy(x.lead)),
            ("附议人数", 8, lambda x: len(x.co_signers)),
            ("附议代表", 30, lambda x: "、".join(_deputy(one) for one in x.co_signers)),
            ("代表团", 14, lambda x: x.lead.delegation),
            ("选举单位", 18, lambda x: x.lead.electing_unit),
            ("联系方式（受限）", 18, lambda x: x.lead.phone if x.with_phones else None),
            ("代表意愿", 24, lambda x: x.item.wishes),
            ("见面与书面意愿", 20, _chosen),
            ("公开意愿", 12, _openness),
            ("是否保密", 8, lambda x: _yes(x.item.is_confidential)),
        ),
    ),
    (
        "交办",
        "FDE9D9",
        (
            ("是否重点", 8, lambda x: _yes(x.item.is_key)),
            ("督办单位", 20, _noted("督办单位")),
            ("交办日期", 12, lambda x: x.item.assigned_on),
            ("签收日期", 12, _signed_on),
            ("办理方式", 8, _handled),
            ("主办单位", 22, lambda x: x.lead_unit),
            ("会办单位", 28, _units(Handling.JOINT)),
            ("分办单位", 20, _units(Handling.SEPARATE)),
            ("退办次数", 8, lambda x: len(_refusals(x)) or None),
            ("退办理由及结果", 36, lambda x: _joined(_asked(x, row) for row in _refusals(x))),
        ),
    ),
    (
        "六定",
        "EBF1DE",
        (
            ("责任领导", 10, lambda x: x.leader.name if x.leader else None),
            ("责任处室", 20, lambda x: x.item.office),
            ("承办人", 10, lambda x: x.officer.name if x.officer else None),
            ("承办人电话", 18, _officer_phone),
            ("办理任务", 30, lambda x: x.plan.task if x.plan else None),
            ("工作目标", 30, lambda x: x.plan.goal if x.plan else None),
            ("时间节点", 36, _milestones),
            ("法定期限", 12, _legal_due_on),
            ("延期批准", 36, _extension),
        ),
    ),
    (
        "沟通",
        "DAEEF3",
        (
            ("首次联系日期", 13, _first_contact),
            ("办前沟通", 36, _talks(Phase.BEFORE)),
            ("办中沟通", 36, _talks(Phase.DURING)),
            ("办后沟通", 36, _talks(Phase.AFTER)),
            ("面对面次数", 10, _face_to_face),
            ("豁免", 8, lambda x: "免见面" if x.item.waives_meeting else None),
            ("难点", 8, lambda x: "难点件" if x.item.hard_since else None),
            ("已定会面", 12, lambda x: x.day(x.meets_at)),
            ("调研日期", 12, lambda x: x.first(ContactForm.STUDY_VISIT)),
            ("座谈日期", 12, lambda x: x.first(ContactForm.SYMPOSIUM)),
            ("例外放行", 30, _exceptions),
            ("办理清单", 40, lambda x: x.checklist),
            ("会办意见应到", 28, _opinions_due),
            ("会办意见实到", 28, _opinions),
        ),
    ),
    (
        "答复",
        "DCE6F1",
        (
            ("拟稿日期", 12, lambda x: x.day(x.draft.made_at) if x.draft else None),
            ("审核日期", 36, _reviews),
            ("签发日期", 12, lambda x: x.day(x.draft.passed_at) if x.draft else None),
            ("答复日期", 12, lambda x: x.reply.replied_on if x.reply else None),
            ("答复文号", 22, lambda x: x.reply.number if x.reply else None),
            ("分类", 6, lambda x: x.reply.reply_class.value if x.reply else None),
            ("采纳条数", 8, _adopted),
            ("建议条数", 8, lambda x: len(x.points) or None),
            ("公开属性", 12, lambda x: _word(x.publication.decision) if x.publication else None),
            ("公开日期", 12, lambda x: x.publication.published_on if x.publication else None),
            ("公开网址", 30, lambda x: x.publication.url if x.publication else None),
        ),
    ),
    (
        "评价",
        "E4DFEC",
        (
            ("征询表发出", 12, lambda x: x.day(x.form.sent_at) if x.form else None),
            ("征询表收回", 12, lambda x: x.day(x.form.submitted_at) if x.form else None),
            ("答复内容评价", 12, _grade(GRADES[0][1])),
            ("办理态度评价", 12, _grade(GRADES[1][1])),
            ("办理效果评价", 12, _grade(GRADES[2][1])),
            ("不满意理由", 30, _why),
            ("重办次数", 8, lambda x: x.item.round - 1),
            ("重办期限", 12, lambda x: x.item.due_on if x.item.round > 1 else None),
            ("重办结果", 14, _result_of_rehandling),
            ("历次办理", 44, _earlier_rounds),
        ),
    ),
    (
        "办结与跟踪",
        "FDE9D9",
        (
            ("承诺事项", 44, _promises),
            ("回头看日期", 12, _looked_back_on),
            ("回头看结论", 24, _looked_back),
            ("办结复核", 26, _closing),
            ("办结日期", 12, lambda x: x.day(x.item.closed_at)),
            ("归档号", 14, _noted("归档号")),
            ("办理阶段", 10, lambda x: _word(x.item.stage)),
            ("备注（红黄绿灯）", 30, _light),
        ),
    ),
)
COLUMNS: tuple[Column, ...] = tuple(column for _, _, columns in GROUPS for column in columns)
