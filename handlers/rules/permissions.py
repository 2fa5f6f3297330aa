"""Who may do what: one table for what is done to a suggestion, one for what is done to the office.

Whoever is in neither row may do nothing. Every button and command names its act; what is not named
here can be done by nobody.
"""

from collections.abc import Iterable
from enum import StrEnum

from handlers.rules.refused import Refused
from storage.vocabulary import Relation, Role


class Act(StrEnum):
    """What can be done to a suggestion in chat."""

    SEE_CARD = "see_card"
    SEE_CONVERSATION = "see_conversation"
    SEE_REPLY = "see_reply"
    MESSAGE_DEPUTY = "message_deputy"
    RECORD_CONTACT = "record_contact"
    REPORT_PROGRESS = "report_progress"
    ANSWER_POINTS = "answer_points"
    ADD_POINT = "add_point"
    SEE_DRAFT = "see_draft"
    DRAFT_REPLY = "draft_reply"
    VIEW_DRAFT = "view_draft"
    REVIEW_DRAFT = "review_draft"
    DELIVER_REPLY = "deliver_reply"
    CHANGE_CLASS = "change_class"
    GIVE_OPINION = "give_opinion"
    SEE_OPINIONS = "see_opinions"
    JUDGE_OPINION = "judge_opinion"
    SHARE = "share"
    HEAR_PUBLIC = "hear_public"
    LINK_CAMPAIGN = "link_campaign"
    RAISE_BLOCKER = "raise_blocker"
    DECIDE_BLOCKER = "decide_blocker"
    WRITE_WORDS = "write_words"
    MOVE_WORDS = "move_words"
    ANSWER_QUESTIONS = "answer_questions"
    CONFIRM_CONTACT = "confirm_contact"
    CONFIRM_PRESENCE = "confirm_presence"
    ARRANGE_MEETING = "arrange_meeting"
    ANSWER_MEETING = "answer_meeting"
    ATTEND_MEETING = "attend_meeting"
    MARK_HARD = "mark_hard"
    ANSWER_PROGRESS = "answer_progress"
    WAIVE_MEETING = "waive_meeting"
    WISH = "wish"
    RATE = "rate"
    ASK_EXCEPTION = "ask_exception"
    DECIDE_EXCEPTION = "decide_exception"
    ACKNOWLEDGE = "acknowledge"
    LEAD_KEY_ITEMS = "lead_key_items"
    TAKE_UP = "take_up"
    CLOSE = "close"
    TAG = "tag"
    SEND_CASE = "send_case"
    GIVE_LINK = "give_link"
    MARK_MODEL = "mark_model"
    SIGN_MODEL = "sign_model"
    SIGN_FOR = "sign_for"
    ASK_RETURN = "ask_return"
    ASK_EXTENSION = "ask_extension"
    HAND_ON = "hand_on"
    REASSIGN = "reassign"
    SPLIT = "split"
    MERGE = "merge"
    DECIDE_REQUEST = "decide_request"
    TAKE_OUT = "take_out"
    WITHDRAW = "withdraw"
    CONSENT = "consent"
    NOTE_CONSENT = "note_consent"
    PLAN = "plan"
    PROMISE = "promise"
    KEEP_PROMISE = "keep_promise"
    JUDGE_PROMISE = "judge_promise"
    NOTE_RESULT = "note_result"
    DECIDE_PUBLICATION = "decide_publication"
    ASK_CLOSING = "ask_closing"
    CHECK_CLOSING = "check_closing"
    APPROVE_PLAN = "approve_plan"
    REPORT_PRESSURE = "report_pressure"
    WATCH_RATINGS = "watch_ratings"
    ENTER_PAPER = "enter_paper"
    ASK_AGAIN = "ask_again"


_SEE = {Act.SEE_CARD, Act.SEE_CONVERSATION, Act.SEE_REPLY}
_STUDY = _SEE | {Act.TAG, Act.SEND_CASE}
_TELL = _STUDY | {
    Act.MESSAGE_DEPUTY,
    Act.RECORD_CONTACT,
    Act.ARRANGE_MEETING,
    Act.ATTEND_MEETING,  # at which they are to be
    Act.MARK_HARD,
    Act.SEE_DRAFT,
    Act.SEE_OPINIONS,
}
_HANDLE = _TELL | {
    Act.REPORT_PROGRESS,
    Act.ANSWER_POINTS,
    Act.DRAFT_REPLY,
    Act.DELIVER_REPLY,
    Act.ASK_EXCEPTION,
    Act.JUDGE_OPINION,
    Act.SHARE,
    Act.HEAR_PUBLIC,
    Act.LINK_CAMPAIGN,
    Act.RAISE_BLOCKER,
    Act.PLAN,
    Act.PROMISE,
    Act.KEEP_PROMISE,
    Act.NOTE_RESULT,
    Act.GIVE_LINK,
    Act.DECIDE_PUBLICATION,
    Act.ASK_CLOSING,
    Act.SIGN_FOR,
    Act.ASK_RETURN,
    Act.ASK_EXTENSION,
}
_GIVE_OUT = {  # who leads others
    Act.DECIDE_EXCEPTION,
    Act.HAND_ON,
    Act.ASK_RETURN,
    Act.REVIEW_DRAFT,
    Act.CHECK_CLOSING,
}
_ASSIGN = {  # the committee, which alone says who handles what
    Act.REASSIGN,
    Act.SPLIT,
    Act.MERGE,
    Act.DECIDE_REQUEST,
    Act.TAKE_OUT,
    Act.NOTE_CONSENT,
    Act.CHANGE_CLASS,
    Act.MARK_MODEL,
}
_TALK = _SEE | {
    Act.WRITE_WORDS,
    Act.MOVE_WORDS,
    Act.ANSWER_MEETING,  # to which they are invited
    Act.CONFIRM_PRESENCE,  # of a contact at which they were
    Act.REPORT_PRESSURE,
}
_DECIDE = {
    Act.ANSWER_QUESTIONS,
    Act.CONFIRM_CONTACT,
    Act.ANSWER_PROGRESS,
    Act.ADD_POINT,
    Act.VIEW_DRAFT,
    Act.WAIVE_MEETING,
    Act.WISH,
    Act.RATE,
    Act.WITHDRAW,
    Act.JUDGE_PROMISE,
    Act.SIGN_MODEL,
}

# And only by supervisors who are of no unit that handles it (see `acts.committee`).
_WATCH = {Act.WATCH_RATINGS, Act.ENTER_PAPER, Act.ASK_AGAIN}

# What leaves a suggestion as it is: the others are done to it one at a time.
LOOKS = frozenset({*_SEE, Act.WRITE_WORDS, Act.MOVE_WORDS})

# Nobody on the handling side ever has RATE, nor any act that speaks for the deputy.
TABLE: dict[Relation, frozenset[Act]] = {
    Relation.LEAD_DEPUTY: frozenset(_TALK | _DECIDE),
    Relation.CO_SIGNER: frozenset(_TALK | {Act.CONSENT}),
    Relation.OFFICER: frozenset(_HANDLE),
    Relation.OFFICE_HEAD: frozenset(_HANDLE | _GIVE_OUT | {Act.ACKNOWLEDGE}),
    Relation.LEADER: frozenset(_TELL | _GIVE_OUT | {Act.APPROVE_PLAN, Act.ACKNOWLEDGE}),
    Relation.HEAD: frozenset(
        _TELL | _GIVE_OUT | {Act.APPROVE_PLAN, Act.ACKNOWLEDGE, Act.LEAD_KEY_ITEMS, Act.MARK_MODEL}
    ),
    Relation.JOINT_OFFICER: frozenset(
        {
            Act.SEE_CARD,
            Act.GIVE_OPINION,
            Act.SHARE,
            Act.RAISE_BLOCKER,
            Act.ACKNOWLEDGE,
            Act.ATTEND_MEETING,
        }
    ),
    Relation.PART_OFFICER: frozenset(  # beside what every joint unit may
        {Act.MESSAGE_DEPUTY, Act.RECORD_CONTACT, Act.ARRANGE_MEETING}
    ),
    Relation.GOVERNMENT: frozenset({Act.SEE_CARD, Act.DECIDE_BLOCKER}),
    Relation.WATCHER: frozenset(_SEE | {Act.ACKNOWLEDGE}),
    Relation.KEEPER: frozenset(_SEE | {Act.KEEP_PROMISE}),
    Relation.SUPERVISOR: frozenset(
        _STUDY
        | _ASSIGN
        | _WATCH
        | {
            Act.LINK_CAMPAIGN,
            Act.HEAR_PUBLIC,
            Act.TAKE_UP,
            Act.CLOSE,
            Act.CHECK_CLOSING,
            Act.SEE_OPINIONS,
            Act.DECIDE_BLOCKER,
        }
    ),
    Relation.NONE: frozenset(),
}


def may(relation: Relation, act: Act) -> bool:
    """Whether somebody so related may do this."""
    return act in TABLE[relation]


def may_any(relations: Iterable[Relation], act: Act) -> bool:
    """Whether one of somebody's relations allows it."""
    return any(may(relation, act) for relation in relations)


def require(relations: Iterable[Relation], act: Act) -> None:
    """Raises Refused `permission.denied` unless one of somebody's relations allows it."""
    if not may_any(relations, act):
        raise Refused("permission.denied")


class Standing(StrEnum):
    """What somebody is to the office: by the roster, outside it, or at its keyboard.

    Who has left the roster is a stranger again.
    """

    STRANGER = "stranger"
    DEPUTY = "deputy"
    OFFICER = "officer"
    OFFICE_HEAD = "office_head"
    LEADER = "leader"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"


class OfficeAct(StrEnum):
    """What is not done to one suggestion: in chat, and by commands at the keyboard."""

    JOIN = "join"
    GET_HELP = "get_help"
    STOP = "stop"
    CHOOSE_LANGUAGE = "choose_language"
    CHOOSE_SETTINGS = "choose_settings"
    CHOOSE_HOURS = "choose_hours"
    LIST = "list"
    SEARCH = "search"
    SPEAK = "speak"
    DROP_DRAFT = "drop_draft"
    BIND_GROUP = "bind_group"
    PLAN_TOUR = "plan_tour"
    BRING_BOT = "bring_bot"
    SEE_REPORTS = "see_reports"
    NOTE_STUDY = "note_study"
    SEE_BOARD = "see_board"
    LOOK_BACK = "look_back"
    NOTE_CAUSE = "note_cause"
    RUN_CAMPAIGNS = "run_campaigns"
    ANSWER_POLL = "answer_poll"
    WATCH_RATINGS = "watch_all_ratings"
    IMPORT = "import"
    INVITE = "invite"
    EXPORT = "export"
    CHECK = "check"
    KEEP = "keep"
    RUN = "run"


_OF_MEMBERS = {
    OfficeAct.JOIN,
    OfficeAct.GET_HELP,
    OfficeAct.STOP,
    OfficeAct.CHOOSE_LANGUAGE,
    OfficeAct.CHOOSE_SETTINGS,
    OfficeAct.LIST,
    OfficeAct.SEARCH,
    OfficeAct.SPEAK,
    OfficeAct.DROP_DRAFT,
}
_OF_STAFF = _OF_MEMBERS | {
    OfficeAct.SEE_REPORTS,
    OfficeAct.NOTE_CAUSE,
    OfficeAct.RUN_CAMPAIGNS,
}
_OF_UNITS = _OF_STAFF | {OfficeAct.BIND_GROUP, OfficeAct.BRING_BOT, OfficeAct.PLAN_TOUR}
_OF_HEADS = _OF_UNITS | {OfficeAct.NOTE_STUDY, OfficeAct.SEE_BOARD}
# Whoever has the shell: nothing of this can be asked for in chat.
_OF_THE_CLERK = {
    OfficeAct.IMPORT,
    OfficeAct.INVITE,
    OfficeAct.EXPORT,
    OfficeAct.CHECK,
    OfficeAct.KEEP,
    OfficeAct.RUN,
}

OFFICE: dict[Standing, frozenset[OfficeAct]] = {
    Standing.STRANGER: frozenset({OfficeAct.JOIN}),
    Standing.DEPUTY: frozenset(_OF_MEMBERS | {OfficeAct.CHOOSE_HOURS, OfficeAct.ANSWER_POLL}),
    Standing.OFFICER: frozenset(_OF_UNITS),
    Standing.OFFICE_HEAD: frozenset(_OF_HEADS),
    Standing.LEADER: frozenset(_OF_HEADS),
    Standing.HEAD: frozenset(_OF_HEADS),
    Standing.SUPERVISOR: frozenset(
        _OF_STAFF | {OfficeAct.SEE_BOARD, OfficeAct.WATCH_RATINGS, OfficeAct.LOOK_BACK}
    ),
    Standing.CLERK: frozenset(_OF_THE_CLERK),
}


def standing(role: Role | None) -> Standing:
    """What somebody with this role is; None: somebody unknown."""
    return Standing.STRANGER if role is None else Standing(role.value)


def may_in_office(somebody: Standing, act: OfficeAct) -> bool:
    """Whether somebody who is that may do this."""
    return act in OFFICE[somebody]
