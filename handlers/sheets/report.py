"""A frozen report as a workbook: every figure with its numerator, its denominator, and the numbers
of the suggestions behind both.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from handlers import texts
from handlers.rules.figures.indicators import PLAIN, QUALITY, Indicator, unspanned
from handlers.rules.figures.matter import SENT_BACK
from handlers.rules.profile import Profile
from handlers.sheets import safe
from storage.vocabulary import (
    TAKEN_OUT,
    Language,
    OpinionGrade,
    Phase,
    PromiseView,
    ReportKind,
    ResultKind,
    Stage,
)

LONGEST = 30_000  # characters of a cell
LISTS = {
    "due_soon": ("即将到期", "剩余天数"),
    "overdue": ("已逾期", "逾期天数"),
    "missing": ("缺少沟通", "阶段"),
    "dissatisfied": ("新的不满意", ""),
    "silent": ("久无回音", "未联系天数"),
}
STEPS = {
    "to_contact": "交办到首次联系",
    "to_reply": "交办到答复",
    "to_rating": "答复到评价",
    "to_closing": "交办到办结",
}
COMPARED = {
    "better": "比第一次评价上升",
    "same": "与第一次评价持平",
    "lower": "比第一次评价下降",
}
AGED = {30: "30天以内", 90: "31至90天", 0: "90天以上"}
HIDDEN = "评价人数不足，不单列"
WHY_NOT = {"nothing": "本期没有可计的建议，本项不计分", "few": "评价人数不足，本项不计分"}
_HEAD = PatternFill("solid", fgColor="DCE6F1")

Row = list[Any]


def workbook(kind: ReportKind, day: date, figures: Mapping[str, Any], profile: Profile) -> bytes:
    """The report as .xlsx."""
    report = _Report(kind, day, figures, profile)
    book = Workbook(write_only=True)
    for title, widths, rows in report.sheets():
        sheet = book.create_sheet(title)
        for place, width in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", widths, strict=False):
            sheet.column_dimensions[place].width = width
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, value, is_head=number == 0) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, is_head: bool) -> Any:
    if isinstance(value, str):
        value = safe.text(value[:LONGEST])
    if not is_head:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def percent(numerator: int, denominator: int) -> float | None:
    """Of a hundred, to one decimal."""
    return round(100 * numerator / denominator, 1) if denominator else None


class _Report:
    """The parts of one report as rows."""

    def __init__(
        self, kind: ReportKind, day: date, figures: Mapping[str, Any], profile: Profile
    ) -> None:
        self.kind, self.day, self.figures, self.profile = kind, day, figures, profile

    def sheets(self) -> Iterator[tuple[str, tuple[int, ...], Iterable[Row]]]:
        """Title, widths and rows of each sheet; the first row is the heading."""
        yield "指标", (18, 10, 10, 10, 60, 60), self._indicators()
        for section, title, widths, rows in (
            ("attention", "关注清单", (14, 12, 40, 12), self._attention),
            ("matrix", "单位与阶段", (24, *[10] * len(Stage)), self._matrix),
            ("matrix", "退办延期会办", (14, 12, 40, 24, 12), self._moves),
            ("analysis", "主题类别", (14, 24, 10, 80), self._analysis),
            ("analysis", "各环节天数", (20, 10, 10), self._steps),
            ("units", "单位指标", (40, *[14] * len(Indicator)), self._units),
            ("units", "评分", (24, 20, 10, 18, 10, 10, 10, 10, 30), self._scores),
            ("people", "个人述职", (12, *[12] * 12), self._people),
        ):
            if self.figures.get(section):
                yield title, widths, rows()
        if any(self.figures.get("joint", {}).values()):
            yield "会办意见", (20, 12, 40, 12), self._joint()
        if self.figures.get("results", {}).get("cells"):
            yield "成果三图", (20, 14, 30, 10, 80), self._results()
        back = self.figures.get("look_back")
        if back is not None and back["asked"] + back["unasked"] + back["again"]:
            yield "回头看", (26, 10, 80), self._look_back()
        if self.figures["alike"]:
            yield "重复建议", (10, 10, 100), self._alike()
        if self.figures["studies"]:
            yield "党组研究", (14, 24, 60, 40), self._studies()
        if self.figures["causes"]:
            yield "根源与措施", (6, 50, 60, 40), self._causes()

    def _number(self, suggestion_id: int) -> str:
        told: list[str] = self.figures["items"].get(str(suggestion_id), ["—", ""])
        return told[0]

    def _numbers(self, ids: Iterable[int]) -> str:
        return "、".join(self._number(one) for one in ids)

    def _told(self, suggestion_id: int) -> Row:
        return list(self.figures["items"].get(str(suggestion_id), ["—", ""]))

    def _unit(self, unit_id: int) -> str:
        name: str = self.figures["unit_names"].get(str(unit_id), "")
        return name

    def _indicators(self) -> Iterator[Row]:
        totals = self.figures["totals"]
        since = self.figures["since"]
        in_hand = self.figures.get("in_hand_since", since)
        news = "" if in_hand == since else f"（新情况自 {since} 起）"
        spans = f"{in_hand} 至 {self.day.isoformat()}"
        yield [
            f"{_word(self.kind)}，{spans}，共 {totals['count']} 件{news}",
            "分子",
            "分母",
            "%",
            "计入分子的建议",
            "计入分母而不在分子的建议",
        ]
        for one in (*PLAIN, *QUALITY):
            figure = totals["figures"].get(one.value)
            if figure is None:
                yield [_word(one), HIDDEN]
                continue
            has, of = unspanned(figure["has"]), set(unspanned(figure["of"]))
            share = None if one == Indicator.URGED else percent(figure["n"], figure["d"])
            rest = sorted(of - set(has))
            yield [
                _word(one),
                figure["n"],
                figure["d"],
                share,
                self._numbers(has),
                self._numbers(rest),
            ]
        met = self.figures["counters"]["leader_meetings"]
        yield [
            "领导与代表见面次数",
            met,
            None,
            None,
            self._numbers(unspanned(self.figures["counters"]["about"])),
        ]
        exceptions = unspanned(self.figures["counters"]["exceptions"])
        yield ["例外放行", len(exceptions), None, None, self._numbers(exceptions)]
        for age, ids in self.figures["counters"].get("late_promises", []):
            title = f"逾期未兑现承诺（{AGED[age]}）"
            yield [title, len(ids), None, None, self._numbers(sorted(set(ids)))]
        yield ["党组专题研究次数", len(self.figures["studies"])]

    def _attention(self) -> Iterator[Row]:
        yield ["事项", "建议编号", "标题", "天数或阶段"]
        for name, (title, _) in LISTS.items():
            for suggestion_id, what in self.figures["attention"][name]:
                shown = _word(Phase(what)) if name == "missing" else what
                yield [title, *self._told(suggestion_id), shown]

    def _matrix(self) -> Iterator[Row]:
        stages = [one for one in Stage if one not in TAKEN_OUT]
        yield ["单位", *(_word(one) for one in stages), "合计"]
        for unit, cells in self.figures["matrix"]["cells"]:
            counts = [cells.get(one.value, 0) for one in stages]
            yield [self._unit(unit), *counts, sum(counts)]

    def _joint(self) -> Iterator[Row]:
        joint = self.figures["joint"]
        yield ["事项", "建议编号", "标题", "天数或份数"]
        for title, name in (("已逾期", "late"), ("待提交（剩余天数）", "due")):
            for one, days in joint[name]:
                yield [title, *self._told(one), days]
        for one in joint["given"]:
            yield ["本期提交", *self._told(one), None]
        for what, count in joint["judged"].items():
            yield [f"主办单位评价：{_made(what)}", None, None, count]

    def _moves(self) -> Iterator[Row]:
        matrix = self.figures["matrix"]
        yield ["事项", "建议编号", "标题", "会办单位", "天数或份数"]
        for title, name in (("退办", "refused"), ("延期", "extended")):
            for one in unspanned(matrix[name]):
                yield [title, *self._told(one)]
        for one, unit, days in matrix["late_opinions"]:
            yield ["会办意见迟到", *self._told(one), self._unit(unit), days]
        for unit, counts in matrix.get("judged_opinions", ()):
            for what, count in counts.items():
                yield [f"会办意见：{_made(what)}", None, None, self._unit(unit), count]

    def _analysis(self) -> Iterator[Row]:
        yield ["分类", "名称", "件数", "建议"]
        classes = self.profile.reply.classes
        for name, found in self.figures["analysis"]["topics"].items():
            ids = unspanned(found)
            yield ["主题", self._topic(name), len(ids), self._numbers(ids)]
        for letter, found in self.figures["analysis"]["classes"].items():
            ids = unspanned(found)
            label = f"{letter} {classes[letter].zh}" if letter in classes else letter
            yield ["答复分类", label, len(ids), self._numbers(ids)]

    def _steps(self) -> Iterator[Row]:
        yield ["环节", "平均天数", "件数"]
        for name, (days, count) in self.figures["analysis"]["days"].items():
            yield [STEPS[name], round(days / count, 1) if count else None, count]

    def _units(self) -> Iterator[Row]:
        yield ["单位", "件数", *(_word(one) for one in (*PLAIN, *QUALITY))]
        for line in self.figures["units"]["lines"]:
            yield ["、".join(self._unit(one) for one in line["units"]), *_shares(line)]

    def _scores(self) -> Iterator[Row]:
        yield ["单位", "处室", "得分", "项目", "分子", "分母", "本项得分", "本项满分", "未计分原因"]
        for sheet in self.figures["units"]["scores"]:
            for number, (name, n, d, got, full, *why) in enumerate(sheet["points"]):
                head = (
                    [self._unit(sheet["unit"]), sheet["office"], sheet["score"]]
                    if number == 0
                    else [None, None, None]
                )
                word = _word(Indicator(name))
                if any(why):
                    yield [*head, word, None, None, None, full, WHY_NOT[why[0]]]
                else:
                    yield [*head, word, n, d, got, full or "扣分"]

    def _people(self) -> Iterator[Row]:
        shown = (Indicator.ON_TIME, Indicator.CONTACTED, Indicator.MET, Indicator.PROMISES_KEPT)
        yield [
            "姓名",
            "承办件数",
            "重点件数",
            "沟通次数",
            "面对面次数",
            "带队见面次数",
            "送达答复",
            *(_word(one) for one in (*shown, *QUALITY)),
        ]
        for record in self.figures["people"]:
            counts = [record[name] for name in ("key", "contacts", "meetings", "led_meetings")]
            yield [
                self.figures["names"].get(str(record["person"]), ""),
                record["count"],
                *counts,
                record["replies"],
                *(_share(record, one) for one in (*shown, *QUALITY)),
            ]

    def _results(self) -> Iterator[Row]:
        yield ["类型", "主题", "单位", "项数", "建议"]
        for kind, topic, unit, count, ids in self.figures["results"]["cells"]:
            told = self._numbers(unspanned(ids))
            yield [_word(ResultKind(kind)), self._topic(topic), self._unit(unit), count, told]

    def _look_back(self) -> Iterator[Row]:
        back = self.figures["look_back"]
        yield ["事项", "数量", "建议"]
        yield ["已询问承诺", back["asked"], None]
        yield ["联系不上、未能询问", back["unasked"], None]
        yield ["已答复", back["answered"], None]
        for view, (count, ids) in back["said"].items():
            yield [_word(PromiseView(view)), count, self._numbers(unspanned(ids))]
        yield ["请再评价结果", back["again"], None]
        yield ["已再评价", back["rated"], None]
        for name, title in COMPARED.items():
            compared = back["compared"]
            yield [title, HIDDEN if compared is None else compared[name], None]

    def _topic(self, name: str) -> str:
        topics = self.profile.topics
        return topics[name].zh if name in topics else name or "未归类"

    def _alike(self) -> Iterator[Row]:
        yield ["件数", "跨年数", "建议"]
        for ids, years in self.figures["alike"]:
            yield [len(ids), years, self._numbers(ids)]

    def _studies(self) -> Iterator[Row]:
        yield ["日期", "单位", "研究内容", "涉及建议"]
        for one in self.figures["studies"]:
            yield [one["on"], self._unit(one["unit"]), one["subject"], self._numbers(one["about"])]

    def _causes(self) -> Iterator[Row]:
        yield ["序号", "根源问题", "已采取措施", "涉及建议"]
        for one in self.figures["causes"]:
            yield [one["id"], one["text"], one["done"] or "—", self._numbers(one["about"])]


def _word(value: Any) -> str:
    return texts.plain(value, Language.CHINESE)


def _made(what: str) -> str:
    """What a lead unit made of an opinion."""
    return "退回重提" if what == SENT_BACK else _word(OpinionGrade(what))


def _shares(line: Mapping[str, Any]) -> Iterator[Any]:
    yield line["count"]
    for one in (*PLAIN, *QUALITY):
        yield _share(line, one)


def _share(line: Mapping[str, Any], one: Indicator) -> str:
    figure = line["figures"].get(one.value)
    if figure is None:
        return HIDDEN
    share = percent(figure["n"], figure["d"])
    shown = "" if share is None or one == Indicator.URGED else f"（{share}%）"
    return f"{figure['n']}/{figure['d']}{shown}"
