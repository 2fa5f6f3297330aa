"""评价异常: what is strange about a rating, found when it is given; for the committee alone."""

from datetime import datetime
from typing import Any

from handlers import keyboard, texts
from handlers.acts.rating import committee, holds, window
from handlers.acts.talking import words
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dossier, flags, replies, suggestions, units
from storage import window as asked
from storage.flags import Flag
from storage.people import Person
from storage.pressures import TOLD
from storage.ratings import Rating
from storage.suggestions import Suggestion
from storage.vocabulary import FlagKind, Grade, Role


def look_at(turn: Turn, item: Suggestion, rating: Rating, before: Rating | None) -> None:
    """Look at a rating that has just been given, and at its unit."""
    key = f"{item.id}:{rating.round}:{rating.sequence}"
    rules = turn.office.profile.honest
    last = window.last_words_at(turn, item, rating.round)
    grades = _grades(rating)
    if Grade.DISSATISFIED not in grades and honesty.is_soon(rating.at, last, rules):
        found(turn, item, FlagKind.SOON, key)
    is_after = before is not None and last is not None and before.at < last
    if before is not None and is_after and honesty.is_bettered(_grades(before), grades):
        found(turn, item, FlagKind.CHANGED, key)
    if _is_rebound(turn, item, rating):
        found(turn, item, FlagKind.NEW_ACCOUNT, key)
    look_for_the_same_words(turn, item, rating)
    _look_at_unit(turn, item)


def look_at_haste(turn: Turn, item: Suggestion, rating: Rating, begun_at: datetime | None) -> None:
    """Whether the form was filled in faster than a hand can. What was typed takes its time."""
    if honesty.is_hasty(begun_at, rating.at, turn.office.profile.honest):
        found(turn, item, FlagKind.HASTY, f"{item.id}:{rating.round}:{rating.sequence}")


def _grades(rating: Rating) -> honesty.Grades:
    return rating.content, rating.attitude, rating.effect


def _is_rebound(turn: Turn, item: Suggestion, rating: Rating) -> bool:
    """Whether the account took the place of another since the reply."""
    reply = replies.of_round(turn.session, item.id, rating.round)
    accounts = dossier.accounts(turn.session, rating.deputy_id)
    return reply is not None and len(accounts) > 1 and accounts[-1].bound_at > reply.at


def look_for_the_same_words(turn: Turn, item: Suggestion, rating: Rating) -> None:
    """Whether another deputy has said the very same of another reply of the unit."""
    least = turn.office.profile.honest.least_own_words
    own = honesty.same_words(rating.reason or "", least)
    if not own:
        return
    others = [
        said
        for said in asked.reasons(turn.session, item.lead_unit_id)
        if said.deputy_id != rating.deputy_id and honesty.same_words(said.reason, least) == own
    ]
    if others:
        key = f"{item.id}:{rating.round}:{rating.sequence}"
        found(turn, item, FlagKind.ALIKE, key, others=[said.suggestion_id for said in others])


def _look_at_unit(turn: Turn, item: Suggestion) -> None:
    unit = asked.given(turn.session, item.lead_unit_id)
    rules = turn.office.profile.honest
    if unit.ratings < rules.least_ratings or unit.all_satisfied < unit.ratings:
        return
    all_ = asked.given(turn.session)
    others = (all_.ratings - unit.ratings, all_.all_satisfied - unit.all_satisfied)
    if honesty.has_no_spread(unit, others, rules):
        year = turn.office.today(turn.now).year
        found(turn, item, FlagKind.NO_SPREAD, f"{item.lead_unit_id}:{year}", ratings=unit.ratings)


def found(turn: Turn, item: Suggestion, kind: FlagKind, key: str, **data: Any) -> None:
    """Write it down, once, and tell the committee."""
    is_of_unit = kind == FlagKind.NO_SPREAD
    row = {
        "kind": kind,
        "key": key,
        "about_id": None if is_of_unit else item.id,
        "unit_id": item.lead_unit_id,
        "data": data,
        "found_at": turn.now,
    }
    if not flags.raise_new(turn.session, row):
        return
    flag = flags.named(turn.session, kind, key)
    for person in committee.of(turn.session, item):
        show(turn, person, flag)


def show(turn: Turn, person: Person, flag: Flag) -> None:
    """A flag as somebody of the committee sees it."""
    unit = turn.session.get_one(units.Unit, flag.unit_id)
    rows = []
    number, title = "—", "—"
    if flag.about_id is not None:
        item = suggestions.get(turn.session, flag.about_id)
        number, title = item.number, words.short(item.title)
        rows.append([keyboard.button(person.language, "button.window", "since", item.id)])
    if flag.seen_at is None:
        rows.append([keyboard.button(person.language, "button.looked_into", "flagged", flag.id)])
    committee.tell(
        turn,
        person,
        "strange.found",
        purpose=TOLD,
        what=texts.label(f"strange.{flag.kind.value}", person.language),
        unit=unit.called,
        number=number,
        title=title,
        at=turn.office.local(flag.found_at),
        keyboard=rows or None,
    )


def look(turn: Turn, flag_id: int) -> None:
    """Open a flag from the list."""
    show(turn, turn.me, own(turn, flag_id))
    turn.keep_quiet()


def looked_into(turn: Turn, flag_id: int) -> None:
    """已核查: somebody of the committee has looked into it."""
    flag = own(turn, flag_id)
    if flag.seen_at is not None:
        raise Refused("duty.done")
    flag.seen_by_id, flag.seen_at = turn.me.id, turn.now
    turn.used()
    turn.session.flush()
    if flag.about_id is not None:
        holds.lift(turn, suggestions.get(turn.session, flag.about_id))
    turn.toast("toast.done")
    turn.keep_quiet()


def own(turn: Turn, flag_id: int) -> Flag:
    """A flag, if whoever acts may see it; one about a unit, if they are not of it."""
    flag = flags.find(turn.session, flag_id)
    if flag is None:
        raise Refused("permission.denied")
    if flag.about_id is not None:
        committee.fetch(turn, flag.about_id, Act.WATCH_RATINGS)
    elif turn.me.role != Role.SUPERVISOR or turn.me.unit_id == flag.unit_id:
        raise Refused("permission.denied")
    else:
        turn.looked_at.add(Act.WATCH_RATINGS)
    return flag
