"""评价监督: what the committee has still to look into, in one list."""

from handlers import keyboard, texts
from handlers.acts.rating import committee
from handlers.turn import Turn
from storage import callbacks, flags, papers, people, pressures, suggestions, units, window
from storage.flags import Flag
from storage.pressures import TOLD

SHOWN, LOOKED_AT = 5, 200


def lists(turn: Turn) -> None:
    """Reports of pressure, what is strange, paper forms to be compared, calls to be made."""
    pressed = [
        row for row in pressures.not_taken(turn.session, LOOKED_AT) if _may_see(turn, row.about_id)
    ]
    working = [
        row
        for row in pressures.being_looked_into(turn.session, LOOKED_AT)
        if _may_see(turn, row.about_id)
    ]
    strange = [row for row in flags.not_seen(turn.session, LOOKED_AT) if _may_see_flag(turn, row)]
    on_paper = [
        row
        for row in papers.undecided(turn.session, LOOKED_AT)
        if row.entered_by_id != turn.me.id and _may_see(turn, row.suggestion_id)
    ]
    calls = callbacks.open_of(turn.session, turn.me.id, LOOKED_AT)
    unread = {
        suggestion_id: count
        for suggestion_id, count in window.unreadable(turn.session, LOOKED_AT).items()
        if _may_see(turn, suggestion_id)
    }
    rows: keyboard.Keyboard = []
    for one in pressed[:SHOWN]:
        name = people.get(turn.session, one.deputy_id).name
        rows.append([_opener(turn, "honest.pressed", "plook", one.id, one.about_id, name)])
    for one in working[:SHOWN]:
        name = people.get(turn.session, one.deputy_id).name
        rows.append([_opener(turn, "honest.working", "plook", one.id, one.about_id, name)])
    for flag in strange[:SHOWN]:
        unit = turn.session.get_one(units.Unit, flag.unit_id)
        what = texts.plain(flag.kind, turn.language)
        shown = f"{what} {unit.called}"
        rows.append([_opener(turn, "honest.strange", "flag", flag.id, flag.about_id, shown)])
    for paper in on_paper[:SHOWN]:
        name = people.get(turn.session, paper.entered_by_id).name
        rows.append(
            [_opener(turn, "honest.on_paper", "paper", paper.id, paper.suggestion_id, name)]
        )
    for call in calls[:SHOWN]:
        deputy_id = suggestions.lead_deputy_id(turn.session, call.suggestion_id)
        name = people.get(turn.session, deputy_id).name
        rows.append(
            [
                _opener(
                    turn, "honest.to_call", "callback", call.suggestion_id, call.suggestion_id, name
                )
            ]
        )
    for suggestion_id, count in list(unread.items())[:SHOWN]:
        rows.append(
            [_opener(turn, "honest.files", "since", suggestion_id, suggestion_id, str(count))]
        )
    turn.say(
        turn.me,
        "honest.list",
        purpose=TOLD,
        pressed=len(pressed),
        working=len(working),
        strange=len(strange),
        on_paper=len(on_paper),
        calls=len(calls),
        files=sum(unread.values()),
        keyboard=rows or None,
    )


def _opener(
    turn: Turn, key: str, verb: str, row_id: int, suggestion_id: int | None, name: str
) -> dict[str, str]:
    number = suggestions.get(turn.session, suggestion_id).number if suggestion_id else ""
    label = texts.label(key, turn.language, number=number, name=name)
    return keyboard.named(label, verb, row_id)


def _may_see(turn: Turn, suggestion_id: int) -> bool:
    item = suggestions.get(turn.session, suggestion_id)
    return committee.is_apart(turn.session, turn.me, item)


def _may_see_flag(turn: Turn, flag: Flag) -> bool:
    if flag.about_id is not None:
        return _may_see(turn, flag.about_id)
    return flag.unit_id != turn.me.unit_id
