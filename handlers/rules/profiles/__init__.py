"""The profiles that come with the house, and how a profile file is read and checked."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, time
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.rules import at_odds
from handlers.rules.contact_hours import Windows, parse_windows
from handlers.rules.figures.cadence import Rhythm
from handlers.rules.figures.indicators import Indicator
from handlers.rules.figures.score import Formula, complaints
from handlers.rules.figures.topics import Topic
from handlers.rules.honesty import HonestRules, Proof, ScoreWords, Sender
from handlers.rules.profile import (
    Assignment,
    ClosingRules,
    ContactHours,
    ContactPlan,
    DaysCount,
    Decisions,
    Delivery,
    Figures,
    Files,
    Flood,
    Gates,
    Government,
    Guessing,
    Intake,
    Likeness,
    LookBackRules,
    Meetings,
    Newsletter,
    Open,
    Plans,
    Polls,
    Profile,
    ProfileError,
    Promises,
    Prompts,
    PublicationRules,
    RatingRules,
    Raw,
    Record,
    Registration,
    Reminders,
    ReplyClassLabel,
    ReplyRules,
    Retention,
    ReviewRules,
    Watch,
    WithdrawUntil,
)
from handlers.rules.profiles import levels
from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import BarStep, Copy, Gate, Openness, ReplyClass, ReportKind, Role


def load_profile(name_or_path: str) -> Profile:
    """Read a profile that comes with the house, or a TOML file.

    Raises ProfileError naming file, key, value and what is expected, for all problems at once.
    """
    reader = _Reader(_layers(name_or_path))
    profile = reader.profile()
    if reader.problems or profile is None:
        raise ProfileError(reader.problems)
    if found := [f"{reader.origin(one)}: {one}" for one in at_odds.told(profile)]:
        raise ProfileError(found)
    return profile


Layer = tuple[Raw, str]
"""What one file says, and its name."""


def _layers(name_or_path: str, below: tuple[str, ...] = ()) -> list[Layer]:
    """A profile and those that it extends, itself first."""
    raw, where = _read(name_or_path)
    base = raw.pop("extends", None)
    if base is None:
        return [(raw, where)]
    if not isinstance(base, str):
        raise ProfileError([f"{where}: extends = {base!r}; expected the name of a profile"])
    if base.endswith(".toml"):
        base = str(Path(name_or_path).parent / base)
    if base in (*below, name_or_path):
        raise ProfileError([f"{where}: extends = {base!r}; expected a profile not built on this"])
    return [(raw, where), *_layers(base, (*below, name_or_path))]


def _read(name_or_path: str) -> tuple[Raw, str]:
    packaged = resources.files(__name__).joinpath(f"{name_or_path}.toml")
    path = Path(name_or_path)
    try:
        if path.suffix == ".toml":
            return tomllib.loads(path.read_text("utf-8")), path.name
        if "/" not in name_or_path and packaged.is_file():
            return tomllib.loads(packaged.read_text("utf-8")), f"{name_or_path}.toml"
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError([f"{path.name}: cannot be read as TOML ({error})"]) from None
    known = sorted(
        file.name.removesuffix(".toml")
        for file in resources.files(__name__).iterdir()
        if file.name.endswith(".toml")
    )
    raise ProfileError(
        [f"profile {name_or_path!r} is unknown; expected one of {', '.join(known)} or a .toml file"]
    )


# Lists in the form of a table: an office that has its own does not inherit the rest.
LATER = ("tomorrow", "three_days", "next_week")  # the buttons of 稍后
LISTS = (
    "honest.sender",
    "reply.classes",
    "prompts.later_days",
    "score.earned",
    "score.lost",
    "topics",
)


def _merged(base: Raw, over: Raw, prefix: str = "") -> Raw:
    merged = dict(base)
    for name, value in over.items():
        old, key = base.get(name), prefix + name
        if isinstance(old, dict) and isinstance(value, dict) and key not in LISTS:
            merged[name] = _merged(old, value, key + ".")
        else:
            merged[name] = value
    return merged


class _Reader:
    """Takes values out of the raw tables, noting every one that is missing or wrong."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.raw: Raw = {}
        for raw, _ in reversed(layers):
            self.raw = _merged(self.raw, raw)
        self.problems: list[str] = []
        self.seen: set[str] = set()

    def origin(self, told: str) -> str:
        """The file that says what a key says; `told` begins with the key."""
        key = told.split(" ", 1)[0].rstrip(";")
        return next((where for raw, where in self.layers if _has(raw, key)), self.layers[0][1])

    def note(self, problem: str) -> None:
        """Something is wrong with the key that the sentence begins with."""
        self.problems.append(f"{self.origin(problem)}: {problem}")

    def take(self, key: str, expected: str, check: Callable[[Any], Any]) -> Any:
        """The value under a dotted key, as `check` gives it back (ValueError: not as expected)."""
        self.seen.add(key)
        value: Any = self.raw
        above = ""
        for part in key.split("."):
            if not isinstance(value, dict):
                self._is_no_table(above, value)
                return None
            if part not in value:
                where = self.layers[0][1]
                self.problems.append(f"{where}: {key} is missing; expected {expected}")
                return None
            value, above = value[part], f"{above}.{part}".removeprefix(".")
        try:
            return check(value)
        except (ValueError, TypeError):
            self.note(f"{key} = {value!r}; expected {expected}")
            return None

    def _is_no_table(self, key: str, value: object) -> None:
        """Said once, however many settings are looked for in it."""
        if key not in self.seen:
            self.note(f"{key} = {value!r}; expected a table of settings")
        self.seen.add(key)

    def whole(self, key: str, least: int = 0) -> Any:
        """A whole number."""
        return self.take(key, f"a whole number of at least {least}", _whole(least))

    def number(self, key: str) -> Any:
        """A number above 0."""
        return self.take(key, "a number above 0", _positive)

    def steps(self, key: str) -> Any:
        """A list of whole numbers."""
        return self.take(key, "a list of whole numbers such as [30, 15, 7]", _steps)

    def text(self, key: str) -> Any:
        """Some text."""
        return self.take(key, "some text", _text)

    def windows(self, key: str) -> Any:
        """Windows of the day."""
        return self.take(key, 'windows such as "09:00-11:30,15:00-17:30"', _windows)

    def one_of(self, key: str, words: Sequence[str]) -> Any:
        """One of some words."""
        wanted = f"one of {', '.join(words)}"
        return self.take(key, wanted, lambda value: words[words.index(value)])

    def profile(self) -> Profile | None:
        """The whole profile, None (and problems) when anything is wrong."""
        whole, number, steps = self.whole, self.number, self.steps
        values = {
            "name": self.text("name"),
            "title": self.text("title"),
            "timezone": self.take("timezone", "a time zone such as Asia/Shanghai", _zone),
            "calendar": self._calendar(),
            "contact_hours": ContactHours(
                self.windows("contact_hours.deputies"), self.windows("contact_hours.staff")
            ),
            "contact_plan": ContactPlan(
                whole("contact_plan.before_working_days", 1),
                whole("contact_plan.before_opens_after_working_days"),
                steps("contact_plan.during_days"),
                whole("contact_plan.during_working_days"),
                whole("contact_plan.after_opens_working_days"),
                whole("contact_plan.after_working_days"),
            ),
            "assignment": Assignment(
                whole("assignment.sign_for_working_days"),
                whole("assignment.return_days"),
                self.one_of("assignment.return_counts", COUNTS),
                self.take("assignment.move_restarts_months", "true or false", _flag),
                self.one_of("assignment.withdraw_until", UNTIL),
            ),
            "government": Government(
                self.take("government.office", 'the name of a unit, or ""', _name_or_none),
                whole("government.decide_working_days", 1),
                self.take("government.apart", "a list of words", _words),
            ),
            "polls": Polls(
                whole("polls.working_days", 1),
                whole("polls.most", 1),
                whole("polls.each_a_month", 1),
            ),
            "intake": Intake(
                tuple(self.take("intake.words", 'words such as ["再审"]', _word_list) or ())
            ),
            "promises": Promises(
                self.take("promises.classes", 'classes such as ["B", "C"]', _letters),
                whole("promises.note_working_days", 1),
                steps("promises.remind_days"),
                whole("promises.again_working_days", 1),
                whole("promises.furthest_months", 1),
                whole("promises.least_reason", 1),
                whole("promises.echo_days"),
            ),
            "look_back": LookBackRules(
                whole("look_back.working_days", 1),
                whole("look_back.years", 1),
                self.take("look_back.on", 'a day such as "11-01", or ""', _day_or_none),
            ),
            "plans": Plans(
                self.take("plans.needs_approval", "true or false", _flag),
                whole("plans.near_days"),
                self.take("plans.visit_topics", 'names of topics such as ["major"]', _words),
            ),
            "meetings": self._meetings(),
            "gates": Gates(
                frozenset(
                    gate
                    for gate in Gate
                    if self.take(f"gates.{gate.value}", "true or false", _flag)
                )
            ),
            "reply": ReplyRules(
                whole("reply.months", 1),
                whole("reply.extended_months", 1),
                whole("reply.rehandle_months", 1),
                whole("reply.joint_opinion_months", 1),
                whole("reply.opinion_again_working_days", 1),
                self.take("reply.classes", 'classes such as A = { zh = "…", en = "…" }', _classes),
                self.take("reply.proof_classes", 'classes such as ["A"], or []', _letters_or_none),
                self.take("reply.copies_to", f"a list of {', '.join(Copy)}", _copies),
                self.take("reply.audit_share", "a share from 0 to 1", _share_or_none),
                whole("reply.audit_working_days", 1),
            ),
            "review": ReviewRules(
                self.take("review.steps", 'roles such as ["office_head", "leader"]', _above),
                whole("review.working_days", 1),
                whole("review.deputy_working_days", 1),
            ),
            "decisions": Decisions(whole("decisions.working_days", 1)),
            "publication": PublicationRules(
                whole("publication.decide_working_days"),
                whole("publication.working_days", 1),
                whole("publication.take_down_working_days", 1),
                self.take("publication.unasked", f"one of {', '.join(Openness)}", Openness),
            ),
            "closing": ClosingRules(
                self.take("closing.check", "true or false", _flag),
                self.take("closing.by", 'roles such as ["office_head", "leader"]', _above),
                whole("closing.working_days", 1),
            ),
            "bar": self.take("stages.bar", f"at least one of {', '.join(BarStep)}, once", _bar),
            "rating": RatingRules(
                whole("rating.after_working_days"),
                whole("rating.feedback_working_days", 1),
                steps("rating.reminder_working_days"),
                whole("rating.rounds_before_escalation", 1),
                whole("rating.close_after_working_days"),
            ),
            "honest": self._honest(),
            "reminders": Reminders(
                steps("reminders.reply_days"),
                steps("reminders.contact_days"),
                whole("reminders.undated_working_days", 1),
                steps("reminders.deputy_working_days"),
            ),
            "prompts": Prompts(
                whole("prompts.min_gap_minutes"),
                whole("prompts.ack_quiet_minutes"),
                whole("prompts.question_hours", 1),
                whole("prompts.conversation_minutes"),
                self.take(
                    "prompts.later_days",
                    f"days for {', '.join(LATER)}, such as tomorrow = 1",
                    _days,
                ),
            ),
            "registration": Registration(
                self.take("registration.require_phone_match", "true or false", _flag),
                whole("registration.invitation_days", 1),
            ),
            "delivery": Delivery(
                number("delivery.first_delay_seconds"),
                number("delivery.delay_factor"),
                number("delivery.max_delay_seconds"),
                number("delivery.give_up_after_hours"),
                whole("delivery.per_second", 1),
                number("delivery.per_chat_per_second"),
                whole("delivery.per_group_per_minute", 1),
            ),
            "files": Files(whole("files.max_download_bytes", 1)),
            "retention": Retention(
                whole("retention.raw_days", 1),
                whole("retention.stranger_days", 1),
                whole("retention.invitation_days", 1),
                whole("retention.temporary_days", 1),
            ),
            "record": Record(
                self.take("record.root_to_supervisors", "true or false", _flag),
            ),
            "figures": Figures(
                whole("figures.least_raters", 1),
                whole("figures.due_soon_days"),
                whole("figures.warn_days"),
                whole("figures.silent_days", 1),
                whole("figures.silent_head_days", 1),
                self.take("figures.solved_classes", 'classes such as ["A", "B"]', _letters),
            ),
            "cadence": self._cadence(),
            "score": self._formula(),
            "topics": self.take(
                "topics", 'topics such as ecology = { zh = "…", en = "…", words = ["…"] }', _topics
            ),
            "likeness": Likeness(
                self.take("likeness.least_share", "a share above 0, at most 1", _share),
                whole("likeness.shown", 1),
                self.take("likeness.common_words", "a list of words", _words),
            ),
            "open": Open(self.take("open.hosts", 'a list of hosts such as "gov.cn"', _hosts)),
            "newsletter": Newsletter(
                self.take("newsletter.to", f"a list of {', '.join(STAFF)}", _staff)
            ),
            "ladder": levels.ladder(self.take),
            "leaders": levels.leaders(self.take),
            "flood": Flood(whole("flood.moves_per_minute", 1)),
            "guessing": Guessing(
                whole("guessing.tries", 1),
                whole("guessing.tries_of_all", 1),
                whole("guessing.window_minutes", 1),
                whole("guessing.pause_minutes", 1),
            ),
            "watch": Watch(
                whole("watch.after_minutes", 1),
                whole("watch.database_errors", 1),
                whole("watch.disk_free_percent"),
            ),
        }
        self._look_for_unknown(self.raw, "")
        return None if self.problems else Profile(**values)

    def _meetings(self) -> Meetings:
        whole = self.whole
        least = whole("meetings.face_to_face_least")
        most = whole("meetings.face_to_face_most", least or 0)
        return Meetings(
            least,
            most,
            whole("meetings.minutes", 1),
            whole("meetings.notice_hours"),
            whole("meetings.furthest_days", 1),
            whole("meetings.remind_minutes", 1),
            whole("meetings.record_working_days", 1),
            self.take("meetings.needs_photo", "true or false", _flag),
        )

    def _honest(self) -> HonestRules:
        whole, words = self.whole, "a list of words"
        named = self.take("honest.sender", 'a name such as { zh = "…", en = "…" }', _sender)
        return HonestRules(
            named,
            whole("honest.cool_hours"),
            whole("honest.cool_most_days", 1),
            whole("honest.soon_minutes"),
            whole("honest.least_own_words", 1),
            whole("honest.call_back_working_days", 1),
            whole("honest.least_ratings", 2),
            self.take("honest.least_chance", "a share above 0, at most 1", _share),
            self.take("honest.usual_share", "a share above 0, at most 1", _share),
            whole("honest.hold_working_days", 1),
            self.take("honest.call_back_share", "a share from 0 to 1", _share_or_none),
            self.take("honest.seals_until_closed", "true or false", _flag),
            self.take("honest.reauthenticate", '"never", "new_account" or "always"', Proof),
            whole("honest.least_seconds"),
            ScoreWords(
                *(
                    tuple(self.take(f"honest.words.{kind}", words, _word_list) or ())
                    for kind in ("scores", "asking", "pleas", "harmless")
                )
            ),
        )

    def _calendar(self) -> WorkCalendar:
        rule = self.one_of(
            "calendar.last_day", ("keep", "next_working_day", "previous_working_day")
        )
        working = self.take("calendar.working", "a list of dates", _dates) or frozenset()
        off = self.take("calendar.off", "a list of dates", _dates) or frozenset()
        for day in sorted(working & off):
            self.note(f"calendar.off = {day}; expected no day of working")
        return WorkCalendar(working=working, off=off, last_day=rule or "keep")

    def _cadence(self) -> dict[ReportKind, Rhythm]:
        """When each report comes and to whom."""
        at = self.take("cadence.at", 'a time of day such as "08:00"', _time) or time(8)
        return {kind: replace(self._rhythm(kind), at=at) for kind in ReportKind}

    def _rhythm(self, kind: ReportKind) -> Rhythm:
        key = f"cadence.{kind.value}"
        to = self.take(f"{key}.to", f"a list of {', '.join(STAFF)}", _staff)
        if kind in YEARLY:
            day = self.take(f"{key}.on", 'a day of the year such as "12-20"', _day_of_year)
            return Rhythm(kind, to or (), *(reversed(day) if day else (1, 1)))
        most, name = DAYS[kind]
        wanted = f"a whole number from 1 to {most}"
        return Rhythm(kind, to or (), self.take(f"{key}.{name}", wanted, _up_to(most)) or 1)

    def _formula(self) -> Formula:
        """The score of an office."""
        wanted = "points above 0 by indicator, such as solved = 20"
        formula = Formula(
            self.take("score.earned", wanted, _points) or {},
            self.take("score.lost", wanted, _points) or {},
        )
        for one in complaints(formula):
            self.note(f"score.earned = {formula.earned!r}; expected {one}")
        return formula

    def _look_for_unknown(self, table: Raw, prefix: str) -> None:
        for name, value in table.items():
            key = prefix + name
            if key in self.seen:
                continue
            if isinstance(value, dict) and any(seen.startswith(key + ".") for seen in self.seen):
                self._look_for_unknown(value, key + ".")
            else:
                self.note(f"{key} is no setting of a profile")


def _has(raw: Raw, key: str) -> bool:
    value: Any = raw
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _whole(least: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int or value < least:
            raise ValueError
        return value

    return check


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    if not isfinite(value) or value <= 0:
        raise ValueError
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _zone(value: Any) -> str:
    try:
        ZoneInfo(_text(value))
    except (ZoneInfoNotFoundError, OSError):  # OSError: a folder of zones, such as "Asia"
        raise ValueError from None
    return str(value)


def _steps(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_whole(0)(item) for item in value)


def _windows(value: Any) -> Windows:
    return parse_windows(_text(value))


def _dates(value: Any) -> frozenset[date]:
    if not isinstance(value, list) or not all(type(item) is date for item in value):
        raise ValueError
    return frozenset(value)


def _days(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not value or not set(value) <= set(LATER):
        raise ValueError
    return {name: _whole(1)(days) for name, days in value.items()}


def _classes(value: Any) -> dict[str, ReplyClassLabel]:
    wanted = {field.name for field in fields(ReplyClassLabel)}
    if not isinstance(value, dict) or not value:
        raise ValueError
    for name, labels in value.items():
        if name not in ("A", "B", "C", "D") or set(labels) != wanted:
            raise ValueError
    return {
        name: ReplyClassLabel(_text(row["zh"]), _text(row["en"])) for name, row in value.items()
    }


UNTIL = get_args(WithdrawUntil)
COUNTS = get_args(DaysCount)
STAFF = tuple(role.value for role in Role if role != Role.DEPUTY)
YEARLY = (ReportKind.HALF_YEAR, ReportKind.ANNUAL)
# The day of a rhythm: the most it may be, and its name.
DAYS = {
    ReportKind.WEEKLY: (7, "weekday"),
    ReportKind.MONTHLY: (20, "working_day"),
    ReportKind.QUARTERLY: (20, "working_day"),
}


def _up_to(most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if _whole(1)(value) > most:
            raise ValueError
        return int(value)

    return check


def _staff(value: Any) -> tuple[Role, ...]:
    if not isinstance(value, list) or not all(one in STAFF for one in value):
        raise ValueError
    return tuple(Role(one) for one in dict.fromkeys(value))


def _time(value: Any) -> time:
    found = time.fromisoformat(_text(value))
    if found.tzinfo is not None:
        raise ValueError
    return found


def _day_of_year(value: Any) -> tuple[int, int]:
    day = date.fromisoformat(f"2001-{_text(value)}")  # a year without 29 February
    return day.month, day.day


def _copies(value: Any) -> tuple[Copy, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(Copy(one) for one in dict.fromkeys(value))


def _day_or_none(value: Any) -> tuple[int, int] | None:
    return None if value == "" else _day_of_year(value)


def _letters(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise ValueError
    return frozenset(ReplyClass(one).value for one in value)


def _letters_or_none(value: Any) -> frozenset[str]:
    return frozenset() if value == [] else _letters(value)


def _name_or_none(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value.strip()


def _above(value: Any) -> tuple[Role, ...]:
    found = tuple(Role(one) for one in value) if isinstance(value, list) else None
    above = {Role.OFFICE_HEAD, Role.LEADER, Role.HEAD}
    if found is None or len(set(found)) != len(found) or not set(found) <= above:
        raise ValueError
    return found


def _bar(value: Any) -> tuple[BarStep, ...]:
    found = tuple(BarStep(one) for one in value) if isinstance(value, list) else ()
    if not found or len(set(found)) != len(found):
        raise ValueError
    return found


def _words(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise ValueError
    return frozenset(_text(word) for word in value)


def _word_list(value: Any) -> list[str]:
    return sorted(_words(value), key=lambda word: (-len(word), word))  # the longest first


def _sender(value: Any) -> Sender:
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise ValueError
    return Sender(_text(value["zh"]), _text(value["en"]))


def _share_or_none(value: Any) -> float:
    return 0.0 if value == 0 and not isinstance(value, bool) else _share(value)


def _points(value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError
    return {Indicator(name).value: _positive(points) for name, points in value.items()}


def _share(value: Any) -> float:
    if _positive(value) > 1:
        raise ValueError
    return float(value)


def _hosts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(HOST.fullmatch(one) for one in value):
        raise ValueError
    return tuple(value)


HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+")


def _topics(value: Any) -> dict[str, Topic]:
    if not isinstance(value, dict):
        raise ValueError
    for name, topic in value.items():
        if not TOPIC_NAME.fullmatch(name) or set(topic) != {"zh", "en", "words"}:
            raise ValueError
        if not isinstance(topic["words"], list):
            raise ValueError
    return {
        name: Topic(
            _text(topic["zh"]), _text(topic["en"]), tuple(_text(word) for word in topic["words"])
        )
        for name, topic in value.items()
    }


TOPIC_NAME = re.compile(r"[a-z_]{1,40}")  # it stands behind buttons
