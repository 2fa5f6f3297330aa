"""Who may do what to a suggestion: the rows worth saying aloud."""

import pytest

from handlers.rules.permissions import Act, may, require
from storage.vocabulary import Relation

HANDLING = (Act.MESSAGE_DEPUTY, Act.RECORD_CONTACT, Act.REPORT_PROGRESS, Act.DELIVER_REPLY)


@pytest.mark.parametrize("act", [Act.RATE, Act.CONFIRM_CONTACT, Act.WAIVE_MEETING])
def test_only_the_lead_deputy_decides_for_the_deputies(act: Act) -> None:
    assert [relation for relation in Relation if may(relation, act)] == [Relation.LEAD_DEPUTY]


@pytest.mark.parametrize("relation", [Relation.LEAD_DEPUTY, Relation.CO_SIGNER])
@pytest.mark.parametrize("act", HANDLING)
def test_deputies_never_handle(relation: Relation, act: Act) -> None:
    assert not may(relation, act)


@pytest.mark.parametrize(
    ("relation", "act", "expected"),
    [
        (Relation.CO_SIGNER, Act.WRITE_WORDS, True),
        (Relation.CO_SIGNER, Act.SEE_CONVERSATION, True),
        (Relation.OFFICER, Act.DELIVER_REPLY, True),
        (Relation.OFFICE_HEAD, Act.DELIVER_REPLY, True),
        (Relation.LEADER, Act.MESSAGE_DEPUTY, True),
        (Relation.HEAD, Act.MESSAGE_DEPUTY, True),
        (Relation.LEADER, Act.DELIVER_REPLY, False),
        (Relation.SUPERVISOR, Act.SEE_CONVERSATION, True),
        (Relation.SUPERVISOR, Act.MESSAGE_DEPUTY, False),
        (Relation.SUPERVISOR, Act.CLOSE, True),
        (Relation.OFFICER, Act.CLOSE, False),
        (Relation.JOINT_OFFICER, Act.SEE_CARD, True),
        (Relation.JOINT_OFFICER, Act.MESSAGE_DEPUTY, False),
        (Relation.PART_OFFICER, Act.MESSAGE_DEPUTY, True),
        (Relation.PART_OFFICER, Act.RECORD_CONTACT, True),
        (Relation.PART_OFFICER, Act.ARRANGE_MEETING, True),
        (Relation.PART_OFFICER, Act.DELIVER_REPLY, False),
    ],
)
def test_the_table(relation: Relation, act: Act, expected: bool) -> None:
    assert may(relation, act) is expected


def test_what_is_allowed_is_not_refused() -> None:
    require([Relation.LEAD_DEPUTY], Act.RATE)
