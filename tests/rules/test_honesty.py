"""What asks for a score, and what is strange about a rating."""

from datetime import timedelta

import pytest

from handlers.rules import honesty
from handlers.rules.profiles import load_profile
from storage.vocabulary import Grade
from tests.house import at

RULES = load_profile("hunan").honest
GOOD, FAIR, BAD = Grade


@pytest.mark.parametrize(
    "text",
    [
        "请您打个满意。",
        "麻烦您三项都选满意，谢谢！",
        "李代表，评价时请给 满 意。",
        "請您選滿意",
        "拜托给个满*意",
        "务必打满分",
        "请您高抬贵手",
        "千万别打不满意",
        "评价表收到了吗？帮忙勾一下满意",
        "能不能给个五星好评",
        "Please choose satisfied on all three.",
    ],
)
def test_requests_for_a_score(text: str) -> None:
    assert honesty.asks_for_score(text, RULES.words)


@pytest.mark.parametrize(
    "text",
    [
        "请您审阅答复，如有不满意之处请随时告诉我们。",
        "您对上次现场调研还满意吗？请告诉我们。",
        "请问答复是否满意？有什么意见请直说。",
        "今年群众满意度明显提高，请您放心。",
        "管网已于昨日开工，请您到现场看看。",
        "我们会继续办，直到您满意。请保持联系。",
        "评价表由代表工作委员会发给您，请您如实填写。",
        "",
    ],
)
def test_words_that_are_none(text: str) -> None:
    assert not honesty.asks_for_score(text, RULES.words)


def test_the_form_waits_for_quiet_but_not_for_ever() -> None:
    now, latest = at(2026, 4, 8, 9, 0), at(2026, 4, 10)
    assert honesty.form_opens_at(now, None, latest, RULES) == now
    assert honesty.form_opens_at(now, at(2026, 4, 8, 8, 30), latest, RULES) == at(
        2026, 4, 8, 10, 30
    )
    assert honesty.form_opens_at(now, at(2026, 4, 7, 16, 0), latest, RULES) == now
    after = at(2026, 4, 10, 9, 0)
    assert honesty.form_opens_at(after, after, latest, RULES) == after


def test_a_rating_within_minutes_of_the_unit_s_words() -> None:
    words = at(2026, 4, 8, 9, 0)
    assert honesty.is_soon(words + timedelta(minutes=15), words, RULES)
    assert not honesty.is_soon(words + timedelta(minutes=16), words, RULES)
    assert not honesty.is_soon(words, None, RULES)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((BAD, GOOD, GOOD), (GOOD, GOOD, GOOD), True),
        ((BAD, GOOD, GOOD), (FAIR, FAIR, GOOD), False),
        ((GOOD, GOOD, GOOD), (GOOD, GOOD, GOOD), False),
    ],
)
def test_bettered(before: honesty.Grades, after: honesty.Grades, expected: bool) -> None:
    assert honesty.is_bettered(before, after) is expected


@pytest.mark.parametrize(
    ("unit", "others", "expected"),
    [
        ((10, 10), (100, 60), True),  # 0.6¹⁰
        ((9, 9), (100, 60), False),  # too few
        ((10, 9), (100, 60), False),  # one says otherwise
        ((10, 10), (100, 95), False),  # as others do
        ((10, 10), (0, 0), False),  # nobody to compare with
    ],
)
def test_no_spread(unit: tuple[int, int], others: tuple[int, int], expected: bool) -> None:
    assert honesty.has_no_spread(unit, others, RULES) is expected


def test_the_lot_falls_by_its_share_and_the_same_way_again() -> None:
    seeds = [f"{number}|1|link" for number in range(2000)]
    drawn = [seed for seed in seeds if honesty.is_drawn(seed, 0.1)]
    assert 150 < len(drawn) < 250
    assert drawn == [seed for seed in seeds if honesty.is_drawn(seed, 0.1)]
    assert not any(honesty.is_drawn(seed, 0) for seed in seeds)
    assert all(honesty.is_drawn(seed, 1) for seed in seeds)


def test_short_reasons_are_nobody_s_own() -> None:
    assert honesty.same_words("没有改变", 8) == ""
    assert honesty.same_words("路 还是坑坑洼洼，没人修。", 8) == "路还是坑坑洼洼没人修"
