"""办前精准对接 (P11): four questions, answered in words or voice, and the summary sent back."""

from tests.flows.steps import ANSWERS
from tests.house import LEAD, OFFICER, House


async def test_four_answers_and_a_summary_that_the_deputy_puts_right(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    for number, name in enumerate(("背景", "目的", "诉求", "重点"), 1):
        asked = await lead.sees(f"第{number}问")
        assert name in asked["text"]
        if name == "重点":
            await lead.uploads(("重点.ogg", b"OggS focus"), kind="voice")
        else:
            await lead.sends(ANSWERS[number - 1])
    summary = await lead.sees("我们这样理解")
    assert all(answer in summary["text"] for answer in ANSWERS[:3])
    assert "[语音]" in summary["text"]
    await lead.presses("需要更正", summary)
    await lead.presses("诉求")
    asked = await lead.sees("诉求", after=summary)
    sent = await lead.sends("先把养殖尾水管住。")
    summary = await lead.sees("先把养殖尾水管住。", after=sent)
    assert ANSWERS[2] not in summary["text"]
    await lead.presses("确认无误", summary)
    await lead.sees("办前沟通已记录")
    assert "先把养殖尾水管住。" in (await officer.sees("养殖尾水管住"))["text"]
    await house.settle()
    record = await house.record()
    (before,) = (one for one in record["contacts"] if one["phase"] == "before")
    assert before["state"] == "done"
    assert [one["question"] for one in before["answers"]] == [
        "background",
        "purpose",
        "demand",
        "focus",
        "demand",
    ]
    assert record["stage"] == "pre_contacted"
