"""What asks for a score, and what is strange about a rating."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers import texts
from handlers.rules import honesty
from handlers.rules.honesty import Proof
from handlers.rules.profiles import load_profile
from storage.vocabulary import Grade, Language
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
        "您点一下满意就行",
        "请您点满意",
        "三个都按满意",
        "期待您的满意评价",
        "希望得到您的满意评价",
        "辛苦您评价一下，满意即可",
        "盼满意",
        "能给个满意吗",
        "打五分",
        "给我们打5分",
        "请不要点不满意",
        "千万别评不满意",
        "请把不满意改一下",
        "请您把评价改一下",
        "请您改一下评价",
        "希望您高评价",
        "评价的时候麻烦您高一点",
        "请给予高评价",
        "您看能不能改成基本满意",
        "烦请满意",
        "满意满意满意",
        "给个赞",
        "评价请多支持",
        "请多支持我们的工作，给个好评",
        "满  意 请",
        "请选滿意",
        "請選滿意",
        "好评返红包",
        "請您給個滿意",
        "please give us good grades",
        "pls rate us satisfied",
        "press satisfied for all",
        "tick satisfied",
        "give us a high score",
        "拜托您把评价改为满意",
        "答复马上送达，请您务必三项都打满意",
        "请代表三项都打满意",
        "请您这次务必打满意，拜托了",
        "可以打满意",
        "第0107号的评价，请您三项都打满意，可以吗？",
        "厅三楼会议室（第0107号请您务必打满意）",
        "三项都选满意，谢谢",
        "拜托了，满意",
        "评价时请您，满意",
        "麻烦您勾选三个满意",
        "请你全部选满意",
        "請點滿意",
        "请不要打不满意",
        "请勿选不满意",
        "把那个不满意改成满意",
        "请把您的评价修改一下",
        "Kindly mark us satisfied",
        "能否高抬贵手",
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
        "群众满意，请查收",
        "请告知是否满意",
        "请您放心，我们会让您满意",
        "对您不满意的地方，请告诉我们",
        "您对进展满意吗",
        "请问您对办理情况满意吗？",
        "项目总投资3亿元，群众反映满意，请您现场指导",
        "我们一定给您一个满意的答复",
        "请相信我们会给您满意的答复",
        "请您选一个满意的时间",
        "当面汇报，代表表示满意，并请我们加快",
        "代表对进展表示满意",
        "感谢您的评价与支持",
        "根据您的评价改进工作，请您监督",
        "请您给整改情况提意见",
        "请稍等五分钟",
        "会议约90分钟，请准时",
        "省领导对该项工作给予高度评价",
        "请选第一个时间",
        "重点难点问题已解决，居民满意",
        "请支持我们的工作",
        "请您理解，管网改造要到10月",
        "请您提出修改意见",
        "我们将把群众满不满意作为标准，请您监督",
        "您有没有别的不满意的地方？请直说",
        "有一点不满意也请告诉我们",
        "希望这次整改能让您满意",
        "请您到现场看看，直到您满意为止",
        "Please tell us whether you are satisfied with the progress.",
        "Are you satisfied? Please tell us.",
        "Please express your view; we are under pressure to finish.",
        "If you are not satisfied, please say so.",
        "We will publish a public satisfaction survey, please wait",
        "选址已定，请您查看",
        "投资到位，请放心",
        "请勾选您方便的时间",
        "点位已选好，请查看地图",
        "答复内容请您审阅，感谢支持",
        "按您的要求，居民满意后再验收",
        "要点不多，请看附件",
        "请您多多指导",
        "务必注意安全",
        "材料请您查收，期待您的意见",
        "改为周五上午，请确认",
        "希望您在百忙之中出席",
        "拜托您转告周代表",
        "请关照一下时间",
        "代表说很满意",
        "评价很高",
        "您的评价改变了我们的做法",
        "经整改，各方都满意，请您复核",
        "请多多保重",
        "代表对答复很满意，请确认",
        "当面汇报，代表们很满意",
        "",
    ],
)
def test_words_that_are_none(text: str) -> None:
    assert not honesty.asks_for_score(text, RULES.words)


def test_nothing_that_officers_are_offered_to_say_is_one() -> None:
    for language in Language:
        found = texts.catalogue(language)
        offered = [text for key, text in found.items() if key.startswith("template.")]
        assert offered
        asking = [text for text in offered if honesty.asks_for_score(text, RULES.words)]
        assert asking == []


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
        ((10, 10), (0, 0), True),  # nobody to compare with: by what is usual
        ((10, 9), (0, 0), False),
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


@pytest.mark.parametrize(
    ("rule", "is_replaced", "shown_at", "expected"),
    [
        (Proof.NEVER, True, None, False),
        (Proof.NEW_ACCOUNT, False, None, False),
        (Proof.NEW_ACCOUNT, True, None, True),
        (Proof.NEW_ACCOUNT, True, at(2026, 1, 1), False),  # once is enough
        (Proof.ALWAYS, False, None, True),
        (Proof.ALWAYS, False, at(2026, 4, 7), True),  # for an earlier form
        (Proof.ALWAYS, False, at(2026, 4, 8, 9, 1), False),
    ],
)
def test_who_shows_their_number(
    rule: Proof, is_replaced: bool, shown_at: datetime | None, expected: bool
) -> None:
    asked_at = at(2026, 4, 8, 9, 0)
    found = honesty.must_show_phone(
        rule, is_replaced=is_replaced, shown_at=shown_at, asked_at=asked_at
    )
    assert found is expected


def test_faster_than_a_hand() -> None:
    begun = at(2026, 4, 8, 9, 0)
    assert honesty.is_hasty(begun, begun + timedelta(seconds=2), RULES)
    assert not honesty.is_hasty(begun, begun + timedelta(seconds=3), RULES)
    assert not honesty.is_hasty(None, begun, RULES)
    assert not honesty.is_hasty(begun, begun, replace(RULES, least_seconds=0))
