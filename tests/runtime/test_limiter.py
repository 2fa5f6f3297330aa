"""The limits of the network: reached, never exceeded, whatever the way there costs."""

from bisect import bisect_right
from dataclasses import replace
from heapq import heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from bot.limiter import Limiter, Window
from handlers.rules.profiles import load_profile

RULES = replace(
    load_profile("hunan").delivery, per_second=30, per_chat_per_second=1, per_group_per_minute=20
)


class Seconds:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    ways=st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.0, 2.0)), min_size=40, max_size=120)
)
def test_no_second_at_the_network_ever_holds_more_than_thirty(
    ways: list[tuple[float, float]],
) -> None:
    """Each call takes its own time to arrive and to be answered."""
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    arrivals: list[float] = []
    answers: list[tuple[float, int]] = []
    for chat_id, (there, back) in enumerate(ways, 1):
        while (wait := limiter.wait(1)) != 0:
            if wait is None or (answers and answers[0][0] <= clock.now + wait):
                clock.now, chat = heappop(answers)
                limiter.answered(chat, 1, is_edit=False)
            else:
                clock.now += wait
        limiter.leave(chat_id, 1, is_edit=False)
        arrivals.append(clock.now + there)
        heappush(answers, (clock.now + there + back, chat_id))
    arrivals.sort()
    for place, moment in enumerate(arrivals):
        assert bisect_right(arrivals, moment + 1.0) - place <= 30


def test_thirty_leave_at_once_and_the_next_after_an_answer_and_a_second() -> None:
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    for chat_id in range(1, 31):
        assert limiter.wait(1) == 0
        limiter.leave(chat_id, 1, is_edit=False)
    assert limiter.wait(1) is None
    clock.now = 0.2
    limiter.answered(1, 1, is_edit=False)
    wait = limiter.wait(1)
    assert wait is not None
    assert 1.0 <= wait < 1.01
    assert limiter.room() == 0
    assert limiter.room(within=1.01) == 1
    assert limiter.room() == 0  # looking ahead forgets nothing


def test_a_private_chat_gets_one_a_second_a_group_twenty_a_minute() -> None:
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    for chat_id, count in ((5, 1), (-5, 20)):
        for _ in range(count):
            assert limiter.chat_wait(chat_id, 1) == 0
            limiter.leave(chat_id, 1, is_edit=False)
            limiter.answered(chat_id, 1, is_edit=False)
    assert limiter.full_chats(0.0) == [5, -5]
    clock.now = 1.5
    assert limiter.full_chats(0.0) == [-5]
    clock.now = 61
    assert limiter.full_chats(0.0) == []


def test_edits_count_for_the_bot_and_not_for_the_chat() -> None:
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    limiter.leave(5, 1, is_edit=True)
    assert limiter.room() == 29
    assert limiter.chat_room(5) == 1


def test_patience_asked_of_one_chat_is_that_chats_alone_of_two_everybodys() -> None:
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    limiter.hold(1, 10)
    assert limiter.chat_room(1) == 0
    assert limiter.room() == 30
    limiter.hold(2, 4)
    assert limiter.wait(1) == 10
    clock.now = 10
    assert limiter.wait(1) == 0
    assert limiter.chat_wait(1, 1) == 0


def test_an_album_waits_for_room_for_all_its_pictures_but_not_for_more_than_there_is() -> None:
    window = Window(5, 1.0)
    window.answered.extend([0.0, 0.1, 0.2])
    assert window.opens_at(0.3, 2) == 0.3
    assert window.opens_at(0.3, 4) == window.opens_at(0.3, 3 + 1)
    assert (window.opens_at(0.3, 10) or 0) > 1.2


def test_idle_chats_are_forgotten_and_busy_ones_are_not() -> None:
    clock = Seconds()
    limiter = Limiter(RULES, clock)
    for chat_id in range(1, 500):
        limiter.leave(chat_id, 1, is_edit=False)
        if chat_id > 3:
            limiter.answered(chat_id, 1, is_edit=False)
    clock.now = 100
    assert limiter.full_chats(0.0) == [1, 2, 3]
    assert len(limiter._chats) == 3
