"""The unit's staff group: deputies' words are mirrored there and answered from there, by those
who may.
"""

from bot.sandbox.client import Group, words
from tests.flows.steps import (
    DENIED,
    JOINT,
    answer_questions,
    from_bot,
    happened,
    labels,
    matter,
    open_office,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House

GROUP = "生态环境厅办理群"


async def bound(house: House) -> Group:
    """The officer has bound the unit's group."""
    group = house.stage.group(GROUP)
    await house.phone(OFFICER).sends("/bind", to=group)
    await group.sees("这里是生态环境厅的工作群")
    return group


async def test_words_are_mirrored_by_topic_and_answered_from_the_group(house: House) -> None:
    rows = (matter(), matter("0108", 代表意愿="内容请保密"))
    await open_office(house, *rows, joined=[LEAD, OFFICER, LEADER], besides=[JOINT])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    group = await bound(house)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("1. 0107 回答几个问题")
    await answer_questions(lead)

    first = await lead.sends("请问方案<何时>能看到？")
    await lead.presses("0107 关于加快第0107号湖区治理的建议")
    mirrored = await group.sees("请问方案<何时>能看到？")
    assert f"{LEAD}代表" in words(mirrored)
    assert [one["name"] for one in await group.topics() if "0107" in one["name"]]
    thread = mirrored["message_thread_id"]
    assert labels(mirrored) == []
    await lead.edits(first, "请问方案五月能看到吗？")
    await group.sees("请问方案五月能看到吗？")

    # What staff say to each other stays there; a reply to mirrored words goes to the deputy.
    await officer.sends("谁来答复一下？", to=group, thread_id=thread)
    await officer.sends("五月底前送您。", reply_to=mirrored, to=group, thread_id=thread)
    told = await lead.sees("五月底前送您。")
    assert OFFICER in words(told)
    await officer.sees("✅ 已送达李秀兰代表")
    await house.phone(LEADER).sends("我来盯。", reply_to=mirrored, to=group, thread_id=thread)
    await lead.sees("我来盯。")

    # Others who are in the group cannot: another unit's staff, the deputy, a stranger.
    joint, stranger = house.phone(JOINT), await house.stage.add_person("路过的人")
    await group.takes_in(joint, stranger, lead)
    for phone in (joint, stranger, lead):
        await phone.sends(f"{phone.name}插话", reply_to=mirrored, to=group, thread_id=thread)
        await phone.sends("/bind", to=group)
    await joint.sees(DENIED)
    await lead.sees(DENIED)
    await house.settle()
    assert not await from_bot(lead, "插话")
    assert not await from_bot(stranger)

    # Confidential words never go to the group; the officer has them.
    await lead.sends("这一件请不要外传。")
    await lead.presses("0108 关于加快第0108号湖区治理的建议")
    await officer.sees("这一件请不要外传。")
    await house.settle()
    assert not await from_bot(group, "外传")
    assert not [one for one in await group.topics() if "0108" in one["name"]]

    record = await house.record()
    kept = {one["text"]: one for one in record["messages"] if one["direction"] == "in"}
    assert kept["五月底前送您。"]["author"] == OFFICER
    assert kept["五月底前送您。"]["chat_id"] == group.id
    assert "谁来答复一下？" not in kept
    assert not [text for text in kept if "插话" in (text or "")]


async def test_a_group_that_moves_is_followed_and_one_that_throws_the_bot_out_is_left(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    group = await bound(house)
    # A supervisor belongs to no unit that handles: the group stays with the unit.
    await group.takes_in(house.phone(SUPERVISOR))
    await house.phone(SUPERVISOR).sends("/bind", to=group)
    await house.phone(SUPERVISOR).sees(DENIED)

    # What is answered goes to whoever wrote, be it a co-signer; a picture as well as words.
    co_signer = house.phone(CO_SIGNER)
    await co_signer.sends("附议代表的话。")
    theirs = await group.sees("附议代表的话。")
    picture = ("湖.jpg", b"\xff\xd8\xff\xe0 lake")
    await officer.uploads(picture, caption="给您看。", reply_to=theirs, to=group)
    assert (await co_signer.sees("给您看。")).get("photo")

    await lead.sends("第一句。")
    old = await group.sees("第一句。")
    moved = await group.migrates()
    await lead.sends("第二句。")
    mirrored = await moved.sees("第二句。")
    assert moved.id != group.id
    await officer.sends("收到。", reply_to=mirrored, to=moved)
    await lead.sees("收到。")
    assert words(old).endswith("第一句。")
    assert not await from_bot(lead, "给您看。")

    await moved.throws_out_bot()
    await house.settle()
    await lead.sends("第三句。")
    await officer.sees("第三句。")
    await moved.takes_in_bot()
    await lead.sends("第四句。")
    await officer.sees("第四句。")
    await house.settle()
    assert not await from_bot(moved, "第三句。")
    assert not await from_bot(moved, "第四句。")
    await officer.sends("/bind", to=moved)
    await moved.sees("这里是生态环境厅的工作群")
    await lead.sends("第五句。")
    await moved.sees("第五句。")
    record = await house.record()
    assert not [one for one in record["messages"] if one["state"] == "failed"]
    assert not happened(record, "undelivered")
