"""Which rules dates follow from, in one line: when that differs, dates are recomputed."""

import hashlib
from dataclasses import asdict
from importlib.metadata import version

from handlers.rules.profile import Profile


def of_dates(profile: Profile) -> str:
    """A hash of everything in the profile and its calendar from which a due date follows.

    The country's days off come with a library: another version of it may know other days.
    """
    calendar, reply, publication = profile.calendar, profile.reply, profile.publication
    rating = profile.rating
    parts = (
        version("holidays"),
        profile.timezone,
        sorted(calendar.working),
        sorted(calendar.off),
        calendar.last_day,
        sorted(asdict(profile.contact_plan).items()),
        (reply.months, reply.rehandle_months, reply.joint_opinion_months),
        profile.assignment.sign_for_working_days,
        [(step.to.value, step.after_working_days) for step in profile.ladder.steps],
        profile.decisions.working_days,
        profile.review.working_days,
        profile.closing.working_days,
        profile.promises.note_working_days,
        (publication.decide_working_days, publication.working_days),
        profile.leaders.contact_working_days,
        (
            rating.after_working_days,
            rating.feedback_working_days,
            rating.close_after_working_days,
        ),
        profile.honest.call_back_working_days,
        profile.government.decide_working_days,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
