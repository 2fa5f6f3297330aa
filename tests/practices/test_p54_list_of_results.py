"""P54 政策转化: one list of documents, works and benefits, by theme, for those it concerns."""

from contextlib import closing

from bot.sandbox.client import words
from handlers.acts.following.result_pages import PAGE
from storage import people, suggestions
from storage.database import Database
from storage.results import Result
from storage.vocabulary import ResultKind
from tests.flows.steps import give_reply
from tests.house import OFFICER, SUPERVISOR, House
from tests.practices.result_steps import note_result


async def test_the_list_is_by_theme(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    sent = await supervisor.sends("/results")
    await supervisor.sees("还没有登记成果", after=sent)
    await give_reply(officer)
    await note_result(
        officer,
        "政策（施工图）",
        point="加强监测",
        what="出台湖区治理办法",
        proof="湘政办发〔2026〕8号",
    )
    sent = await supervisor.sends("/results")
    shown = (await supervisor.sees("成果清单", after=sent))["text"]
    assert "#优生态" in shown
    assert "湘政办发〔2026〕8号" in shown


async def test_what_does_not_fit_on_a_page_follows_on_the_next(one_matter: House) -> None:
    house = one_matter
    supervisor = house.phone(SUPERVISOR)
    url = house.books.url.render_as_string(hide_password=False)
    with closing(Database(url)) as database, database.write() as session:
        (item,), (officer,) = suggestions.numbered(session, "0107"), people.named(session, OFFICER)
        for number in range(PAGE + 1):
            session.add(
                Result(
                    suggestion_id=item.id,
                    kind=ResultKind.POLICY,
                    point="加强监测",
                    what=f"第{number}项制度。",
                    proof="全文",
                    noted_by_id=officer.id,
                    noted_at=item.created_at,
                )
            )
    sent = await supervisor.sends("/results")
    first = await supervisor.sees("成果清单", after=sent)
    assert f"第{PAGE}项制度" in words(first)
    assert "第0项制度" not in words(first)
    await supervisor.presses("更多", first)
    second = await supervisor.sees("成果清单", after=first)
    assert "第0项制度" in words(second)
    assert "第1项制度" not in words(second)
