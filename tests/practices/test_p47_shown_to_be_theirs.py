"""本人核对 (P47): a replaced account shows its telephone; what no hand can do is looked into."""

from bot.sandbox.client import words
from tests.attackers.everybody import joins
from tests.flows.small import rows
from tests.flows.steps import DENIED, labels, rate, tick
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import heard_by_the_unit, replied, rules, watched


async def test_who_cannot_show_the_deputy_s_number_does_not_rate(one_matter: House) -> None:
    house = one_matter
    supervisor = house.phone(SUPERVISOR)
    await replied(house)
    other = await joins(house, LEAD, is_deputy=True, phone="+8613999999999")
    sent = await other.sends("/s 0107")
    card = await other.sees("第0107号", after=sent)
    await other.presses("评价", card)
    form = await other.sees("请您评价第0107号", after=card)
    await tick(other, form, "满意", "满意", "满意")
    told = await other.presses_data(form, "rated:1")
    assert "请先核对本人手机号" in told["text"]
    asked = await other.sees("发送您本人的手机号")
    await other.sends("13800000001")  # typed is not shown
    await other.sees("请点“发送我的手机号”", after=asked)
    await other.presses_key("发送我的手机号")
    refused = await other.sees("暂时不能在这里评价")
    found = await supervisor.sees("与名册不一致，没有评价")
    assert "第0107号" in found["text"]
    assert "评价异常：1" in words(await watched(house))
    await house.settle()
    assert rows(house, "SELECT count(*) FROM ratings") == [(0,)]
    assert rows(house, "SELECT content, attitude, effect FROM rating_forms") == [(None,) * 3]
    for piece in ("13999999999", "13800000001"):
        assert rows(house, f"SELECT count(*) FROM inbox WHERE raw LIKE '%{piece}%'") == [(0,)]
    # There is paper, entered by the committee.
    await other.presses("想用纸质表", refused)
    await other.sees("会把纸质表送给您")
    paper = await supervisor.sees("想用纸质表评价第0107号建议")
    assert labels(paper) == ["录入纸质评价"]
    await house.settle()
    assert await heard_by_the_unit(house, "不一致", "纸质表") == []
    officer = house.phone(OFFICER)
    assert DENIED in (await officer.presses_data(await officer.last(), "wantpaper:1"))["text"]


async def test_a_form_filled_in_as_no_hand_can_is_looked_into(one_matter: House) -> None:
    house = one_matter
    await house.stop()
    rules(house, "call_back_share = 0\nleast_seconds = 600")
    await house.start()
    await replied(house)
    await rate(house.phone(LEAD), "满意", "满意", "满意")
    await house.phone(SUPERVISOR).sees("手工点不了这么快")
    assert "评价异常：1" in words(await watched(house))


async def test_everybody_shows_it_where_the_profile_wants_it(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.stop()
    rules(house, 'call_back_share = 0\nreauthenticate = "always"')
    await house.start()
    form = await replied(house)
    await tick(lead, form, "满意")
    await lead.sees("发送您本人的手机号")
    await lead.shares_other_contact("别人", "+8613800000001", user_id=1)
    await lead.sees("请点“发送我的手机号”")
    await house.settle()
    assert rows(house, "SELECT content FROM rating_forms") == [(None,)]


async def test_the_number_is_kept_nowhere_however_late_it_comes_and_words_go_their_way(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    rules(house, 'call_back_share = 0\nreauthenticate = "always"')
    await house.start()
    form = await replied(house)
    await tick(lead, form, "满意")
    await lead.sees("发送您本人的手机号")
    sent = await lead.sends("请问管网什么时候通？")
    await officer.sees("请问管网什么时候通？")
    await house.to(2026, 4, 10, 9, 30)
    await lead.presses_key("发送我的手机号")
    await lead.sees("核对好了", after=sent)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM messages WHERE kind = 'contact'") == [(0,)]
    assert rows(house, "SELECT count(*) FROM inbox WHERE raw LIKE '%13800000001%'") == [(0,)]
