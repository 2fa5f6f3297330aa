"""The ledger of a rehearsed province: deputies, units, staff and suggestions, all by one seed.

The bulk comes at the assignment after the session (交办会); some come before it and some later.
"""

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

BULK_ON = date(2026, 3, 2)
EARLY_ON = date(2026, 1, 8)
LATER_ON = (date(2026, 5, 12), date(2026, 7, 14), date(2026, 9, 8))
PER_OFFICER = 8  # suggestions, about
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马方任袁"
GIVEN = "文明志远建国秀英桂兰海燕春华玉梅德胜立新思齐晓东雅琴长林佳宁向阳永康静怡子轩书培"
PLACES = [
    "长沙",
    "株洲",
    "湘潭",
    "衡阳",
    "邵阳",
    "岳阳",
    "常德",
    "张家界",
    "益阳",
    "郴州",
    "永州",
    "怀化",
    "娄底",
    "湘西",
]
ABOUT = (
    "农村供水管网改造",
    "高标准农田建设",
    "乡村医生队伍建设",
    "湖区水质治理",
    "产业园区用地保障",
    "山区公路安全设施",
    "中小学校舍安全",
    "社区养老服务",
    "地方特色种业",
    "消防救援站点布局",
    "基层法律服务",
    "废旧农膜回收",
    "高速公路互通建设",
)
COMMITTEE = "省人大常委会代表工作委员会"
SUPERVISORS = 2


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as the roster has them."""

    name: str
    unit: str
    office: str
    role: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A suggestion as the ledger has it."""

    number: str
    title: str
    lead: str
    co_signers: tuple[str, ...]
    unit: str
    joint: tuple[str, ...]
    officer: Staff
    leader: str
    assigned_on: date
    is_key: bool


@dataclass(frozen=True, slots=True)
class Province:
    """Everybody and everything there is."""

    deputies: tuple[tuple[str, str], ...]  # name, delegation
    units: tuple[str, ...]
    staff: tuple[Staff, ...]
    matters: tuple[Matter, ...]

    def next_to(self, unit: str, but: Collection[str] = ()) -> str:
        """The unit after that one, passing over some as long as there is another."""
        place = self.units.index(unit)
        others = [*self.units[place + 1 :], *self.units[:place]]
        return next((one for one in others if one not in but), next(iter(others), unit))

    def batches(self) -> list[tuple[date, list[Matter]]]:
        """Which suggestions are assigned on which days, in order."""
        days = sorted({one.assigned_on for one in self.matters})
        return [(day, [one for one in self.matters if one.assigned_on == day]) for day in days]


def found(deputies: int, suggestions: int, units: int, seed: int) -> Province:
    """A province of that size; the same seed gives the same."""
    dice = random.Random(seed)  # noqa: S311
    names = Names(dice)
    seated = tuple((next(names), dice.choice(PLACES) + "代表团") for _ in range(deputies))
    called = tuple(f"省第{number}厅" for number in range(1, units + 1))
    officers = max(1, round(suggestions / units / PER_OFFICER))
    staff: list[Staff] = []
    for unit in called:
        staff += [Staff(next(names), unit, "办理一处", "承办人") for _ in range(officers)]
        staff.append(Staff(next(names), unit, "办理一处", "处室负责人"))
        staff.append(Staff(next(names), unit, "办公室", "处室负责人"))  # it watches
        staff.append(Staff(next(names), unit, "", "分管领导"))
        staff.append(Staff(next(names), unit, "", "主要领导"))
    staff += [Staff(next(names), COMMITTEE, "议案处", "督办") for _ in range(SUPERVISORS)]
    matters = _matters(dice, [name for name, _ in seated], called, staff, suggestions)
    return Province(seated, called, tuple(staff), tuple(matters))


class Names:
    """Names that nobody has yet."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._taken: set[str] = set()

    def __next__(self) -> str:
        while True:
            name = self._dice.choice(SURNAMES) + "".join(self._dice.choices(GIVEN, k=2))
            if name not in self._taken:
                self._taken.add(name)
                return name


def _matters(
    dice: random.Random,
    deputies: Sequence[str],
    units: Sequence[str],
    staff: Sequence[Staff],
    count: int,
) -> Iterator[Matter]:
    of_unit = {
        unit: [one for one in staff if one.unit == unit and one.role == "承办人"] for unit in units
    }
    leaders = {one.unit: one.name for one in staff if one.role == "分管领导"}
    for number in range(1, count + 1):
        unit = units[(number - 1) % len(units)]  # everybody has something to do
        lead, *others = dice.sample(deputies, min(len(deputies), 1 + dice.choice((0, 0, 1, 2, 3))))
        near = [one for one in units if one != unit]
        joint = dice.sample(near, min(len(near), dice.choice((0, 0, 0, 0, 1, 1, 2))))
        share = dice.random()
        day = EARLY_ON if share < 0.05 else BULK_ON if share < 0.85 else dice.choice(LATER_ON)
        about = dice.choice(ABOUT)
        yield Matter(
            f"{number:04d}",
            f"关于加强{dice.choice(PLACES)}{about}的建议",
            lead,
            tuple(others),
            unit,
            tuple(joint),
            dice.choice(of_unit[unit]),
            leaders[unit],
            day,
            dice.random() < 0.08,
        )


def write(path: Path, province: Province, matters: Iterable[Matter]) -> Path:
    """The workbook by which these suggestions, and everybody, come into the house."""
    book = openpyxl.Workbook(write_only=True)
    sheets: dict[str, list[Sequence[str]]] = {
        "代表": [("姓名", "代表团", "手机号"), *_numbered(province.deputies, 0)],
        "承办单位": [("名称",), *((unit,) for unit in (*province.units, COMMITTEE))],
        "工作人员": [
            ("姓名", "单位", "处室", "角色", "手机号"),
            *_numbered([(s.name, s.unit, s.office, s.role) for s in province.staff], 50_000),
        ],
        "建议台账": [
            (
                *("届次", "会次", "建议编号", "标题", "领衔代表", "附议代表", "主办单位"),
                *("会办单位", "承办人", "责任处室", "责任领导", "交办日期", "是否重点"),
            ),
            *(_row(one) for one in matters),
        ],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _numbered(rows: Iterable[tuple[str, ...]], first: int) -> Iterable[tuple[str, ...]]:
    return [(*row, f"138{first + place:08d}") for place, row in enumerate(rows)]


def _row(one: Matter) -> tuple[str, ...]:
    return (
        *("14", "4", one.number, one.title, one.lead, "、".join(one.co_signers), one.unit),
        *("、".join(one.joint), one.officer.name, one.officer.office, one.leader),
        *(one.assigned_on.isoformat(), "是" if one.is_key else "否"),
    )
