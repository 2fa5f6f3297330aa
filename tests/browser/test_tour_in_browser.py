"""README's tour, shorter, as somebody lives through it: `lianluo demo` in a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

pytestmark = pytest.mark.browser

LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR = "李秀兰", "周建国", "陈思远", "刘明华", "王若楠"
ANSWERS = ("洞庭湖总磷近年反弹。", "让湖区水质稳定达标。", "制定分年度削减方案。", "养殖尾水。")
PATIENCE = 30_000  # milliseconds; the demo keeps Telegram's pace of one message a second


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """The address which `lianluo demo` prints; it is ended as with Ctrl-C."""
    own = {name: value for name, value in os.environ.items() if "LIANLUO" not in name}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        env=own | {"LIANLUO_DATA_DIR": str(tmp_path / "data")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout
    address = ""
    while not address:
        line = (await process.stdout.readline()).decode()
        assert line or process.returncode is None
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            address = found[0]
    yield address
    process.send_signal(signal.SIGINT)
    rest, _ = await asyncio.wait_for(process.communicate(), 30)
    assert b"Traceback" not in rest
    assert process.returncode == 0


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}的手机", exact=True)


async def sees(one: Locator, text: str) -> Locator:
    """The last message with this text, waited for."""
    row = one.locator(".row", has_text=text).last
    await expect(row).to_be_visible(timeout=PATIENCE)
    return row


async def says(one: Locator, text: str) -> None:
    await one.get_by_label("消息", exact=True).fill(text)
    await one.get_by_label("消息", exact=True).press("Enter")


async def presses(one: Locator, label: str) -> None:
    """The last button with this label under the messages of a phone."""
    keys = one.get_by_role("log").get_by_role("button", name=label, exact=True)
    await keys.last.click(timeout=PATIENCE)


async def joins(one: Locator, *, is_deputy: bool) -> None:
    await one.locator("[data-action=open-invitation]").click()
    await presses(one, "确认")
    await presses(one, "中文")
    if is_deputy:
        await presses(one, "工作日上午、下午都可以")
        await presses(one, "在这里发消息")
        await sees(one, "都设好了")
    else:
        await sees(one, "登记好了")


async def sets_clock(page: Page, moment: str) -> None:
    await page.get_by_label("拨到这个时刻").fill(moment)
    await page.get_by_role("button", name="拨钟").click()


async def gives_reply(officer: Locator) -> None:
    await says(officer, "/s 0107")
    await presses(officer, "送达答复")
    await sees(officer, "请输入答复文号")
    await says(officer, "湘环函〔2026〕15号")
    await presses(officer, "今天")
    await presses(officer, "A 已解决或基本解决")
    await sees(officer, "请给出办成的依据")
    await says(officer, "省厅验〔2026〕8号验收合格")
    await sees(officer, "请发来答复文件")
    await presses(officer, "没有附件")
    await presses(officer, "送达")


async def test_a_matter_is_lived_through_on_the_page(demo: str, page: Page) -> None:
    await page.set_viewport_size({"width": 2300, "height": 1100})
    await page.goto(demo)
    await expect(page.locator("[data-connection=live]")).to_be_visible()
    lead, officer = phone(page, LEAD), phone(page, OFFICER)
    everybody = (LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR)
    for name in everybody:
        await joins(phone(page, name), is_deputy=name in (LEAD, CO_SIGNER))

    # 办前: the clock goes to the next thing due, and the deputy answers what is asked.
    await page.get_by_role("button", name="到下一件到期的事").click()
    await sets_clock(page, "2026-04-07T09:00")
    await sees(lead, "有2件事想请教您")
    await presses(lead, "2. 0107 回答几个问题")
    for number, words in enumerate(ANSWERS, 1):
        await sees(lead, f"第{number}问")
        await says(lead, words)
    await presses(lead, "确认无误")
    await sees(lead, "办前沟通已记录")
    told = await sees(officer, "已完成第0107号建议的办前沟通")
    await expect(told).to_contain_text("养殖尾水。")

    # Words both ways.
    await says(lead, "什么时候能看到方案？")
    await lead.get_by_role("button", name=re.compile("^0107 ")).last.click(timeout=PATIENCE)
    await sees(officer, "什么时候能看到方案？")
    await presses(officer, "回复")
    await sees(officer, "请写要发给李秀兰代表的话")
    await says(officer, "五月底前送您。")
    await presses(officer, "发送")
    await sees(officer, "✅ 已送达李秀兰代表")
    await sees(lead, "五月底前送您。")

    # The record beside the phones has it all.
    record = page.frame_locator("[data-record] iframe:visible")
    await expect(record.locator("body")).to_contain_text("五月底前送您。", timeout=PATIENCE)
    await expect(record.locator("body")).to_contain_text("制定分年度削减方案。")

    # The reply, and the rating: pressed by the deputy, heard of by the others.
    await gives_reply(officer)
    await sees(lead, "已正式答复")
    await sees(phone(page, CO_SIGNER), "已正式答复")
    await sees(officer, "✅ 已送达李秀兰代表")
    await page.get_by_role("button", name="下一个工作日").click()
    form = await sees(lead, "请您评价第0107号")
    for number in range(3):
        await form.get_by_role("button", name="满意", exact=True).nth(number).click()
    await expect(form).to_contain_text("办理效果：满意", timeout=PATIENCE)
    await expect(record.locator("body")).not_to_contain_text("办理效果：满意")
    await presses(lead, "提交评价")
    await sees(lead, "谢谢您的评价")
    for name in (OFFICER, LEADER, SUPERVISOR):
        await sees(phone(page, name), "已评价第0107号建议")
    await page.get_by_role("button", name="下一个工作日").click()
    await sees(lead, "已办结")
    await expect(record.locator(".bar .now")).to_contain_text("办结", timeout=PATIENCE)
