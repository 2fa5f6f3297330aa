"""Everybody is let in by a link of their own: once, for a while, and on paper if wished."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.commands import invite
from bot.sample import LEDGER
from handlers.acts.people import invitations
from handlers.acts.people.registration import code_hash
from handlers.office import Office
from handlers.sheets import cards
from handlers.sheets.cards import Card
from handlers.sheets.importing import import_files
from storage import events, people
from storage.database import Database
from storage.people import Account
from tests.sheets.conftest import NOW

LINK = re.compile(r"https://t\.me/sample_bot\?start=([\w-]{32})")


def code_of(link: str) -> str:
    match = LINK.fullmatch(link)
    assert match is not None
    return match[1]


@pytest.fixture(autouse=True)
def _roster(database: Database, office: Office) -> None:
    import_files(database, office, NOW, [LEDGER])


def test_a_link_is_random_and_only_its_hash_is_kept(database: Database, office: Office) -> None:
    code = code_of(invite.invite_one(database, office, NOW, "李秀兰"))
    with database.read() as session:
        kept = people.invitation(session, code_hash(code))
        assert kept is not None
        assert kept.expires_at == NOW + timedelta(days=30)
        person = people.get(session, kept.person_id)
        assert person.name == "李秀兰"
        told = events.of_person(session, person.id)
        assert told[-1].kind == "invited"
        assert code not in str([event.data for event in told])


def test_a_new_link_voids_the_earlier_one(database: Database, office: Office) -> None:
    first = code_of(invite.invite_one(database, office, NOW, "李秀兰"))
    second = code_of(invite.invite_one(database, office, NOW, "李秀兰"))
    assert first != second
    with database.read() as session:
        old, new = (people.invitation(session, code_hash(one)) for one in (first, second))
        assert old is not None
        assert old.revoked_at == NOW
        assert new is not None
        assert new.revoked_at is None


def test_a_link_can_be_revoked(database: Database, office: Office) -> None:
    code = code_of(invite.invite_one(database, office, NOW, "陈思远"))
    assert invite.revoke(database, office, NOW, "陈思远") == 1
    assert invite.revoke(database, office, NOW, None) == 0
    with database.read() as session:
        kept = people.invitation(session, code_hash(code))
        assert kept is not None
        assert kept.revoked_at == NOW


def test_namesakes_are_listed_and_accepted_as_listed(database: Database, office: Office) -> None:
    with pytest.raises(invite.UnknownName, match=r"张伟（衡阳代表团）、张伟（常德代表团）"):
        invite.invite_one(database, office, NOW, "张伟")
    for name in ("张伟（常德代表团）", "张伟(常德代表团)"):
        code = code_of(invite.invite_one(database, office, NOW, name))
        with database.read() as session:
            kept = people.invitation(session, code_hash(code))
            assert kept is not None
            assert people.get(session, kept.person_id).delegation == "常德代表团"


def test_a_stranger_has_no_link(database: Database, office: Office) -> None:
    with pytest.raises(invite.UnknownName, match="名册中没有“路人”"):
        invite.invite_one(database, office, NOW, "路人")


def test_all_are_invited_on_a_sheet_and_on_cards(
    database: Database, office: Office, tmp_path: Path
) -> None:
    with database.write() as session:
        [joined] = people.named(session, "周建国")
        session.add(Account(person_id=joined.id, user_id=7, bound_at=NOW))
    written = invite.invite_all(database, office, NOW, tmp_path / "out")
    sheet = load_workbook(written.links).worksheets[0]
    rows: list[tuple[Any, ...]] = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("姓名", "身份", "单位/代表团", "链接", "有效期至", "状态")
    by_name = {row[0]: row for row in rows[1:]}
    assert len(rows) - 1 == written.invited + written.joined
    assert by_name["周建国"][3:] == (None, None, "已加入")
    assert by_name["李秀兰"][1:3] == ("代表", "长沙代表团")
    assert by_name["李秀兰"][4:] == ("2026-05-07", "未加入")
    code = code_of(str(by_name["李秀兰"][3]))
    with database.read() as session:
        assert people.invitation(session, code_hash(code)) is not None
    pdf = PdfReader(written.cards)
    assert len(pdf.pages) == -(-written.invited // 8)
    text = re.sub(r"[\s\0]", "", "".join(page.extract_text() for page in pdf.pages))
    assert "李秀兰" in text
    assert "周建国" not in text
    assert "有效期至2026年5月7日" in text
    assert "请勿转发" in text


def test_status_says_who_has_joined(database: Database, office: Office) -> None:
    with database.write() as session:
        [person] = people.named(session, "李秀兰")
        session.add(Account(person_id=person.id, user_id=7, bound_at=NOW))
    [line, total] = invite.status(database, office, "李秀兰")
    assert line == "李秀兰（长沙代表团）\t代表\t已加入 joined 2026-04-07"
    assert total == "已加入 1，未加入 0"
    assert invite.status(database, office, None)[-1].startswith("已加入 1，未加入 ")


def test_the_code_on_a_card_is_the_link(tmp_path: Path) -> None:
    """The squares printed are those of a code made of the link itself, each in its place."""
    link = invitations.link("sample_bot", "A" * 32)
    card = Card("李秀兰", "代表", "长沙代表团", link, date(2026, 5, 7), is_joined=False)
    cards.write_cards(tmp_path / "cards.pdf", [card], title="联络")
    contents = PdfReader(tmp_path / "cards.pdf").pages[0].get_contents()
    assert contents is not None
    printed = [
        tuple(float(number) for number in numbers)
        for numbers, operator in contents.operations
        if operator == b"re"
    ]
    matrix = segno.make(link, error="m", micro=False).matrix
    side = abs(printed[0][3])
    left, top = min(x for x, *_ in printed), max(y for _, y, *_ in printed)
    dark = {
        (round((top - y) / side), round((x - left) / side) + step)
        for x, y, width, _ in printed
        for step in range(round(width / side))
    }
    assert dark == {
        (row, column)
        for row, line in enumerate(matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    }


def test_long_names_stay_on_their_cards(tmp_path: Path) -> None:
    card = Card(
        "买买提·阿不都热合曼江·吐尔逊",
        "处室负责人",
        "湘西土家族苗族自治州" * 4,
        invitations.link("a_bot_with_a_rather_long_name_bot", "z" * 32),
        date(2026, 12, 31),
        is_joined=False,
    )
    cards.write_cards(tmp_path / "cards.pdf", [card] * 9, title="省人大代表建议联络")
    assert len(PdfReader(tmp_path / "cards.pdf").pages) == 2


def test_nobody_to_invite_makes_a_file_that_opens(tmp_path: Path) -> None:
    cards.write_cards(tmp_path / "cards.pdf", [], title="空")
    assert len(PdfReader(tmp_path / "cards.pdf").pages) == 1
