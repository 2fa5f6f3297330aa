"""反馈率 counts deputies whom the chat does not reach: their silence is silence too."""

from datetime import timedelta

from storage.vocabulary import ReportKind
from tests.figures.office import GOOD, Office, total
from tests.house import CO_SIGNER, LEAD

UNIT = "unit:1"


def feedback(office: Office, *parts: int) -> tuple[int, int]:
    """Returned and sent, at a moment."""
    return total(office.figures(ReportKind.MONTHLY, *parts, scope=UNIT), "feedback")


def test_whoever_gets_the_reply_by_paper_is_asked_by_paper(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    office.world.blocks(LEAD, is_member=False)
    office.world.goes_on()
    office.replies()
    assert feedback(office, 2026, 4, 20, 20) == (0, 0)  # a working day later
    assert feedback(office, 2026, 4, 21, 8) == (0, 1)
    assert feedback(office, 2026, 5, 29, 8) == (0, 1)


def test_a_co_signer_s_paper_asks_nobody(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    office.world.blocks(CO_SIGNER, is_member=False)
    office.world.goes_on()
    office.replies()
    assert feedback(office, 2026, 4, 21, 8) == (0, 0)


def test_who_comes_back_to_the_chat_is_asked_once_and_may_answer(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    office.world.blocks(LEAD, is_member=False)
    office.world.goes_on()
    office.replies()
    office.to(2026, 4, 23, 9)
    office.world.blocks(LEAD, is_member=True)
    office.world.goes_on(timedelta(minutes=5))
    office.rates(GOOD, GOOD, GOOD)
    assert feedback(office, 2026, 4, 23, 20) == (1, 1)
