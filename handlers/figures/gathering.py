"""Suggestions as they were known at a moment, from the rows that had been written by then.

Facts carry their moments: what was recorded later is not known yet. What was corrected later shows
as it is now, so that figures made anew for an earlier day differ where something was corrected.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.figures import opinions
from handlers.office import Office
from handlers.rules import names, stages
from handlers.rules.figures import topics
from handlers.rules.figures.echo import HEARD
from handlers.rules.figures.matter import Matter, Met, Owed, Promise, Rated, Round
from handlers.rules.stages import Facts
from storage import classes, facts, ledger, passes
from storage import opinions as opinion_rows
from storage.contacts import Contact
from storage.database import Session
from storage.facts import Happened
from storage.passes import Pass
from storage.ratings import Rating, RatingForm
from storage.replies import Reply
from storage.suggestions import JointUnit, Signature, Suggestion
from storage.vocabulary import (
    TAKEN_OUT,
    ContactState,
    Phase,
    PromiseView,
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
    heard_at: datetime | None
    urged: int
    passes: Sequence[Pass]
    classes: Mapping[int, ReplyClass]  # of replies whose class was changed later on


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
    after = 0
    while page := facts.page(session, after, moment, PAGE):
        after = page[-1].id
        for known in _known(session, page, moment):
            matter = _matter(known, office, moment, leaders)
            if matter.stage not in TAKEN_OUT:
                yield matter
        session.expunge_all()


def _known(session: Session, page: Sequence[Suggestion], moment: datetime) -> Iterator[Known]:
    ids = [item.id for item in page]
    signed = ledger.signatures(session, ids)
    contacts = ledger.contacts(session, ids)
    replies = ledger.replies(session, ids)
    forms = ledger.rating_forms(session, ids)
    ratings = ledger.ratings(session, ids)
    joint = ledger.joint_units(session, ids)
    handed = opinion_rows.of_suggestions(session, ids)
    happened = facts.happened(session, ids)
    tags = facts.tags(session, ids, moment)
    heard = facts.heard(session, ids, moment, HEARD)
    urged = facts.urged(session, ids, moment)
    passed = passes.of_suggestions(session, ids)
    earlier = classes.as_of(session, ids, moment)
    for item in page:
        yield Known(
            item,
            signed[item.id],
            contacts.get(item.id, ()),
            [row for row in replies.get(item.id, ()) if row.at <= moment],
            [row for row in forms.get(item.id, ()) if row.sent_at <= moment],
            [row for row in ratings.get(item.id, ()) if row.at <= moment],
            joint.get(item.id, ()),
            handed,
            happened.get(item.id, ()),
            tags.get(item.id, {}),
            heard.get(item.id),
            urged.get(item.id, 0),
            passed.get(item.id, ()),
            earlier,
        )


def _matter(known: Known, office: Office, moment: datetime, leaders: Leaders) -> Matter:
    item, profile = known.item, office.profile
    past = [one for one in known.happened if one.at <= moment]
    rounds = _rounds(known, past, office, moment)
    met = tuple(_met(known, office, moment, leaders))
    heard_on = office.today(known.heard_at) if known.heard_at else None
    last_met = max((one.on for one in met), default=None)
    is_closed = item.closed_at is not None and item.closed_at <= moment
    points = _points(past)
    return Matter(
        id=item.id,
        number=item.number,
        title="—" if item.is_confidential else item.title,
        assigned_on=item.assigned_on,
        first_contact_due_on=office.calendar.add(
            item.assigned_on, profile.contact_plan.before_working_days
        ),
        unit_id=item.lead_unit_id,
        deputy_id=known.signed[0].person_id,
        stage=_stage(known, rounds, past, moment, is_closed=is_closed),
        rounds=rounds,
        office=item.office,
        officer_id=item.officer_id,
        leader_id=item.leader_id,
        topics=topics.chosen(
            topics.recognised(
                topics.wording(item.title, item.category, item.content), profile.topics
            ),
            known.tags,
            profile.topics,
        ),
        is_key=item.is_key,
        waives_meeting=item.waives_meeting,
        closed_on=office.today(item.closed_at) if is_closed and item.closed_at else None,
        contacts=met,
        owed=tuple(_owed(known, rounds[-1], moment)),
        opinions=tuple(opinions.of(known.joint, known.handed, office, moment)),
        refused_on=_days(past, facts.REFUSED, office),
        extended_on=_days(past, facts.EXTENDED, office),
        promises=tuple(_promises(past, office)),
        published=tuple(one.data["round"] for one in past if one.kind == facts.PUBLISHED),
        points=len(points),
        points_adopted=sum(outcome == ADOPTED for outcome in points.values()),
        urged=known.urged,
        exceptions=sum(
            bool(one.is_granted and one.decided_at and one.decided_at <= moment)
            for one in known.passes
        ),
        heard_on=max((day for day in (heard_on, last_met) if day), default=None),
    )


ADOPTED = "adopted"


def _rounds(
    known: Known, past: Sequence[Happened], office: Office, moment: datetime
) -> tuple[Round, ...]:
    """The rounds opened by the moment, each with what was answered, asked and rated by then."""
    opened = [one.data["round"] for one in past if one.kind == facts.ROUND_OPENED]
    replies = {row.round: row for row in known.replies}
    forms = {row.round: row for row in known.forms}
    ratings = {row.round: row for row in known.ratings}  # the one that counts comes last
    rounds = []
    for number in range(1, max([1, *opened]) + 1):
        reply, form = replies.get(number), forms.get(number)
        rounds.append(
            Round(
                number,
                _due_on(known, number, moment),
                reply.replied_on if reply else None,
                known.classes.get(reply.id, reply.reply_class) if reply else None,
                reply.delivered_by_id if reply else None,
                office.today(form.sent_at) if form else None,
                _rated(ratings.get(number), office),
            )
        )
    return tuple(rounds)


def _rated(row: Rating | None, office: Office) -> Rated | None:
    return Rated(row.content, row.attitude, row.effect, office.today(row.at)) if row else None


def _due_on(known: Known, number: int, moment: datetime) -> date:
    """When the reply of a round was owed: an extension granted later had not moved it yet."""
    for one in known.happened:
        if one.kind == facts.EXTENDED and one.at > moment and one.data.get("round", 1) == number:
            return date.fromisoformat(one.data["before"])
    if number == known.item.round:
        return known.item.due_on
    plans = [
        one.data["reply_due_on"]
        for one in known.happened
        if one.kind == facts.ASSIGNED and one.data.get("round") == number
    ]
    return date.fromisoformat(plans[-1]) if plans else known.item.due_on


def _met(known: Known, office: Office, moment: datetime, leaders: Leaders) -> Iterator[Met]:
    of_unit = leaders.get(known.item.lead_unit_id, ())
    for row in known.contacts:
        told_at = row.recorded_at or row.done_at
        is_done = row.state == ContactState.DONE and row.done_at is not None
        if not is_done or told_at is None or told_at > moment or row.form is None:
            continue
        assert row.done_at is not None
        is_said = row.confirmed_at is not None and row.confirmed_at <= moment
        there = row.participants or ""
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
        )


def _owed(known: Known, present: Round, moment: datetime) -> Iterator[Owed]:
    """The planned contacts of the present round that had not taken place."""
    for row in known.contacts:
        if row.round != present.number or not row.is_planned or row.due_on is None:
            continue
        if row.state == ContactState.CANCELLED:
            continue
        told_at = row.recorded_at or row.done_at
        is_done = row.state == ContactState.DONE and told_at is not None and told_at <= moment
        is_asked_for = (row.phase == Phase.AFTER) == (present.replied_on is not None)
        if not is_done and is_asked_for:
            yield Owed(row.phase, row.due_on)


def _stage(
    known: Known,
    rounds: Sequence[Round],
    past: Sequence[Happened],
    moment: datetime,
    *,
    is_closed: bool,
) -> Stage:
    present = rounds[-1]
    phases = {row.phase for row in _of_present_unit(known, present, moment)}
    moved = [one.data["after"] for one in past if one.kind == facts.STAGE]
    last = Stage(moved[-1]) if moved else known.item.stage
    return stages.stage_of(
        Facts(
            round=present.number,
            is_pre_contacted=Phase.BEFORE in phases,
            has_progress=Phase.DURING in phases,
            is_replied=present.replied_on is not None,
            is_rated=present.rated is not None,
            is_closed=is_closed,
            taken_out=last if last in TAKEN_OUT else None,
        )
    )


def _of_present_unit(known: Known, present: Round, moment: datetime) -> Iterator[Contact]:
    """What of the round the unit that led at the moment had talked about (see `acts.stages`)."""
    came_at = known.item.came_at
    for row in known.contacts:
        told_at = row.recorded_at or row.done_at
        if row.state != ContactState.DONE or row.round != present.number or told_at is None:
            continue
        is_its_own = came_at is None or came_at > moment or told_at >= came_at
        if told_at <= moment and is_its_own:
            yield row


def _days(past: Sequence[Happened], kind: str, office: Office) -> tuple[date, ...]:
    return tuple(office.today(one.at) for one in past if one.kind == kind)


def _promises(past: Sequence[Happened], office: Office) -> Iterator[Promise]:
    """Each promise, and when it was kept; not where the deputy says that it was not, or in part."""
    kept: dict[int, date] = {}
    moved: dict[int, date] = {}
    for one in past:
        if one.kind == facts.PROMISE_KEPT:
            kept[one.data["promise_id"]] = office.today(one.at)
        elif one.kind == facts.PROMISE_VIEWED and one.data["view"] != PromiseView.KEPT:
            kept.pop(one.data["promise_id"], None)
        elif one.kind == facts.PROMISE_EXPLAINED:
            moved[one.data["promise_id"]] = date.fromisoformat(one.data["due_on"])
    for one in past:
        if one.kind == facts.PROMISED:
            due_on = date.fromisoformat(one.data["due_on"])
            promise_id = one.data["promise_id"]
            yield Promise(due_on, kept.get(promise_id), moved.get(promise_id))


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
