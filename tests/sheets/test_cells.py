"""What a cell says, in all the ways offices write it."""

from datetime import date, datetime

import pytest

from handlers.sheets import cells, wording
from handlers.sheets.cells import Cell, Wrong
from storage.vocabulary import Language, Openness, Role


def cell(value: object, number_format: str = "General") -> Cell:
    return Cell("A1", value, number_format)


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 3, 24),
        date(2026, 3, 24),
        46105,
        46105.0,
        "2026-03-24",
        "2026-3-24",
        "2026年3月24日",
        "2026 年 3 月 24 日",
        "２０２６年３月２４日",
        "2026/3/24",
        "2026.3.24",
        "2026.03.24",
        "20260324",
        20260324,
        "2026-03-24 00:00:00",
        "　2026-03-24　",
    ],
)
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    assert cells.day(cell(written)) == date(2026, 3, 24)


@pytest.mark.parametrize(
    "written", ["2026-13-40", "3月24日", "明天", "2026-02-30", 12, "1066-01-01", True, "2026-03"]
)
def test_what_is_no_day_is_told_with_an_example(written: object) -> None:
    with pytest.raises(Wrong, match="2026-03-24"):
        cells.day(cell(written))


@pytest.mark.parametrize(
    ("written", "number_format", "number"),
    [
        ("0107", "@", "0107"),
        ("107", "General", "0107"),
        ("第0107号", "General", "0107"),
        ("第１０７号", "General", "0107"),
        ("建议第107号", "General", "0107"),
        (107, "General", "0107"),
        (107, "0000", "0107"),
        (107.0, "00000", "00107"),
        (12345, "General", "12345"),
        ("HG-201901287", "General", "HG-201901287"),
    ],
)
def test_a_number_keeps_its_zeros(written: object, number_format: str, number: str) -> None:
    assert cells.suggestion_number(cell(written, number_format)) == number


@pytest.mark.parametrize(
    "written", ["第号", "无编号", "1 0 7", "a" * 30 + "1", "-5", "./7", "107件", "３条"]
)
def test_what_is_no_number_is_wrong(written: str) -> None:
    with pytest.raises(Wrong):
        cells.suggestion_number(cell(written))


@pytest.mark.parametrize(
    ("written", "congress"),
    [("十四届", "14"), ("第十四届", "14"), ("14", "14"), (14, "14"), ("14届", "14"), ("十", "10"),
     ("二十一届", "21"), ("１４", "14"), ("十四届人大", "14")],
)  # fmt: skip
def test_congress(written: object, congress: str) -> None:
    assert cells.congress(cell(written)) == congress


@pytest.mark.parametrize(
    ("written", "session"),
    [("四次会议", "4"), ("第四次", "4"), ("4", "4"), (4, "4"), ("第四次会议", "4")],
)  # fmt: skip
def test_session(written: object, session: str) -> None:
    assert cells.session(cell(written)) == session


@pytest.mark.parametrize("written", ["届", "第X届", "100", "百"])
def test_what_is_no_congress_is_wrong(written: str) -> None:
    with pytest.raises(Wrong, match="十四届"):
        cells.congress(cell(written))


def test_a_heading_may_name_congress_and_session() -> None:
    assert cells.meeting_in("省十四届人大四次会议代表建议办理台账") == ("14", "4")
    assert cells.meeting_in("湖南省第十四届人民代表大会第四次会议") == ("14", "4")
    assert cells.meeting_in("代表建议办理台账") is None


@pytest.mark.parametrize(
    ("written", "is_so"),
    [("是", True), ("√", True), ("☑", True), ("重点", True), ("重点督办", True), (True, True),
     (1, True), ("Ｙ", True), ("否", False), ("×", False), ("非重点", False), ("无", False),
     (False, False), (0, False), ("一般", False), ("—", False)],
)  # fmt: skip
def test_ticks(written: object, is_so: bool) -> None:
    assert cells.tick(cell(written)) is is_so


def test_what_is_no_tick_is_wrong() -> None:
    with pytest.raises(Wrong):
        cells.tick(cell("大概"))


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13800000001", "+8613800000001"),
        (13800000001, "+8613800000001"),
        (13800000001.0, "+8613800000001"),
        ("１３８ ００００ ０００１", "+8613800000001"),
        ("138-0000-0001", "+8613800000001"),
        ("+86 138 0000 0001", "+8613800000001"),
        ("8613800000001", "+8613800000001"),
        ("13800000001/13900000002", "+8613800000001"),
        ("0731-85309319", "0731-85309319"),
        ("+85212345678", "+85212345678"),
    ],
)
def test_phones(written: object, phone: str) -> None:
    assert cells.phone(cell(written)) == phone


@pytest.mark.parametrize("written", ["1380000000", "138000000011", "电话", "123", "12800000001"])
def test_what_is_no_phone_is_wrong(written: str) -> None:
    with pytest.raises(Wrong):
        cells.phone(cell(written))


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("张三,李四", ["张三", "李四"]),
        ("张三，李四；王五", ["张三", "李四", "王五"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三　李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张 三、李　四", ["张三", "李四"]),
        ("张 三 李四", ["张三", "李四"]),
        ("欧阳辉 谭国栋", ["欧阳辉", "谭国栋"]),
        ("阿依古丽·买买提、李四", ["阿依古丽·买买提", "李四"]),
        ("阿依古丽•买买提", ["阿依古丽·买买提"]),
        ("李秀兰等5名代表", ["李秀兰"]),
        ("李秀兰等", ["李秀兰"]),
        ("陈思远 13800000011", ["陈思远"]),
        ("陈思远（0731-85309319）", ["陈思远"]),
        ("John  Smith, Li Si", ["John", "Smith", "Li Si"]),
        ("张三、、李四、", ["张三", "李四"]),
    ],
)
def test_names_are_parted(written: str, names: list[str]) -> None:
    assert [name for name, _ in cells.people(cell(written))] == names


def test_namesakes_are_told_apart_in_brackets() -> None:
    written = "张伟（衡阳代表团）、张 伟(常德、汉寿)、李四"
    assert cells.people(cell(written)) == [
        ("张伟", "衡阳代表团"),
        ("张伟", "常德、汉寿"),
        ("李四", None),
    ]


def test_one_name_is_wanted_of_one() -> None:
    with pytest.raises(Wrong, match=wording.ONE_NAME):
        cells.person(cell("张三、李四"))


@pytest.mark.parametrize(
    ("written", "role"),
    [("承办人", Role.OFFICER), ("经办人", Role.OFFICER), ("处室负责人", Role.OFFICE_HEAD),
     ("处长", Role.OFFICE_HEAD), ("分管领导", Role.LEADER), ("责任领导", Role.LEADER),
     ("主要领导", Role.HEAD), ("一把手", Role.HEAD), ("督办", Role.SUPERVISOR)],
)  # fmt: skip
def test_roles(written: str, role: Role) -> None:
    assert cells.role(cell(written)) == role


def test_openness_and_language() -> None:
    told = {"全文公开": Openness.FULL, "仅公开标题": Openness.TITLE, "不公开": Openness.NONE}
    assert {text: cells.openness(cell(text)) for text in told} == told
    assert cells.openness(cell("不同意公开")) == Openness.NONE
    assert cells.language(cell("中文")) == Language.CHINESE
    assert cells.language(cell("English")) == Language.ENGLISH
    with pytest.raises(Wrong):
        cells.openness(cell("随便"))
    with pytest.raises(Wrong):
        cells.language(cell("火星文"))
    with pytest.raises(Wrong):
        cells.role(cell("路人"))


@pytest.mark.parametrize(
    ("text", "waives", "meets", "confidential", "no_paper"),
    [
        ("免见面", True, False, False, False),
        ("不需要面对面，书面答复即可", True, False, False, False),
        ("希望免见面", True, False, False, False),
        ("无需走访", True, False, False, False),
        ("希望见面", False, True, False, False),
        ("希望加强联系沟通", False, False, False, False),  # no wish to be met
        ("请安排当面沟通", False, True, False, False),
        ("请对代表身份保密；希望见面", False, True, True, False),
        ("无需保密", False, False, False, False),
        ("", False, False, False, False),
        ("请书面答复", False, False, False, False),
        ("不需要书面答复", False, False, False, True),
        ("免答复，希望见面", False, True, False, True),
        ("供参考", False, False, False, True),
    ],
)
def test_wishes(text: str, waives: bool, meets: bool, confidential: bool, no_paper: bool) -> None:
    assert cells.wishes(text) == cells.Wishes(waives, meets, confidential, no_paper)


@pytest.mark.parametrize(
    "written", ["长沙", "长沙团", "长沙市", "长沙代表团", "长沙市代表团", "长沙 代表团"]
)
def test_a_delegation_is_one_however_it_is_written(written: str) -> None:
    assert cells.delegation_core(written) == "长沙"


def test_a_broken_formula_is_told() -> None:
    with pytest.raises(Wrong, match="公式"):
        cells.line(cell("#REF!"), 100)
    with pytest.raises(Wrong, match="不超过 10"):
        cells.line(cell("长" * 11), 10)
