"""One suggestion as it was known at one moment: all that a figure may count on."""

from dataclasses import dataclass, replace
from datetime import date

from storage.vocabulary import (
    FACE_TO_FACE,
    TAKEN_OUT,
    ContactForm,
    Grade,
    Phase,
    PromiseView,
    ReplyClass,
    ResultKind,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Met:
    """A contact that took place. `confirmed`: the deputy's word, None as long as there is none."""

    phase: Phase
    round: int
    form: ContactForm
    on: date
    confirmed: bool | None = None
    by_id: int | None = None
    leaders: tuple[int, ...] = ()  # who of the unit's leaders took part
    is_former: bool = False  # made before the unit that leads it took it over
    meeting_id: int | None = None  # one meeting may be about several suggestions

    @property
    def is_valid(self) -> bool:
        """A contact that the deputy calls untrue is none."""
        return self.confirmed is not False

    @property
    def is_face_to_face(self) -> bool:
        """Only what the deputy has confirmed counts as face to face."""
        return self.form in FACE_TO_FACE and self.confirmed is True

    def event(self, suggestion_id: int, place: int) -> tuple[int, ...]:
        """What tells it from others: its meeting, else its suggestion and its place in that."""
        return (suggestion_id, place) if self.meeting_id is None else (self.meeting_id,)


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of a round that counted at that moment.

    `is_sealed`: the deputy may still change it, and the unit may not see its grades before.
    """

    content: Grade
    attitude: Grade
    effect: Grade
    on: date
    is_sealed: bool = False

    @property
    def grades(self) -> tuple[Grade, Grade, Grade]:
        """All three axes."""
        return self.content, self.attitude, self.effect

    @property
    def is_dissatisfied(self) -> bool:
        """不满意 on any axis."""
        return Grade.DISSATISFIED in self.grades

    @property
    def is_strictly_satisfied(self) -> bool:
        """满意 on every axis: 基本满意 is not."""
        return set(self.grades) == {Grade.SATISFIED}


@dataclass(frozen=True, slots=True)
class Round:
    """One round of handling."""

    number: int
    due_on: date
    replied_on: date | None = None
    reply_class: ReplyClass | None = None
    replied_by_id: int | None = None
    form_sent_on: date | None = None
    rated: Rated | None = None
    led_by_id: int | None = None  # who led it when it was replied to
    is_followed: bool = False  # another round was opened after it
    has_sealed: bool = False  # it was rated, and that is all that may be known yet

    def is_of(self, person_id: int) -> bool:
        """Whether the reply is somebody's: who delivered it, or led it then."""
        return person_id in (self.replied_by_id, self.led_by_id)


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody answered for it, as officer or leader, in a unit; None: from the first, still.

    `office`: which was to handle it then.
    """

    person_id: int
    unit_id: int
    office: str | None = None
    since: date | None = None
    until: date | None = None

    def is_within(self, since: date, on: date) -> bool:
        """Whether that was between these days."""
        began = self.since is None or self.since <= on
        return began and (self.until is None or self.until >= since)


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact that was planned and had not taken place."""

    phase: Phase
    due_on: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a unit asked to be relieved of it (退办), while an office of it was to handle it.

    `is_granted`: None as long as nobody has decided.
    """

    unit_id: int
    on: date
    office: str | None = None
    is_granted: bool | None = None


SENT_BACK = "sent_back"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the lead made of an opinion: a grade, or `SENT_BACK`."""

    what: str
    on: date


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a joint unit owed the lead unit (会办意见).

    `due_on`: the day by which it is judged, which stays the first that was missed; `again_on`: by
    when it is owed anew since it was sent back.
    """

    unit_id: int
    due_on: date
    given_on: date | None = None
    judged: tuple[Judged, ...] = ()
    again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of a reply of class B or C (承诺)."""

    due_on: date
    kept_on: date | None = None
    moved_to: date | None = None  # the day that counts since it was explained why it takes longer
    kept_by_id: int | None = None  # who of the unit kept it; None: the deputy alone says so
    led_by_id: int | None = None  # who led it then

    def is_counted(self, since: date, on: date) -> bool:
        """Whether it is in a report that looks at things from a day on: kept since, or overdue.

        One that was kept before is in an earlier report; what is due today may still be kept.
        """
        return self.kept_on >= since if self.kept_on else self.due_on < on

    def is_of(self, person_id: int) -> bool:
        """Whether it is somebody's merit: who kept it, or led it then."""
        return person_id in (self.kept_by_id, self.led_by_id)

    def late_by(self, on: date) -> int:
        """For how many calendar days it has been overdue; 0: it is not."""
        return 0 if self.kept_on else max(0, (on - (self.moved_to or self.due_on)).days)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: a policy, a project, a benefit (三图)."""

    kind: ResultKind
    on: date


@dataclass(frozen=True, slots=True)
class LookedBack:
    """A promise of it in a look-back: whether its deputy was asked, and what they say now."""

    begun_on: date
    is_asked: bool
    view: PromiseView | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """That its deputy was asked about the result anew (再评价), and how they saw it first."""

    asked_on: date
    effect: Grade | None = None
    first: Grade | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One suggestion at one moment."""

    id: int
    number: str
    title: str
    assigned_on: date
    first_contact_due_on: date
    unit_id: int
    stage: Stage
    rounds: tuple[Round, ...]  # never empty
    taken_over_on: date | None = None  # since when its unit leads it, if another did before
    office: str | None = None
    officer_id: int | None = None
    leader_id: int | None = None
    held: tuple[Held, ...] = ()  # who has answered for it, one after the other
    topics: tuple[str, ...] = ()
    is_key: bool = False
    waives_meeting: bool = False
    closed_on: date | None = None
    contacts: tuple[Met, ...] = ()
    owed: tuple[Owed, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    extended_on: tuple[date, ...] = ()
    promises: tuple[Promise, ...] = ()
    results: tuple[Result, ...] = ()
    looked_back: tuple[LookedBack, ...] = ()
    seconds: tuple[Second, ...] = ()
    published: tuple[int, ...] = ()  # the rounds whose replies were published
    points: int = 0  # demands in it that were listed
    points_adopted: int = 0
    urged: int = 0  # reminders of what was overdue that its unit's staff was sent
    exceptions: int = 0  # gates passed by the word of somebody above
    heard_on: date | None = None  # when its deputy last heard anything of it

    @property
    def is_open(self) -> bool:
        """Whether anything may still come of it."""
        return self.stage != Stage.CLOSED and self.stage not in TAKEN_OUT

    @property
    def present(self) -> Round:
        """The round under way, or the last one."""
        return self.rounds[-1]

    @property
    def replied(self) -> Round | None:
        """The latest round replied to."""
        return next((one for one in reversed(self.rounds) if one.replied_on), None)

    @property
    def asked(self) -> Round | None:
        """The latest round for which the form has gone out."""
        return next((one for one in reversed(self.rounds) if one.form_sent_on), None)

    @property
    def rating(self) -> Rated | None:
        """The rating given to the form that went out last; silence is none."""
        return self.asked.rated if self.asked else None

    def met(self, phase: Phase) -> bool:
        """Whether a valid contact of that phase has taken place, in any round."""
        return any(one.phase == phase and one.is_valid for one in self.contacts)

    @property
    def begun_on(self) -> date:
        """The day on which the unit that leads it got it: given out, or taken over."""
        return max(self.assigned_on, self.taken_over_on or self.assigned_on)

    @property
    def first_contact_on(self) -> date | None:
        """The day of the first contact of all that the unit that leads it has made."""
        own = [one.on for one in self.contacts if one.is_valid and not one.is_former]
        return min(own, default=None)

    def unsealed(self) -> "Matter":
        """As those who were rated may know it: that there is a rating, not yet which."""
        if not any(one.rated is not None and one.rated.is_sealed for one in self.rounds):
            return self
        return replace(
            self,
            rounds=tuple(
                replace(one, rated=None, has_sealed=True)
                if one.rated is not None and one.rated.is_sealed
                else one
                for one in self.rounds
            ),
        )

    @property
    def handlers(self) -> frozenset[int]:
        """Who answers for it now, as officer or leader."""
        return frozenset(one for one in (self.officer_id, self.leader_id) if one is not None)

    def held_by(self, since: date, on: date) -> frozenset[int]:
        """Who has answered for it at some time between these days."""
        return frozenset(one.person_id for one in self.held if one.is_within(since, on))

    def done_by(self, since: date, on: date) -> frozenset[int]:
        """Who has done something about it between these days: talked, replied, kept a promise."""
        people: set[int | None] = set()
        for contact in self.contacts:
            if contact.is_valid and since <= contact.on <= on:
                people |= {contact.by_id, *contact.leaders}
        for one in self.rounds:
            if one.replied_on is not None and since <= one.replied_on <= on:
                people |= {one.replied_by_id, one.led_by_id}
        for promise in self.promises:
            if promise.kept_on is not None and since <= promise.kept_on <= on:
                people |= {promise.kept_by_id, promise.led_by_id}
        return frozenset(one for one in people if one is not None)

    def own(self, person_id: int) -> "Matter":
        """The same with what is one person's alone: replies given and promises kept by them.

        What is still owed is owed by whoever answers for it now.
        """
        handles = person_id in self.handlers
        return replace(
            self,
            rounds=tuple(
                one for one in self.rounds if (one.is_of(person_id) if one.replied_on else handles)
            ),
            promises=tuple(
                one
                for one in self.promises
                if (one.is_of(person_id) if one.kept_on and one.kept_by_id else handles)
            ),
        )

    def refused_by(self, unit_id: int) -> "Matter":
        """The same with what one unit asked alone: no unit answers for another's refusal."""
        if all(one.unit_id == unit_id for one in self.refusals):
            return self
        return replace(self, refusals=tuple(r for r in self.refusals if r.unit_id == unit_id))

    @property
    def refused_before(self) -> set[int]:
        """The units that asked to be relieved of it and lead it no longer."""
        return {one.unit_id for one in self.refusals} - {self.unit_id}

    def is_in_hand(self, since: date, on: date) -> bool:
        """Whether it was handled between these days: given out by then, and not over before."""
        return self.assigned_on.year <= on.year and (
            self.closed_on is None or self.closed_on >= since
        )

    def outlasts(self, since: date) -> bool:
        """Whether anything of it is told of from that day on, though it may be over.

        A promise still to be kept then, a result, a look back.
        """
        return (
            any(one.kept_on is None or one.kept_on >= since for one in self.promises)
            or any(one.on >= since for one in self.results)
            or any(one.begun_on >= since for one in self.looked_back)
            or any(one.asked_on >= since for one in self.seconds)
        )
