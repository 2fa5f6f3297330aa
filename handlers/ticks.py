"""What the clock sets going: whatever has come due is asked, in contact hours, once.

A duty's row holds its next moment. Being asleep over it delays the prompt and never loses or
doubles it, because the row only moves on in the transaction that queues the prompt.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers import texts
from handlers.acts import hours
from handlers.acts.assigning import redating, withdrawal
from handlers.acts.following import look_backs
from handlers.acts.handling import blockers, voices
from handlers.acts.keeping import alarms, retention, roots
from handlers.acts.meeting import meeting_prompts
from handlers.acts.prompting import echoes, ladder, promised_echoes, prompts
from handlers.acts.rating import pressures, seconds, window
from handlers.figures import telling
from handlers.office import Office
from handlers.rules import reminders
from handlers.rules import watch as rules
from handlers.rules.figures.cadence import Rhythm
from handlers.turn import Turn
from storage import duties, outbox, people, queues, reports, suggestions
from storage import look_backs as look_back_rows
from storage.database import Session
from storage.duties import Duty
from storage.people import Person
from storage.vocabulary import DEPUTY_DUTIES, DutyKind, DutyState, Language, ReportKind, Trouble

AT_ONCE = 200  # people looked up at a time
BROKEN_WAITS = timedelta(hours=1)


def whose(session: Session, now: datetime) -> list[int]:
    """The people about whom something has come due, the earliest first; empty: none left."""
    return duties.people_due(session, now, AT_ONCE)


def prompt(session: Session, office: Office, now: datetime, person_id: int) -> None:
    """Prompt one person about everything of theirs that has come due."""
    person = people.get(session, person_id)
    _prompt(Turn(session, office, now), person, list(duties.due_of(session, person_id, now)))


def set_aside(session: Session, now: datetime, person_id: int) -> None:
    """What could not be asked is looked at an hour later, so that it cannot hold up the others."""
    for duty in duties.due_of(session, person_id, now):
        duty.next_at = now + BROKEN_WAITS


def _prompt(turn: Turn, person: Person, waiting: list[Duty]) -> None:
    wanted = [duty for duty in waiting if _is_still_wanted(turn, duty)]
    if (until := pressures.undisturbed_until(turn, person)) is not None:
        for duty in wanted:
            duty.next_at = until
        return
    wanted = [duty for duty in wanted if not _waits_for_quiet(turn, duty)]
    for duty in wanted:
        if duty.kind == DutyKind.MEETING_AHEAD:
            _remind(turn, person, duty)
    wanted = [duty for duty in wanted if duty.kind != DutyKind.MEETING_AHEAD]
    if not wanted:
        return
    earliest = _earliest(turn, person)
    if earliest > turn.now:
        for duty in wanted:
            duty.next_at = earliest
        return
    if not people.is_reached(turn.session, person):
        prompts.unreachable(turn, person, wanted)
        tomorrow = turn.office.calendar.next(turn.office.today(turn.now))
        for duty in wanted:
            duty.next_at = hours.morning(turn.office, person, tomorrow)
        return
    # The rest of a long list is asked after the gap, so that none is named and forgotten.
    wanted.sort(key=duties.nearness)
    asked = wanted[: prompts.MOST_AT_ONCE]
    prompts.give(turn, person, asked, later=len(wanted) - len(asked))
    person.last_prompted_at = turn.now
    for duty in asked:
        _move_on(turn, person, duty)


def _remind(turn: Turn, person: Person, duty: Duty) -> None:
    """What is near cannot wait for the gap between prompts, only for the person's hours."""
    allowed = hours.next_allowed(turn.office, person, turn.now)
    if allowed > turn.now:
        duty.next_at = allowed
    elif not people.is_reached(turn.session, person):
        prompts.unreachable(turn, person, [duty])
        duty.next_at = None
    else:
        meeting_prompts.remind(turn, person, duty)


def _is_still_wanted(turn: Turn, duty: Duty) -> bool:
    item = suggestions.get(turn.session, duty.suggestion_id)
    if not prompts.is_needed(turn, duty, item):
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
        return False
    if duty.kind == DutyKind.CLOSING:
        prompts.close(turn, duty, item)
        return False
    if duty.kind == DutyKind.POLL_END:
        voices.end(turn, duty, item)
        return False
    if duty.kind == DutyKind.BLOCKER:
        blockers.look(turn, duty, item)
    return duty.kind != DutyKind.CONSENT or not withdrawal.fell_silent(turn, item, duty)


def _waits_for_quiet(turn: Turn, duty: Duty) -> bool:
    """Words of the unit have just reached the deputy: the form for the rating comes later."""
    if duty.kind != DutyKind.RATING or duty.sent_count:
        return False
    opens_at = window.form_opens_at(turn, duty)
    if opens_at <= turn.now:
        return False
    duty.next_at = opens_at
    return True


def _earliest(turn: Turn, person: Person) -> datetime:
    """The first moment at which the person may be prompted: hours, and the gap between prompts."""
    moment, last = turn.now, person.last_prompted_at
    if last is not None and last <= moment:  # a later one was by a clock that has been set back
        gap = timedelta(minutes=turn.office.profile.prompts.min_gap_minutes)
        moment = max(moment, last + gap)
    return hours.next_allowed(turn.office, person, moment)


def _move_on(turn: Turn, person: Person, duty: Duty) -> None:
    """Set the next moment of a duty that has just been prompted about."""
    today = turn.office.today(turn.now)
    profile = turn.office.profile
    duty.sent_count += 1
    duty.last_sent_on = today
    if duty.kind == DutyKind.REHANDLE:
        duty.next_at = None  # the reply owed reminds of the same date
        return
    if duty.kind in DEPUTY_DUTIES:
        steps = (
            profile.rating.reminder_working_days
            if duty.kind == DutyKind.RATING
            else profile.reminders.deputy_working_days
        )
        day = reminders.invitation_reminder(today, steps, duty.sent_count, turn.office.calendar)
        if day is None and duty.kind == DutyKind.CONSENT and steps:
            day = turn.office.calendar.add(today, steps[0])  # to answer the last reminder
        elif day is None:
            prompts.asked_in_vain(turn, duty)
    elif duty.due_on is None:
        day = turn.office.calendar.add(today, profile.reminders.undated_working_days)
    else:
        steps = {
            DutyKind.REPLY: profile.reminders.reply_days,
            DutyKind.PROMISE: profile.promises.remind_days,
        }.get(duty.kind, profile.reminders.contact_days)
        day = reminders.next_reminder(
            due_on=duty.due_on, steps_before=steps, today=today, calendar=turn.office.calendar
        )
    duty.next_at = hours.morning(turn.office, person, day) if day is not None else None


def clean(session: Session, office: Office, now: datetime) -> int:
    """Let go of a batch of what has been kept long enough; 0: nothing is left."""
    return retention.clean(Turn(session, office, now))


def take_root(session: Session, office: Office, now: datetime) -> None:
    """Take the root of the record of the day that is over, once."""
    roots.take(Turn(session, office, now))


def tell_root(session: Session, office: Office, now: datetime) -> None:
    """Give it to the supervisors, once."""
    roots.tell(Turn(session, office, now))


def plan_reports(session: Session, office: Office, now: datetime) -> None:
    """Write down when the reports come, where that is not known yet."""
    telling.plan(Turn(session, office, now))


def look_for_echoes(session: Session, office: Office, now: datetime) -> int:
    """Look whether deputies have heard anything, some at a time; 0: nothing is left to look at."""
    return echoes.look(Turn(session, office, now))


def recompute_dates(session: Session, office: Office, now: datetime) -> int:
    """Follow changed rules and days off, some suggestions at a time; 0: nothing is left."""
    return redating.go_on(Turn(session, office, now))


def wake_climbs(session: Session, office: Office, now: datetime) -> None:
    """Follow a profile whose ladder has grown."""
    ladder.wake(Turn(session, office, now))


def wake_echoes(session: Session, office: Office, now: datetime) -> None:
    """Follow a profile that wants deputies to hear of what was promised."""
    promised_echoes.wake(Turn(session, office, now))


def climb(session: Session, office: Office, now: datetime) -> int:
    """Let what is overdue climb, some at a time; 0: nothing is left to look at."""
    return ladder.look(Turn(session, office, now))


def look_back(session: Session, office: Office, now: datetime) -> int:
    """Begin, put together or end the year's look-back, some at a time; 0: nothing is left to do."""
    return look_backs.go_on(Turn(session, office, now))


def press_on(session: Session, office: Office, now: datetime) -> int:
    """Bring reports of pressure to the committee's mind, and to the units second ratings that have
    stood for their days; some at a time. 0: nothing is left.
    """
    turn = Turn(session, office, now)
    return pressures.remind(turn) + seconds.unseal(turn)


def next_moment(session: Session, office: Office, now: datetime) -> tuple[datetime, str] | None:
    """When the clock will next set something going, and what: for rehearsals and demos."""
    report = reports.earliest(session, [kind for kind, one in _cadence(office) if one.to])
    coming = (_asked(session, office), _climbing(session, office, now), _leaving(session, now))
    found = [one for one in coming if one]
    if report is not None:
        found.append(_report(report))
    last_day = look_back_rows.last_day(session)
    if last_day is not None:
        ends_at = office.midnight(last_day + timedelta(days=1))
        found.append((ends_at, texts.plain(DutyKind.LOOK_BACK, Language.CHINESE)))
    return min(found, key=lambda one: one[0], default=None)


def _asked(session: Session, office: Office) -> tuple[datetime, str] | None:
    duty = duties.earliest(session)
    if duty is None or duty.next_at is None:
        return None
    person = people.get(session, duty.person_id)
    when = max(duty.next_at, hours.next_allowed(office, person, duty.next_at))
    return when, _named(session, duty, duty.kind)


def _climbing(session: Session, office: Office, now: datetime) -> tuple[datetime, str] | None:
    found = ladder.next_look(Turn(session, office, now))
    return (found[0], _named(session, found[1], DutyKind.OVERDUE)) if found else None


def _leaving(session: Session, now: datetime) -> tuple[datetime, str] | None:
    """What has been said already and waits for somebody's hours."""
    row = outbox.held_back(session, now)
    if row is None or row.next_at is None or row.person_id is None:
        return None
    name = people.get(session, row.person_id).name
    return row.next_at, texts.label("next.message", Language.CHINESE, name=name)


def _named(session: Session, duty: Duty, kind: DutyKind) -> str:
    item = suggestions.get(session, duty.suggestion_id)
    person = people.get(session, duty.person_id)
    return f"{item.number} {texts.plain(kind, Language.CHINESE)}（{person.name}）"


def _cadence(office: Office) -> list[tuple[ReportKind, Rhythm]]:
    return list(office.profile.cadence.items())


def _report(row: reports.Rhythm) -> tuple[datetime, str]:
    return row.next_at, texts.plain(row.kind, Language.CHINESE)


def watch(
    session: Session,
    office: Office,
    now: datetime,
    seen: Mapping[Trouble, int],
    *,
    database_errors: int,
    disk_free_percent: float,
) -> dict[Trouble, int]:
    """Look whether anything stays broken, and tell the supervisor; `seen` for the next look."""
    found = queues.look(session, now)
    facts = rules.Facts(
        parked=found.inbox_parked,
        inbox_age=_age(found.inbox_oldest_at, now),
        outbox_age=_age(found.outbox_oldest_at, now),
        outbox_tried_age=_age(found.outbox_tried_at, now),
        is_sending=found.is_sending,
        prompts_age=_age(found.prompts_oldest_at, now),
        database_errors=database_errors,
        disk_free_percent=disk_free_percent,
    )
    looks = rules.seen_again(seen, rules.broken(facts, office.profile.watch))
    alarms.look(Turn(session, office, now), facts, looks)
    return looks


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, timedelta(0)) if since is not None else timedelta(0)
