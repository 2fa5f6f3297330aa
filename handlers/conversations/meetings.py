"""What deputies and staff press and ask about meetings once they have been proposed."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.contacting import briefing
from handlers.acts.handling import hard as hard_items
from handlers.acts.meeting import meeting_board, meeting_words, meetings, tours
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import meetings as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import meetings as rows
from storage import people
from storage.dialogs import Dialog
from storage.vocabulary import MeetingState, SlotAnswer

OFF = "meeting_off"
LONGEST_WHY = 300


def pick(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """都可以 / 时间一 / … / 都不方便."""
    meetings.choose(turn, int(arguments[0]), int(arguments[1]), SlotAnswer(arguments[2]))


def by_phone(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """代填时间: who has said something on the telephone?"""
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    meeting_board.ask_who_said(turn, meeting)


def by_phone_who(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """This deputy; and what?"""
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    if rows.participant(turn.session, meeting.id, int(arguments[1])) is None:
        raise Refused("button.gone")
    meeting_board.ask_what_said(turn, meeting, people.get(turn.session, int(arguments[1])))
    turn.used()


def by_phone_set(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """This."""
    meeting_id, round_number, person_id = map(int, arguments[:3])
    meetings.choose_for(turn, meeting_id, round_number, person_id, SlotAnswer(arguments[3]))
    turn.used()
    turn.toast("toast.done")


def fix(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """定在 …."""
    meetings.fix(turn, int(arguments[0]), int(arguments[1]))
    turn.toast("toast.done")


def fix_anyway(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """仍定这个时间: whatever speaks against it."""
    meetings.fix(turn, int(arguments[0]), int(arguments[1]), is_sure=True)
    turn.used()
    turn.toast("toast.done")


def ask_move(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """请求改期."""
    meetings.ask_move(turn, int(arguments[0]))


def no_meeting(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """不需要面对面: for every suggestion of the meeting that the deputy leads; it is declined."""
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ANSWER_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    led = [
        item
        for item in meeting_words.own_items(turn, meeting, turn.me)
        if access.may(turn, item, Act.WAIVE_MEETING) and item.is_open
    ]
    if not led:
        raise Refused("permission.denied")
    for item in led:
        briefing.waive_meeting(turn, item.id, is_waived=True)
    meetings.stay_away(turn, meeting.id)


def away(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """不能参加, by staff who were to come along."""
    meetings.stay_away(turn, int(arguments[0]), Act.ATTEND_MEETING)


def off(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A deputy: 不能参加. Staff: 取消会面, with a reason."""
    if turn.me.is_deputy:
        meetings.stay_away(turn, int(arguments[0]))
        return
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED, MeetingState.FIXED)
    under = meetings.own_item(turn, meeting).id
    dialog = questions.begin(turn, OFF, under, "why", meeting_id=meeting.id)
    questions.ask(turn, dialog, "meeting.ask_why", [])


def answered(turn: Turn, said: Said, dialog: Dialog) -> None:
    """The reason why a meeting is called off."""
    why = questions.text_of(said, LONGEST_WHY)
    meeting = meetings.fetch(turn, dialog.data["values"]["meeting_id"], Act.ARRANGE_MEETING)
    questions.end(turn, dialog)
    meetings.call_off(turn, meeting, why)
    turn.say(turn.me, "meeting.off_done", suggestion_id=rows.live(turn.session, meeting.id)[0].id)


def hard(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """标为难点 / 不再是难点."""
    hard_items.mark(turn, int(arguments[0]))


def ahead(turn: Turn, _said: Said, _words: str) -> None:
    """/meetings: what is ahead of whoever asks; leaders also hear how often they have met."""
    found = meetings.ahead(turn)
    lines, buttons = [], []
    for meeting in found:
        items = meeting_words.own_items(turn, meeting, turn.me)
        numbers = meeting_words.numbers_of(items)
        at = turn.office.local(meeting.starts_at) if meeting.starts_at else None
        lines.append(
            texts.render(
                "meeting.line",
                turn.language,
                at=at,
                state=meeting.state,
                form=meeting.form,
                place=meeting.place,
                numbers=numbers,
            )
        )
        buttons.append(
            [keyboard.named(f"{numbers[:30]} {meeting.place[:20]}", "mcard", meeting.id)]
        )
    if turn.me.role in rows.LEADERS and turn.me.unit_id is not None:
        met = tours.met_this_year(turn, turn.me.unit_id, turn.me.id)
        lines.append(texts.render("meeting.met_this_year", turn.language, count=met))
    turn.say(
        turn.me,
        "meeting.list" if lines else "meeting.none_ahead",
        purpose="card",
        lines=Html("\n".join(lines)),
        keyboard=buttons or None,
    )


def card(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One meeting: staff see who can come, a deputy what can be answered or changed."""
    meetings.show(turn, int(arguments[0]))
