"""Nobody bends a row of the record unseen, whatever is done to whatever column of any table."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import Connection, Table

from bot.sandbox.client import Phone, words
from storage import chain, kept
from storage.database import Database
from storage.verification import Bent, How
from tests.flows import bending
from tests.flows.bending import Row, found, tables
from tests.flows.steps import (
    JOINT,
    answer_questions,
    give_reply,
    matter,
    open_office,
    rate,
    record_visit,
)
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.meeting_steps import finish, fix, plan_tour, write_minutes


@pytest_asyncio.fixture
async def lived(house: House) -> AsyncIterator[Database]:
    """The books of an office in which something stands in every table."""
    both = matter(), matter("0108", 会办单位="农业农村厅")
    await open_office(house, *both, joined=[LEAD, OFFICER, LEADER], besides=[JOINT])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    group = house.stage.group("生态环境厅办理群")
    await officer.sends("/bind", to=group)
    await group.sees("这里是生态环境厅的工作群")
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("1. 0107 回答几个问题")
    await answer_questions(lead)
    said = await lead.sends("请问方案何时能看到？电话13800000001")
    await lead.presses("0107 关于加快第0107号湖区治理的建议")
    await lead.edits(said, "请问方案五月能看到吗？")
    await group.sees("五月")
    await lead.presses("换一件建议", await lead.sees("已记入第0107号建议", after=said))
    await lead.presses("0108 关于加快第0108号湖区治理的建议")
    await lead.sees("已改记入第0108号建议")
    photo = await lead.uploads(("湖区.jpg", b"\xff\xd8\xff\xe0 lake"), caption="湖区现状")
    picker = await lead.sees("请问是关于哪一件建议", after=photo)
    await lead.presses("0107 关于加快第0107号湖区治理的建议", picker)
    await group.sees("湖区现状")
    await record_visit(officer)
    await lead.presses("属实")
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "满意")
    leader = house.phone(LEADER)
    await leader.sends("/study 2026-04-07 研究办理方案 0107")
    await leader.sees("已登记")
    await leader.sends("/cause 尾水直排 0107 0108")
    await leader.sees("号根源问题")
    await leader.sends("/report 周")
    await leader.sees("我分管的建议")
    await leader.sends("/s 0107")
    await leader.presses("主题")
    await leader.presses("促发展")
    assert "谢谢您的评价" in words(await lead.sees("谢谢您的评价"))
    await meet_on_tour(officer, lead)
    await house.to(2026, 4, 8, 10, 0)
    await officer.presses("登记会面情况")
    await write_minutes(officer, issues="监测点位太少")
    await house.settle()
    await house.stop()
    database = Database(house.books.url.render_as_string(hide_password=False))
    bending.furnish(database)
    yield database
    database.close()


async def meet_on_tour(officer: Phone, lead: Phone) -> None:
    """A stop of a tour this morning, to which the deputy comes."""
    shown = await plan_tour(officer, "厅领导带队走访座谈")
    await officer.presses("长沙代表团：1位代表 2件", shown)
    await officer.presses("下一步", await officer.sees("请哪些代表参加"))
    await officer.presses("座谈会", await officer.sees("用什么方式见面"))
    await officer.sees("在什么地点")
    await finish(officer, place="岳麓山", times="今天 10:00")
    await lead.presses("时间一 4-8 10:00", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")


def chain_of(connection: Connection, of: Table, row: Row) -> int:
    """The chain in which a row is bound."""
    read = kept.kept(of.name)
    key = tuple(row[one.name] for one in of.primary_key)
    ((_, one, _),) = chain.of_keys(connection, read, [key])
    return one


# Columns that say to which chain a row belongs: in another it is put in, from this one removed.
MOVES = {"suggestion_id", "to_suggestion_id", "message_id", "contact_id"}


def changeable(table: Table) -> set[str]:
    """The columns that count: all but those that serve only the delivery."""
    left_out = kept.PASSING.get(table.name, set()) - {"digest", "touched", "hash"}
    return {one.name for one in table.c if not one.primary_key} - left_out


async def test_every_bent_row_is_found(lived: Database) -> None:
    with bending.bending(lived) as connection:
        assert found(connection) == []
        kinds = {table.name: bending.rows(connection, table) for table in tables()}
        assert not [name for name, standing in kinds.items() if not standing]
        for table in tables():
            standing = kinds[table.name]
            row = standing[len(standing) // 2]
            key = kept.key_text(row[one.name] for one in table.primary_key)
            where = chain_of(connection, table, row)
            connection.rollback()
            for name in changeable(table):
                bending.change(connection, table, row, name)
                bent = found(connection)
                assert bent, (table.name, name)
                if name not in MOVES:
                    how = How.BROKEN if name == "touched" else How.CHANGED
                    assert bent[0] == Bent(where, table.name, key, how), name
                    assert name == "touched" or len(bent) == 1, name
                connection.rollback()
            bending.remove(connection, table, row)
            assert found(connection, where), table.name
            connection.rollback()
            bending.put_in(connection, table, row)
            assert How.INSERTED in {one.how for one in found(connection)}, table.name
            connection.rollback()
