"""The sandbox's page in a real browser, on a real server, with a real bot at the other end."""

from __future__ import annotations

import asyncio
import contextlib
import re
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import FilePayload, Locator, Page, expect
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox

pytestmark = pytest.mark.browser

TOKEN = "1000001:SANDBOX"
DEPUTY, OTHER_DEPUTY, OFFICER, LEADER = "李秀兰", "周建国", "陈思远", "刘明华"
BEFORE_THE_HOLIDAY = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)


def picture(red: int) -> bytes:
    """A PNG of 48 × 32 points in one colour."""
    rows = b"".join(b"\x00" + bytes([red, 90, 80]) * 48 for _ in range(32))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 48, 32, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass
class SmallBot:
    """A bot of a few lines; it keeps what it was told, so that tests see the other side."""

    application: Application[Any, Any, Any, Any, Any, Any]
    updates: list[Update] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def hears(self, wanted: Any) -> Update:
        """The first update for which `wanted(update)` holds, waited for if need be."""

        def found() -> Update | None:
            return next((update for update in self.updates if wanted(update)), None)

        async with asyncio.timeout(15), self.arrived:
            await self.arrived.wait_for(lambda: found() is not None)
        update = found()
        assert update is not None
        return update

    async def answer(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if update.callback_query:
            loud = update.callback_query.data == "loud"
            await update.callback_query.answer(
                "请当面再谈一次" if loud else "谢谢您的评价", show_alert=loud
            )
            await update.callback_query.edit_message_text("评价：满意")
        elif update.edited_message:
            await update.edited_message.reply_text(f"您改成了：{update.edited_message.text}")
        elif message and message.contact:
            await message.reply_text(f"号码是 {message.contact.phone_number}")
        elif message and message.photo:
            file = await message.photo[-1].get_file()
            body = await file.download_as_bytearray()
            await message.reply_text(f"照片有 {len(body)} 字节")
        elif message and message.text and message.text.startswith("/start"):
            ask = KeyboardButton("把我的号码告诉机器人", request_contact=True)
            keyboard = ReplyKeyboardMarkup([[ask, "我的建议"]], resize_keyboard=True)
            await message.reply_text(
                f"<b>您好！</b>{message.text.removeprefix('/start').strip()}",
                parse_mode="HTML",
                reply_markup=keyboard,
            )
        elif message and message.text == "评价":
            keys = [
                [
                    InlineKeyboardButton("满意", callback_data="good"),
                    InlineKeyboardButton("不满意", callback_data="loud"),
                ]
            ]
            await message.reply_text("请您评价", reply_markup=InlineKeyboardMarkup(keys))
        elif message and message.text:
            await message.reply_text(f"收到：{message.text}", do_quote=True)
        async with self.arrived:
            self.updates.append(update)
            self.arrived.notify_all()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    stage = Sandbox(
        token=TOKEN,
        clock=SandboxClock(start=BEFORE_THE_HOLIDAY),
        panels={"record": "/record", "next_due": "/record/next"},
    )
    application = stage.application()
    application.router.add_get("/record", record)
    application.router.add_get("/record/next", next_due)
    async with stage:
        yield stage


async def record(_: web.Request) -> web.Response:
    page = "<!doctype html><title>记录</title><body style='height:3000px'>第0107号建议的记录"
    return web.Response(text=page, content_type="text/html")


async def next_due(_: web.Request) -> web.Response:
    return web.json_response({"at": "2026-10-09T09:00:00+08:00", "what": "办前沟通 第0107号"})


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[SmallBot]:
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{sandbox.url}/bot")
        .base_file_url(f"{sandbox.url}/file/bot")
        .build()
    )
    small = SmallBot(application)
    application.add_handler(TypeHandler(Update, small.answer))
    async with application:
        await application.bot.set_my_commands([BotCommand("suggestions", "我的建议")])
        await application.start()
        assert application.updater
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield small
        await application.updater.stop()
        await application.stop()


@pytest.fixture
async def stage(page: Page, sandbox: Sandbox, bot: SmallBot) -> Page:
    """The page, open and connected."""
    await page.goto(sandbox.url)
    await expect(page.locator("[data-connection=live]")).to_be_visible()
    return page


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}的手机", exact=True)


async def opened(page: Page, name: str) -> Locator:
    """That person's phone, with Start pressed and answered."""
    one = phone(page, name)
    await one.get_by_role("button", name="开始", exact=True).click()
    await expect(one.get_by_text("您好！")).to_be_visible()
    return one


async def says(one: Locator, text: str) -> None:
    await one.get_by_label("消息", exact=True).fill(text)
    await one.get_by_label("消息", exact=True).press("Enter")


def bubble(one: Locator, text: str) -> Locator:
    return one.locator(
        ".row", has=one.page.locator(".words", has_text=re.compile(f"^{re.escape(text)}$"))
    )


async def choose(one: Locator, text: str, action: str) -> None:
    """Opens the menu of the message with this text and takes an entry."""
    row = bubble(one, text)
    await row.hover()
    await row.locator("[data-action=message-menu]").click()
    await one.page.locator(f".menu [data-action={action}]").first.click()


async def test_words_go_both_ways_and_only_to_their_own_phone(stage: Page) -> None:
    one = await opened(stage, DEPUTY)
    await says(one, "路灯三个月没亮了\n请去看一看")
    await expect(bubble(one, "路灯三个月没亮了\n请去看一看")).to_have_class(re.compile("is-own"))
    answer = bubble(one, "收到：路灯三个月没亮了\n请去看一看")
    await expect(answer).to_have_class(re.compile("is-other"))
    await expect(answer.locator(".quote")).to_contain_text("路灯三个月没亮了")
    await expect(phone(stage, OTHER_DEPUTY).get_by_text("路灯")).to_have_count(0)


async def test_entities_become_elements_and_hostile_text_stays_text(
    stage: Page, bot: SmallBot
) -> None:
    one = await opened(stage, DEPUTY)
    await expect(one.locator(".words b")).to_have_text("您好！")
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    await says(one, hostile)
    await expect(bubble(one, f"收到：{hostile}")).to_be_visible()
    await expect(one.locator(".list img, .list script")).to_have_count(0)
    person = await bot.hears(lambda update: update.message and update.message.text == hostile)
    assert person.effective_user
    await bot.application.bot.send_message(
        person.effective_user.id,
        "😀<b>粗<i>斜</i></b><a href='https://example.org/'>网页</a><tg-spoiler>谜底</tg-spoiler>",
        parse_mode="HTML",
    )
    await expect(one.locator(".words b i")).to_have_text("斜")
    await expect(one.get_by_role("link", name="网页")).to_have_attribute(
        "href", "https://example.org/"
    )
    await one.locator(".spoiler").click()
    await expect(one.locator(".spoiler.is-open")).to_have_text("谜底")


async def test_a_button_is_pressed_and_its_answer_is_shown(stage: Page) -> None:
    one = await opened(stage, DEPUTY)
    await says(one, "评价")
    await one.get_by_role("button", name="满意", exact=True).click()
    await expect(one.locator("[data-toast]")).to_have_text("谢谢您的评价")
    await expect(bubble(one, "评价：满意").get_by_text("已修改")).to_be_visible()
    await expect(one.get_by_role("button", name="满意", exact=True)).to_have_count(0)


async def test_an_alert_stays_until_it_is_read(stage: Page) -> None:
    one = await opened(stage, DEPUTY)
    await says(one, "评价")
    await one.get_by_role("button", name="不满意", exact=True).click()
    alert = one.get_by_role("alertdialog")
    await expect(alert).to_contain_text("请当面再谈一次")
    await alert.get_by_role("button", name="好").click()
    await expect(alert).to_have_count(0)


async def test_reply_edit_and_delete(stage: Page, bot: SmallBot) -> None:
    one = await opened(stage, DEPUTY)
    await says(one, "第一句")
    await expect(bubble(one, "收到：第一句")).to_be_visible()

    await choose(one, "收到：第一句", "reply")
    await expect(one.locator(".banner")).to_contain_text("收到：第一句")
    await says(one, "再补一句")
    await expect(bubble(one, "再补一句").locator(".quote")).to_contain_text("收到：第一句")
    reply = await bot.hears(lambda update: update.message and update.message.text == "再补一句")
    assert reply.message
    assert reply.message.reply_to_message
    assert reply.message.reply_to_message.text == "收到：第一句"

    await choose(one, "再补一句", "edit")
    await says(one, "改过的一句")
    await expect(bubble(one, "改过的一句").get_by_text("已修改")).to_be_visible()
    await expect(bubble(one, "您改成了：改过的一句")).to_be_visible()
    await expect(bubble(one, "再补一句")).to_have_count(0)

    await choose(one, "第一句", "delete")
    await expect(bubble(one, "第一句")).to_have_count(0)


async def test_a_photo_reaches_the_bot_whole_and_an_album_is_one_bubble(
    stage: Page, bot: SmallBot
) -> None:
    one = await opened(stage, DEPUTY)
    body = picture(200)
    await one.locator("input[data-kind=photo]").set_input_files(
        {"name": "路灯.png", "mimeType": "image/png", "buffer": body}
    )
    await says(one, "就是这盏灯")
    await expect(bubble(one, f"照片有 {len(body)} 字节")).to_be_visible()
    shown = bubble(one, "就是这盏灯").locator("img")
    await expect(shown).to_have_js_property("complete", True)
    await expect(shown).to_have_js_property("naturalWidth", 48)

    await one.locator("input[data-kind=photo]").set_input_files(
        [
            FilePayload(name=f"{red}.png", mimeType="image/png", buffer=picture(red))
            for red in (10, 90, 170)
        ]
    )
    await says(one, "三张一起")
    await expect(bubble(one, "三张一起").locator("[data-album] img")).to_have_count(3)
    parts = await bot.hears(lambda update: update.message and update.message.media_group_id)
    assert parts.message
    assert parts.message.photo


async def test_pictures_and_documents_of_the_bot_are_shown(stage: Page, bot: SmallBot) -> None:
    one = await opened(stage, DEPUTY)
    person = (await bot.hears(lambda update: update.message)).effective_chat
    assert person
    media = [InputMediaPhoto(picture(red)) for red in (20, 120)]
    await bot.application.bot.send_media_group(person.id, media, caption="现场")
    await expect(bubble(one, "现场").locator("[data-album] img")).to_have_count(2)
    await bot.application.bot.send_document(person.id, b"reply", filename="答复函.pdf")
    async with stage.expect_download() as saved:
        await one.get_by_role("link", name="下载 答复函.pdf").click()
    assert (await saved.value).suggested_filename == "答复函.pdf"
    assert (await (await saved.value).path()).read_bytes() == b"reply"


async def test_documents_voice_place_and_reactions_reach_the_bot(
    stage: Page, bot: SmallBot
) -> None:
    one = await opened(stage, DEPUTY)
    paper = FilePayload(name="建议（签名页）.pdf", mimeType="application/pdf", buffer=b"%PDF-")
    await one.locator("input[data-kind=document]").set_input_files(paper)
    await one.get_by_role("button", name="发送", exact=True).click()
    await expect(one.get_by_role("link", name="下载 建议（签名页）.pdf")).to_be_visible()
    heard = await bot.hears(lambda update: update.message and update.message.document)
    assert heard.message
    assert heard.message.document
    assert heard.message.document.file_name == "建议（签名页）.pdf"

    voice = FilePayload(name="话.ogg", mimeType="audio/ogg", buffer=b"OggS")
    await one.locator("input[data-kind=voice]").set_input_files(voice)
    await one.get_by_role("button", name="发送", exact=True).click()
    await expect(one.locator("audio")).to_have_count(1)
    await bot.hears(lambda update: update.message and update.message.voice)

    await one.get_by_role("button", name="添加附件").click()
    await stage.get_by_role("menuitem", name="位置…").click()
    await stage.get_by_role("dialog", name="发送位置").get_by_role("button", name="发送").click()
    await expect(one.get_by_text("28.19409, 112.98228")).to_be_visible()
    await bot.hears(lambda update: update.message and update.message.location)

    await says(one, "看到了吗")
    await choose(one, "收到：看到了吗", "react")
    await expect(bubble(one, "收到：看到了吗").locator(".reaction")).to_have_text("👍")
    await bot.hears(lambda update: update.message_reaction)


async def test_the_own_contact_is_shared_by_the_bot_s_key(stage: Page, bot: SmallBot) -> None:
    one = await opened(stage, DEPUTY)
    await one.get_by_role("button", name="把我的号码告诉机器人").click()
    await expect(bubble(one, "号码是 +8613800000001")).to_be_visible()
    update = await bot.hears(lambda update: update.message and update.message.contact)
    assert update.message
    assert update.message.contact
    assert update.message.from_user
    assert update.message.contact.user_id == update.message.from_user.id
    await one.get_by_role("button", name="我的建议").click()
    await expect(bubble(one, "收到：我的建议")).to_be_visible()


async def test_a_command_is_chosen_from_the_menu(stage: Page) -> None:
    one = await opened(stage, DEPUTY)
    await one.get_by_role("button", name="命令菜单").click()
    await stage.get_by_role("menuitem", name="/suggestions").click()
    await expect(bubble(one, "收到：/suggestions")).to_be_visible()


async def test_blocking_stops_the_bot_and_unblocking_brings_it_back(
    stage: Page, bot: SmallBot
) -> None:
    one = await opened(stage, DEPUTY)
    await one.get_by_role("button", name="更多操作").click()
    await stage.get_by_role("menuitem", name="屏蔽机器人").click()
    await expect(one.get_by_text("已屏蔽机器人")).to_be_visible()
    await expect(one.get_by_label("消息", exact=True)).to_be_hidden()
    gone = await bot.hears(
        lambda update: (
            update.my_chat_member and update.my_chat_member.new_chat_member.status == "kicked"
        )
    )
    assert gone.effective_user
    assert gone.effective_user.full_name == DEPUTY
    await one.get_by_role("button", name="解除屏蔽").click()
    await expect(one.get_by_label("消息", exact=True)).to_be_visible()
    await says(one, "我回来了")
    await expect(bubble(one, "收到：我回来了")).to_be_visible()


async def test_an_invitation_link_opens_with_its_code(stage: Page) -> None:
    one = phone(stage, OTHER_DEPUTY)
    await one.get_by_label("把收到的链接粘贴在这里").fill(
        "https://t.me/lianluo_demo_bot?start=k7Qx_2"
    )
    await one.get_by_role("button", name="打开").click()
    await expect(one.locator(".words", has_text="您好！k7Qx_2")).to_be_visible()
    await one.get_by_role("button", name="更多操作").click()
    await stage.get_by_role("menuitem", name="打开邀请链接").click()
    dialog = stage.get_by_role("dialog", name="打开邀请链接")
    await dialog.get_by_label("把收到的链接粘贴在这里").fill(
        "https://t.me/lianluo_demo_bot?start=second"
    )
    await dialog.get_by_role("button", name="打开").click()
    await expect(one.locator(".words", has_text="您好！second")).to_be_visible()


async def test_a_person_is_added_and_can_talk(stage: Page) -> None:
    await stage.get_by_role("button", name="添人").click()
    dialog = stage.get_by_role("dialog", name="添一个人")
    await dialog.get_by_label("姓名").fill("欧阳海")
    await dialog.get_by_label("手机号").fill("+8613800000099")
    await dialog.get_by_label("身份").fill("代表")
    await dialog.get_by_role("button", name="添上").click()
    one = await opened(stage, "欧阳海")
    await expect(one.get_by_text("代表 · +8613800000099")).to_be_visible()
    await says(one, "大家好")
    await expect(bubble(one, "收到：大家好")).to_be_visible()


async def test_the_clock_is_moved_and_messages_bear_its_time(stage: Page) -> None:
    clock = stage.locator("[data-clock]")
    await expect(clock).to_contain_text("2026年9月30日 星期三")
    await stage.get_by_role("button", name="+1 小时").click()
    await expect(clock).to_contain_text("10:00")
    await stage.get_by_role("button", name="下一个工作日").click()
    # The holiday lasts to 7 October; the 8th is a Thursday.
    await expect(clock).to_contain_text("2026年10月8日 星期四")
    await expect(clock).to_contain_text("09:00")
    one = await opened(stage, DEPUTY)
    await expect(one.get_by_text("10月8日星期四").first).to_be_visible()
    await expect(stage.locator("[data-next-due]")).to_contain_text("办前沟通 第0107号")
    await stage.get_by_role("button", name="到下一件到期的事").click()
    await expect(clock).to_contain_text("2026年10月9日 星期五")
    await stage.get_by_label("拨到这个时刻").fill("2026-12-31T08:30")
    await stage.get_by_role("button", name="拨钟").click()
    await expect(clock).to_contain_text("2026年12月31日 星期四")
    await expect(clock).to_contain_text("08:30")
    # What is due then lies in the past: said kindly, and the clock stays.
    await stage.get_by_role("button", name="到下一件到期的事").click()
    await expect(stage.locator("[data-toast]", has_text="时钟不用再拨")).to_be_visible()
    await expect(clock).to_contain_text("2026年12月31日")
    await stage.get_by_role("button", name="现在", exact=True).click()
    real = datetime.now(UTC) + timedelta(hours=8)
    await expect(clock).to_contain_text(f"{real.year}年{real.month}月")


async def test_the_group_speaks_as_whom_is_chosen_and_topics_keep_apart(
    stage: Page, bot: SmallBot
) -> None:
    group = stage.get_by_role("region", name="群：生态环境厅办理群")
    number = await group.get_attribute("data-group")
    assert number
    await says(group, "各位早")
    await expect(bubble(group, "收到：各位早")).to_be_visible()
    topic = await bot.application.bot.create_forum_topic(int(number), "第0107号建议")
    await group.get_by_role("tab", name="第0107号建议").click()
    await expect(bubble(group, "各位早")).to_have_count(0)
    await group.get_by_label("以谁的身份说话").select_option(label=f"{LEADER} · 分管领导")
    await says(group, "这件我来督")
    await expect(bubble(group, "收到：这件我来督")).to_be_visible()
    heard = await bot.hears(lambda update: update.message and update.message.text == "这件我来督")
    assert heard.message
    assert heard.effective_user
    assert heard.message.message_thread_id == topic.message_thread_id
    assert heard.effective_user.full_name == LEADER
    await expect(bubble(group, "这件我来督")).to_have_class(re.compile("is-own"))
    await group.get_by_label("以谁的身份说话").select_option(label=f"{OFFICER} · 承办人")
    await expect(bubble(group, "这件我来督")).to_have_class(re.compile("is-other"))
    await expect(bubble(group, "这件我来督").locator(".sender")).to_have_text(LEADER)
    await group.get_by_role("tab", name="综合").click()
    await expect(bubble(group, "这件我来督")).to_have_count(0)
    await expect(bubble(group, "各位早")).to_be_visible()


class Wire:
    """A TCP wire between the browser and the sandbox that can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self.far = (host, port)
        self.port = 0
        self.ends: set[asyncio.StreamWriter] = set()
        self.server: asyncio.Server | None = None

    async def mend(self) -> None:
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self.server
        self.server.close()
        for end in list(self.ends):
            end.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection(*self.far)
        self.ends |= {back, forth}
        await asyncio.gather(self._pump(near, forth), self._pump(far, back))
        self.ends -= {back, forth}

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()


@pytest.fixture
async def wire(sandbox: Sandbox) -> AsyncIterator[Wire]:
    far = urlsplit(sandbox.url)
    assert far.hostname
    assert far.port
    line = Wire(far.hostname, far.port)
    await line.mend()
    yield line
    await line.cut()


async def test_nothing_is_lost_or_doubled_over_a_lost_connection(
    page: Page, wire: Wire, sandbox: Sandbox, bot: SmallBot
) -> None:
    await page.goto(f"http://127.0.0.1:{wire.port}")
    one = await opened(page, DEPUTY)
    person = await one.get_attribute("data-phone")
    await says(one, "断线之前")
    await expect(bubble(one, "收到：断线之前")).to_be_visible()
    await wire.cut()
    await expect(page.locator("[data-connection=away]")).to_be_visible()
    async with aiohttp.ClientSession() as http:
        send = f"{sandbox.url}/stage/users/{person}/send"
        async with http.post(send, json={"text": "断线期间"}) as answer:
            assert answer.status == 200
    await bot.hears(lambda update: update.message and update.message.text == "断线期间")
    await wire.mend()
    await expect(page.locator("[data-connection=live]")).to_be_visible(timeout=30_000)
    for text in ("断线之前", "收到：断线之前", "断线期间", "收到：断线期间"):
        await expect(bubble(one, text)).to_have_count(1)


async def test_phones_are_put_away_and_tell_of_unread_messages(stage: Page, bot: SmallBot) -> None:
    one = await opened(stage, DEPUTY)
    person = int(await one.get_attribute("data-phone") or 0)
    chip = stage.locator(f"[data-show='{person}']")
    await chip.click()
    await expect(one).to_be_hidden()
    await bot.application.bot.send_message(person, "您不在的时候")
    await expect(chip.locator(".badge")).to_have_text("1")
    await chip.click()
    await expect(bubble(one, "您不在的时候")).to_be_visible()
    await expect(chip.locator(".badge")).to_have_count(0)


async def test_faults_are_put_on_and_cleared(stage: Page, sandbox: Sandbox) -> None:
    one = await opened(stage, DEPUTY)
    await stage.get_by_role("button", name="故障与限速").click()
    drawer = stage.get_by_role("complementary", name="故障与限速")
    await drawer.locator("[name=kind]").select_option("error")
    await drawer.get_by_label("哪个方法").fill("sendMessage")
    await drawer.get_by_role("button", name="加上").click()
    await expect(drawer.locator(".fault-list")).to_contain_text("服务出错")
    await says(one, "这一句没有回音")
    await expect(drawer.get_by_text("现在一切正常。")).to_be_visible()
    await expect(bubble(one, "收到：这一句没有回音")).to_have_count(0)
    await says(one, "这一句有")
    await expect(bubble(one, "收到：这一句有")).to_be_visible()


async def test_the_record_is_beside_the_phones_and_renewed(stage: Page) -> None:
    frame = stage.frame_locator("[data-record-frame]")
    await expect(frame.get_by_text("第0107号建议的记录")).to_be_visible()
    async with stage.expect_response(re.compile("/record$")):
        await opened(stage, DEPUTY)
    await stage.get_by_role("button", name="收起记录").click()
    await expect(stage.locator("[data-record]")).to_be_hidden()
    await stage.get_by_role("button", name="记录", exact=True).click()
    await expect(frame.get_by_text("第0107号建议的记录")).to_be_visible()


async def test_a_narrow_window_shows_one_phone_and_english_is_one_press_away(stage: Page) -> None:
    await stage.set_viewport_size({"width": 390, "height": 844})
    await expect(phone(stage, DEPUTY)).to_be_visible()
    await expect(phone(stage, OTHER_DEPUTY)).to_be_hidden()
    await stage.locator("[data-action=show]", has_text=OTHER_DEPUTY).click()
    await expect(phone(stage, OTHER_DEPUTY)).to_be_visible()
    await expect(phone(stage, DEPUTY)).to_be_hidden()
    await stage.get_by_role("button", name="工具").click()
    await stage.locator("[data-action=language]").click()
    await stage.get_by_role("button", name="Tools").click()
    await expect(stage.get_by_role("button", name="Add a person")).to_be_visible()
