"""Which gates stand in whose way."""

import pytest

from handlers.rules.gates import Facts, closed, is_above
from handlers.rules.permissions import Act
from handlers.rules.profile import Gates
from storage.vocabulary import Gate, Role

NOTHING = Facts(False, False, False, False)
ALL = Gates(frozenset(Gate))


def test_where_no_gate_is_on_everything_may_be_done() -> None:
    assert closed(Act.DELIVER_REPLY, Gates(frozenset()), NOTHING, []) == []


def test_a_reply_needs_what_handling_needs_and_more() -> None:
    assert closed(Act.DELIVER_REPLY, ALL, NOTHING, []) == list(Gate)
    assert closed(Act.REPORT_PROGRESS, ALL, NOTHING, []) == list(Gate)[:2]
    assert closed(Act.RECORD_CONTACT, ALL, NOTHING, []) == []


@pytest.mark.parametrize("place", range(4))
def test_each_fact_opens_its_gate_and_so_does_a_word_from_above(place: int) -> None:
    facts = Facts(*(number == place for number in range(4)))
    gate = list(Gate)[place]
    others = [one for one in Gate if one != gate]
    assert closed(Act.DELIVER_REPLY, ALL, facts, []) == others
    assert closed(Act.DELIVER_REPLY, ALL, NOTHING, {gate}) == others


def test_only_who_stands_above_lets_pass() -> None:
    assert is_above(Role.LEADER, Role.OFFICER)
    assert is_above(Role.HEAD, Role.LEADER)
    assert not is_above(Role.OFFICER, Role.OFFICER)
    assert not is_above(Role.LEADER, Role.HEAD)
    assert not is_above(Role.SUPERVISOR, Role.OFFICER)
    assert not is_above(Role.LEADER, Role.DEPUTY)
