"""A jurisdiction's rules as values: every limit that differs from place to place, none in code."""

from dataclasses import dataclass
from typing import Any, Literal

from handlers.rules.contact_hours import Windows
from handlers.rules.figures.cadence import Rhythm
from handlers.rules.figures.score import Formula
from handlers.rules.figures.topics import Topic
from handlers.rules.honesty import HonestRules
from handlers.rules.ladder import Ladder
from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import BarStep, Copy, Gate, Openness, ReportKind, Role


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When deputies and staff may be prompted."""

    deputies: Windows
    staff: Windows


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """When the three contacts are due."""

    before_working_days: int  # 办前 within so many working days of assignment
    before_opens_after_working_days: int
    during_days: tuple[int, ...]  # 办中: prompted so many calendar days after assignment
    during_working_days: int  # and due so many working days later
    after_opens_working_days: int  # 办后: the officer is prompted so many working days after
    after_working_days: int  # and it is due within so many


# Not once it is assigned (as all here is); until a reply is given; any time before it is closed.
WithdrawUntil = Literal["assignment", "reply", "closing"]


DaysCount = Literal["calendar_days", "working_days"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """How a unit takes what was assigned to it, or gives it back."""

    sign_for_working_days: int  # 签收 within so many; 0: nobody signs
    return_days: int  # 申请退办 within so many days of the assignment
    return_counts: DaysCount  # which days
    move_restarts_months: bool  # whether another unit has the whole time for its reply
    withdraw_until: WithdrawUntil  # how late a deputy may take a suggestion back


@dataclass(frozen=True, slots=True)
class Polls:
    """How deputies are asked about suggestions."""

    working_days: int  # for which a poll is open
    most: int  # deputies of one poll
    each_a_month: int  # polls that reach one deputy within thirty days


@dataclass(frozen=True, slots=True)
class Government:
    """Who decides what the units cannot clear themselves (政府办公厅)."""

    office: str  # the name of that unit; "": there is none above the units here
    decide_working_days: int
    apart: frozenset[str]  # words in name or kind of units that are not under it (courts)

    def is_above(self, unit: str, kind: str) -> bool:
        """Whether there is such an office, and a unit of that name and kind is under it."""
        is_apart = any(word in unit or word in kind for word in self.apart)
        return self.office not in ("", unit) and not is_apart


@dataclass(frozen=True, slots=True)
class Intake:
    """What makes the committee look twice when a suggestion comes in."""

    words: tuple[str, ...]  # which speak for a concrete court case


@dataclass(frozen=True, slots=True)
class Promises:
    """Which replies promise something, and how that is followed up (承诺事项)."""

    classes: frozenset[str]  # of reply, with which a promise goes
    note_working_days: int  # within which it is to be noted
    remind_days: tuple[int, ...]  # calendar days before its date from which its owner is reminded
    again_working_days: int  # in which it is owed anew once the deputy says it was not kept
    furthest_months: int  # from today, beyond which nothing is promised or put off
    least_reason: int  # characters that say why there is nothing to promise, or why it is put off
    echo_days: int  # within which the deputy hears of one once it is closed; 0: nobody is reminded


@dataclass(frozen=True, slots=True)
class LookBackRules:
    """How promises and results are looked back on each year (年度回头看)."""

    working_days: int  # for which answers are waited for
    years: int  # in which something was closed whose result is asked about
    on: tuple[int, int] | None  # month and day on which it begins by itself; None: by hand


@dataclass(frozen=True, slots=True)
class Plans:
    """How plans are made (办理方案, 六定)."""

    needs_approval: bool  # whether somebody above approves each
    near_days: int  # calendar days before a milestone from which it is yellow
    visit_topics: frozenset[str]  # what has to be seen before it is planned (先看现场再出方案)


@dataclass(frozen=True, slots=True)
class Meetings:
    """How often deputies are to be met face to face, and how meetings are arranged."""

    face_to_face_least: int  # 面对面 for each suggestion, unless the deputy waives it
    face_to_face_most: int  # what is aimed at
    minutes: int  # how long a meeting lasts, for calendars
    notice_hours: int  # below which a time offered is doubted
    furthest_days: int  # beyond which a time offered is a slip of the pen
    remind_minutes: int  # before it begins, besides the day before
    record_working_days: int  # within which it is to be written down
    needs_photo: bool  # whether a study visit is only recorded with a picture of the place


@dataclass(frozen=True, slots=True)
class ReplyClassLabel:
    """How a class of reply is called."""

    zh: str
    en: str

    def label(self, language: str) -> str:
        """The label in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class ReplyRules:
    """How long the reply may take, and its classes."""

    months: int
    extended_months: int
    rehandle_months: int
    joint_opinion_months: int
    opinion_again_working_days: int  # for one that was sent back
    classes: dict[str, ReplyClassLabel]
    proof_classes: frozenset[str]  # of which it has to be shown by what they are solved
    copies_to: tuple[Copy, ...]  # who gets a copy of each
    audit_share: float  # of the replies that solve, which the committee looks into
    audit_working_days: int  # in which it does, and gives another class where it has to

    def called(self, letter: str, language: str) -> str:
        """A class and what it means here; the letter alone for one that there is no more."""
        labels = self.classes.get(letter)
        return letter if labels is None else f"{letter} {labels.label(language)}"


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How drafts of replies are looked at here."""

    steps: tuple[Role, ...]  # who, one after the other; (): nobody has to
    working_days: int  # in which each of them is to decide
    deputy_working_days: int  # in which the deputy is asked to look; silence holds up no longer


@dataclass(frozen=True, slots=True)
class Decisions:
    """How soon what is asked of somebody above, or of the committee, is decided."""

    working_days: int


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """By when it is decided whether a reply is published, and by when it is, and how far."""

    decide_working_days: int  # after the reply; 0: nobody is asked
    working_days: int  # after the reply, or the decision if later
    take_down_working_days: int  # once the deputy lets less be known than can be read
    unasked: Openness  # at most, as long as the deputy has not said how far


@dataclass(frozen=True, slots=True)
class ClosingRules:
    """Whether somebody who has not handled it looks before a suggestion is closed (办结复核)."""

    check: bool
    by: tuple[Role, ...]  # who, the first of these who can be asked; else whoever supervises
    working_days: int  # in which it is looked at, and mended when it came back


@dataclass(frozen=True, slots=True)
class Gates:
    """What has to come first here."""

    on: frozenset[Gate]


@dataclass(frozen=True, slots=True)
class RatingRules:
    """When the rating is asked for, and what follows from it."""

    after_working_days: int  # working days between delivery of the reply and the form
    feedback_working_days: int  # within which it is to be given
    reminder_working_days: tuple[int, ...]  # after the form; then they stop
    rounds_before_escalation: int
    close_after_working_days: int  # in which the rating may still be changed


@dataclass(frozen=True, slots=True)
class Reminders:
    """Days before a due date on which staff are reminded; overdue: every working day."""

    reply_days: tuple[int, ...]
    contact_days: tuple[int, ...]
    undated_working_days: int  # between reminders of what has no date
    deputy_working_days: tuple[int, ...]  # after a question to a deputy; then they stop


@dataclass(frozen=True, slots=True)
class Prompts:
    """How prompts behave."""

    min_gap_minutes: int  # between two prompts to one person
    ack_quiet_minutes: int  # within which words are not acknowledged anew
    question_hours: int  # after which words no longer answer a question left open
    conversation_minutes: int  # after a deputy's words, answers come at any hour
    later_days: dict[str, int]  # 稍后: name of the button → calendar days


@dataclass(frozen=True, slots=True)
class Registration:
    """How people join."""

    require_phone_match: bool
    invitation_days: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """How failed calls are repeated, and the network's limits."""

    first_delay_seconds: float
    delay_factor: float
    max_delay_seconds: float
    give_up_after_hours: float
    per_second: int  # messages of the whole bot
    per_chat_per_second: float  # to one private chat
    per_group_per_minute: int


@dataclass(frozen=True, slots=True)
class Files:
    """What files may be."""

    max_download_bytes: int


@dataclass(frozen=True, slots=True)
class Flood:
    """From when on what one person does is answered together."""

    moves_per_minute: int  # words and presses


@dataclass(frozen=True, slots=True)
class Guessing:
    """How many wrong invitation codes are listened to within the window, and the pause then."""

    tries: int  # from one account
    tries_of_all: int  # from all together
    window_minutes: int
    pause_minutes: int


@dataclass(frozen=True, slots=True)
class Watch:
    """When the supervisor is told that something stays broken."""

    after_minutes: int  # for which something waits
    database_errors: int  # within that time
    disk_free_percent: int  # below which the disk is nearly full


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days is kept what the record does not need. The record itself is never emptied."""

    raw_days: int  # updates as they came in, once they have been acted on
    stranger_days: int  # that somebody unknown has written, and how often
    invitation_days: int  # invitations that have run out
    temporary_days: int  # downloads that were broken off


@dataclass(frozen=True, slots=True)
class Record:
    """How the record is shown to be as it was written."""

    root_to_supervisors: bool  # every working day the hash that stands for all of it


@dataclass(frozen=True, slots=True)
class Figures:
    """What figures are made by."""

    least_raters: int  # below which what raters of a part said is merged with others'
    due_soon_days: int  # calendar days before a date that the weekly card looks ahead
    warn_days: int  # calendar days before a date from which a ledger shows yellow
    silent_days: int  # without an echo: the officer is reminded after so many calendar days
    silent_head_days: int  # and the head of the office, or the leader, after so many
    solved_classes: frozenset[str]  # the classes of reply that solve (解决率)


@dataclass(frozen=True, slots=True)
class Likeness:
    """When suggestions are alike."""

    least_share: float  # of the words that weigh, 1: the very same
    shown: int  # at most so many on a card
    common_words: frozenset[str]  # which say nothing about what a suggestion asks for


# What leaders lead themselves, besides topics by their names.
KEY, HARD = "key", "hard"


@dataclass(frozen=True, slots=True)
class Leaders:
    """What leaders do themselves (领办), and what the year aims at; 0: nothing is aimed at."""

    contacts_per_key_item: int  # of the leader in charge with the deputy of what they lead
    leads: frozenset[str]  # what that is: key items, what is hard, what is about a topic
    contact_working_days: int  # after the assignment, within which they are made
    sessions_a_year: int  # of the party group over suggestions
    meetings_a_year: int  # of leaders with deputies


@dataclass(frozen=True, slots=True)
class Newsletter:
    """Who edits the newsletter: drafts of cases are passed on to them."""

    to: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Where links in answers may lead: these hosts and what is below them; none: nowhere."""

    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of one jurisdiction."""

    name: str
    title: str
    timezone: str
    calendar: WorkCalendar
    contact_hours: ContactHours
    contact_plan: ContactPlan
    assignment: Assignment
    intake: Intake
    government: Government
    polls: Polls
    plans: Plans
    promises: Promises
    look_back: LookBackRules
    meetings: Meetings
    gates: Gates
    reply: ReplyRules
    review: ReviewRules
    decisions: Decisions
    publication: PublicationRules
    closing: ClosingRules
    bar: tuple[BarStep, ...]  # what cards show of the way of a suggestion
    rating: RatingRules
    honest: HonestRules
    reminders: Reminders
    prompts: Prompts
    registration: Registration
    delivery: Delivery
    files: Files
    flood: Flood
    guessing: Guessing
    watch: Watch
    retention: Retention
    record: Record
    figures: Figures
    cadence: dict[ReportKind, Rhythm]
    score: Formula
    topics: dict[str, Topic]
    likeness: Likeness
    newsletter: Newsletter
    open: Open
    ladder: Ladder
    leaders: Leaders


class ProfileError(ValueError):
    """A profile cannot be used: every problem in one sentence each, naming file, key and value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


Raw = dict[str, Any]
