"""Suggestions as they were known at a moment, from the rows that had been written by then.

Facts carry their moments: what was recorded later is not known yet, and what has changed hands or
been taken back since stands as it stood then. Only the wording of a suggestion (and the topics
recognised in it) is always that of now, as are names and posts of people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from handlers.figures import changes, following, opinions, promises
from handlers.figures.changes import Names
from handlers.figures.dates import Dates
from handlers.office import Office
from handlers.rules import contact_plan, honesty, names, stages
from handlers.rules.figures import topics
from handlers.rules.figures.echo import HEARD
from handlers.rules.figures.history import History, State
from handlers.rules.figures.matter import (
    Held,
    Matter,
    Met,
    Opinion,
    Owed,
    Rated,
    Refusal,
    Round,
)
from handlers.rules.stages import Facts
from storage import classes, facts, ledger, meetings, passes
from storage import opinions as opinion_rows
from storage.contacts import Contact
from storage.database import Session
from storage.facts import Happened
from storage.passes import Pass
from storage.ratings import Rating, RatingForm
from storage.replies import Reply
from storage.requests import Request
from storage.results import Result
from storage.suggestions import JointUnit, Signature, Suggestion
from storage.vocabulary import (
    TAKEN_OUT,
    ContactState,
    Phase,
    ReplyClass,
    Role,
    Stage,
)

PAGE = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one suggestion, row by row."""

    item: Suggestion
    signed: Sequence[Signature]
    contacts: Sequence[Contact]
    replies: Sequence[Reply]
    forms: Sequence[RatingForm]
    ratings: Sequence[Rating]
    joint: Sequence[JointUnit]
    handed: opinions.Rows
    happened: Sequence[Happened]
    tags: Mapping[str, bool]
    heard: Mapping[tuple[int, int], datetime]
    urged: Mapping[tuple[int, int], int]
    passes: Sequence[Pass]
    classes: Mapping[int, ReplyClass]  # of replies whose class was changed later on
    refusals: Sequence[Request]
    meetings: Mapping[int, int]  # by contact
    results: Sequence[Result]
    looked_back: following.Asked
    seconds: following.Again
    history: History
    dates: Dates


Leaders = Mapping[int, Sequence[tuple[int, str, Sequence[str]]]]  # unit → (person, name, longer)


def matters(session: Session, office: Office, moment: datetime) -> Iterator[Matter]:
    """Every suggestion that was known at a moment and not withdrawn, a page in memory at a time.

    For a session that only reads: its objects are let go of page by page.
    """
    leaders: dict[int, list[tuple[int, str, Sequence[str]]]] = {}
    roster = list(ledger.roster(session))
    for person in roster:
        if person.role in (Role.LEADER, Role.HEAD) and person.unit_id is not None:
            longer = names.longer(person.name, (one.name for one in roster))
            leaders.setdefault(person.unit_id, []).append((person.id, person.name, longer))
    called = Names(ledger.units(session), roster)
    after = 0
    while page := facts.page(session, after, moment, PAGE):
        after = page[-1].id
        for known in _known(session, page, office, moment, called):
            matter = _matter(known, office, moment, leaders)
            if matter.stage not in TAKEN_OUT:
                yield matter
        session.expunge_all()


def _known(
    session: Session, page: Sequence[Suggestion], office: Office, moment: datetime, called: Names
) -> Iterator[Known]:
    ids = [item.id for item in page]
    signed = ledger.signatures(session, ids)
    contacts = ledger.contacts(session, ids)
    replies = ledger.replies(session, ids)
    forms = ledger.rating_forms(session, ids)
    ratings = ledger.ratings(session, ids)
    joint = facts.parts(session, ids)
    handed = opinion_rows.of_suggestions(session, ids)
    happened = facts.happened(session, ids)
    tags = facts.tags(session, ids, moment)
    heard = facts.heard_by_each(session, ids, moment, HEARD)
    urged = facts.urged(session, ids, moment)
    passed = passes.of_suggestions(session, ids)
    earlier = classes.as_of(session, ids, moment)
    refused = facts.refusals(session, ids, moment)
    held = meetings.behind_contacts(session, ids)
    results = facts.results_of(session, ids, moment)
    looked = facts.looked_back(session, ids, moment)
    again = facts.asked_again(session, ids, moment)
    for item in page:
        told, parts = happened.get(item.id, ()), joint.get(item.id, ())
        own_replies = replies.get(item.id, ())
        history = changes.history(item, signed[item.id], parts, told, office, called)
        yield Known(
            item,
            signed[item.id],
            contacts.get(item.id, ()),
            [row for row in own_replies if row.at <= moment],
            [row for row in forms.get(item.id, ()) if row.sent_at <= moment],
            [row for row in ratings.get(item.id, ()) if row.at <= moment],
            parts,
            handed,
            told,
            tags.get(item.id, {}),
            heard,
            urged,
            passed.get(item.id, ()),
            earlier,
            refused.get(item.id, ()),
            held,
            results.get(item.id, ()),
            looked.get(item.id, ()),
            again.get(item.id, ()),
            history,
            Dates(item, own_replies, told, history, office),
        )


def _matter(known: Known, office: Office, moment: datetime, leaders: Leaders) -> Matter:
    item, profile = known.item, office.profile
    state = known.history.at(moment)
    taken_over_at = known.history.taken_over_at(moment)
    taken_over_on = office.today(taken_over_at) if taken_over_at else None
    past = [one for one in known.happened if one.at <= moment]
    is_closed = item.closed_at is not None and item.closed_at <= moment
    rounds = _rounds(known, past, office, moment, is_closed=is_closed)
    met = tuple(_met(known, office, moment, leaders))
    heard_at = known.heard.get((item.id, state.deputy_id))
    heard_on = office.today(heard_at) if heard_at else None
    last_met = max((one.on for one in met), default=None)
    points = _points(past)
    return Matter(
        id=item.id,
        number=item.number,
        title="—" if item.is_confidential else item.title,
        assigned_on=state.assigned_on,
        first_contact_due_on=office.calendar.add(
            max(state.assigned_on, taken_over_on or state.assigned_on),
            profile.contact_plan.before_working_days,
        ),
        taken_over_on=taken_over_on,
        unit_id=state.unit_id,
        stage=_stage(state, rounds, met, is_closed=is_closed),
        rounds=rounds,
        office=state.office,
        officer_id=state.officer_id,
        leader_id=state.leader_id,
        held=tuple(_held(known.history, office, moment)),
        topics=topics.chosen(
            topics.recognised(
                topics.wording(item.title, item.category, item.content), profile.topics
            ),
            known.tags,
            profile.topics,
        ),
        is_key=state.is_key,
        waives_meeting=state.waives_meeting,
        closed_on=office.today(item.closed_at) if is_closed and item.closed_at else None,
        contacts=met,
        owed=tuple(_owed(known, rounds[-1], moment)),
        opinions=tuple(_opinions(known, state, office, moment)),
        refusals=tuple(_refusals(known, office, moment)),
        extended_on=_days(past, facts.EXTENDED, office),
        promises=tuple(promises.of(past, known.history, office)),
        results=tuple(following.results(known.results, office)),
        looked_back=tuple(following.looked_back(known.looked_back, past, office)),
        seconds=tuple(following.seconds(known.seconds, known.ratings, office)),
        published=tuple(one.data["round"] for one in past if one.kind == facts.PUBLISHED),
        points=len(points),
        points_adopted=sum(outcome == ADOPTED for outcome in points.values()),
        urged=known.urged.get((item.id, state.unit_id), 0),
        exceptions=sum(
            bool(one.is_granted and one.decided_at and one.decided_at <= moment)
            for one in known.passes
        ),
        heard_on=max((day for day in (heard_on, last_met) if day), default=None),
    )


ADOPTED = "adopted"


def _rounds(
    known: Known, past: Sequence[Happened], office: Office, moment: datetime, *, is_closed: bool
) -> tuple[Round, ...]:
    """The rounds opened by the moment, each with what was answered, asked and rated by then."""
    opened = [one.data["round"] for one in past if one.kind == facts.ROUND_OPENED]
    replies = {row.round: row for row in known.replies}
    forms = {row.round: row for row in known.forms}
    ratings = {row.round: row for row in known.ratings}  # the one that counts comes last
    rounds = []
    last = max([1, *opened])
    by_paper = _asked_by_paper(known, past, office, moment)
    for number in range(1, last + 1):
        reply, form = replies.get(number), forms.get(number)
        rounds.append(
            Round(
                number,
                known.dates.reply(number, moment),
                reply.replied_on if reply else None,
                known.classes.get(reply.id, reply.reply_class) if reply else None,
                reply.delivered_by_id if reply else None,
                office.today(form.sent_at) if form else by_paper.get(number),
                _rated(ratings.get(number), office, is_over=is_closed or number < last),
                known.history.at(reply.at).leader_id if reply else None,
                number < last,
            )
        )
    return tuple(rounds)


def _asked_by_paper(
    known: Known, past: Sequence[Happened], office: Office, moment: datetime
) -> dict[int, date]:
    """When the lead deputy whom the chat did not reach was asked to rate: with paper, too.

    By round; on the day on which the form would have gone out.
    """
    found: dict[int, date] = {}
    number = 1
    for one in past:
        if one.kind == facts.ROUND_OPENED:
            number = one.data["round"]
        elif one.kind == facts.BY_PAPER and one.person_id == known.history.at(one.at).deputy_id:
            went_on = office.today(one.at)
            asked_on, _ = contact_plan.rating_days(went_on, office.profile, office.calendar)
            if asked_on <= office.today(moment):
                found[number] = asked_on
    return found


def _held(history: History, office: Office, moment: datetime) -> Iterator[Held]:
    """Who has answered for it: officers, then leaders."""
    for role in ("officer_id", "leader_id"):
        for one in history.stints(role, moment):
            stood = history.at(one.since) if one.since else history.first
            yield Held(
                one.person_id,
                stood.unit_id,
                stood.office,
                office.today(one.since) if one.since else None,
                office.today(one.until) if one.until else None,
            )


def _rated(row: Rating | None, office: Office, *, is_over: bool) -> Rated | None:
    if row is None:
        return None
    found = Rated(row.content, row.attitude, row.effect, office.today(row.at))
    is_sealed = honesty.is_sealed(
        office.profile.honest,
        is_dissatisfied=found.is_dissatisfied,
        is_closed=is_over,
        is_superseded=is_over,
    )
    return replace(found, is_sealed=is_sealed)


def _opinions(known: Known, state: State, office: Office, moment: datetime) -> Iterator[Opinion]:
    """What the units that had a part then owed."""
    parts = [part for part in known.joint if part.unit_id in state.joint]
    return opinions.of(
        parts, known.handed, lambda part: known.dates.opinion(part, moment), office, moment
    )


def _met(known: Known, office: Office, moment: datetime, leaders: Leaders) -> Iterator[Met]:
    taken_over_at = known.history.taken_over_at(moment)
    for row in known.contacts:
        if not _had_taken_place(row, moment):
            continue
        assert row.done_at is not None
        assert row.form is not None
        is_said = row.confirmed_at is not None and row.confirmed_at <= moment
        there = row.participants or ""
        of_unit = leaders.get(known.history.at(row.recorded_at or row.done_at).unit_id, ())
        yield Met(
            row.phase,
            row.round,
            row.form,
            office.today(row.done_at),
            row.confirmed if is_said else None,
            row.recorded_by_id,
            tuple(
                one
                for one, name, longer in of_unit
                if one == row.recorded_by_id or names.stands_in(there, name, longer)
            ),
            taken_over_at is not None and (row.recorded_at or row.done_at) < taken_over_at,
            known.meetings.get(row.id),
        )


def _had_taken_place(row: Contact, moment: datetime) -> bool:
    """Whether a contact was recorded by then, and stood: what is disputed has not taken place."""
    told_at = row.recorded_at or row.done_at
    if row.done_at is None or told_at is None or told_at > moment or row.form is None:
        return False
    is_disputed_later = (
        row.state == ContactState.CANCELLED
        and row.confirmed is False
        and row.confirmed_at is not None
        and row.confirmed_at > moment
    )
    return row.state == ContactState.DONE or is_disputed_later


def _owed(known: Known, present: Round, moment: datetime) -> Iterator[Owed]:
    """The planned contacts of the present round that had not taken place."""
    planned = [row for row in known.contacts if row.is_planned and row.round == present.number]
    done = {(row.phase, row.sequence) for row in planned if _had_taken_place(row, moment)}
    for row in planned:
        due_on = known.dates.contact(row, moment)
        is_asked_for = (row.phase == Phase.AFTER) == (present.replied_on is not None)
        is_struck = row.state == ContactState.CANCELLED
        if due_on is None or not is_asked_for or is_struck or (row.phase, row.sequence) in done:
            continue
        yield Owed(row.phase, due_on)


def _stage(state: State, rounds: Sequence[Round], met: Sequence[Met], *, is_closed: bool) -> Stage:
    present = rounds[-1]
    own = [one for one in met if one.round == present.number and not one.is_former]
    phases = {one.phase for one in own}
    return stages.stage_of(
        Facts(
            round=present.number,
            is_pre_contacted=Phase.BEFORE in phases,
            has_progress=Phase.DURING in phases,
            is_replied=present.replied_on is not None,
            is_rated=present.rated is not None,
            is_closed=is_closed,
            taken_out=state.stage if state.stage in TAKEN_OUT else None,
        )
    )


def _refusals(known: Known, office: Office, moment: datetime) -> Iterator[Refusal]:
    for row in known.refusals:
        stood = known.history.at(row.asked_at)
        is_decided = row.decided_at is not None and row.decided_at <= moment
        unit_id = row.unit_id if row.unit_id is not None else stood.unit_id
        on, is_granted = office.today(row.asked_at), row.is_granted if is_decided else None
        yield Refusal(unit_id, on, stood.office, is_granted)


def _days(past: Sequence[Happened], kind: str, office: Office) -> tuple[date, ...]:
    return tuple(office.today(one.at) for one in past if one.kind == kind)


def _points(past: Sequence[Happened]) -> dict[Any, str]:
    """What became of each demand that stands, "" before an answer; the latest word counts."""
    found: dict[Any, str] = {}
    for one in past:
        if one.kind == facts.POINT_NOTED:
            found.setdefault(one.data["point"], "")
        elif one.kind == facts.POINT_ANSWERED:
            found[one.data["point"]] = one.data["outcome"]
        elif one.kind == facts.POINT_STRUCK:
            found.pop(one.data["point"], None)
    return found
