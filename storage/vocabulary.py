"""The closed sets of words that rows, rules and texts share, in the field's standard terms."""

from enum import IntEnum, StrEnum


class Language(StrEnum):
    """A language people may be addressed in."""

    CHINESE = "zh"
    ENGLISH = "en"


class Role(StrEnum):
    """What a person is by the roster; what they may do follows from their `Relation`."""

    DEPUTY = "deputy"  # 代表
    OFFICER = "officer"  # 承办人
    OFFICE_HEAD = "office_head"  # 处室负责人
    LEADER = "leader"  # 分管领导
    HEAD = "head"  # 主要领导
    SUPERVISOR = "supervisor"  # 督办


class Relation(StrEnum):
    """How a person stands to one suggestion."""

    LEAD_DEPUTY = "lead_deputy"  # 领衔代表
    CO_SIGNER = "co_signer"  # 附议代表
    OFFICER = "officer"  # 承办人
    OFFICE_HEAD = "office_head"  # 责任处室负责人
    LEADER = "leader"  # 责任领导
    HEAD = "head"  # 主办单位主要领导
    SUPERVISOR = "supervisor"  # 督办
    JOINT_OFFICER = "joint_officer"  # 会办单位工作人员
    PART_OFFICER = "part_officer"  # of a joint unit that answers a part of its own (分办)
    GOVERNMENT = "government"  # 政府办公厅: asked to decide what holds it up
    WATCHER = "watcher"  # 办公室: hears of what is overdue
    KEEPER = "keeper"  # 承诺责任人: chosen to keep what was promised
    NONE = "none"


class Stage(StrEnum):
    """Where a suggestion stands; always derived from recorded facts."""

    ASSIGNED = "assigned"  # 交办
    PRE_CONTACTED = "pre_contacted"  # 办前沟通完成
    IN_PROGRESS = "in_progress"  # 承办
    REPLIED = "replied"  # 答复
    RATED = "rated"  # 评价
    CLOSED = "closed"  # 办结
    WITHDRAWN = "withdrawn"  # 撤回
    BY_PAPER = "by_paper"  # 涉密, 走纸质渠道
    LETTER = "letter"  # 转来信


class BarStep(StrEnum):
    """What the bar of a card may show: the stages, and what is recorded beside them."""

    ASSIGNED = "assigned"  # 交办
    PRE_CONTACTED = "pre_contacted"  # 办前沟通
    IN_PROGRESS = "in_progress"  # 承办
    REVIEWED = "reviewed"  # 审核
    REPLIED = "replied"  # 答复
    RATED = "rated"  # 评价
    FEEDBACK = "feedback"  # 反馈: the same as 评价, as some places call it
    PUBLISHED = "published"  # 公开
    CLOSED = "closed"  # 办结


# Over without having been answered; figures do not count them.
TAKEN_OUT = frozenset({Stage.WITHDRAWN, Stage.BY_PAPER, Stage.LETTER})


class Phase(StrEnum):
    """Which of the three contacts; or none of them, by a unit with a part of its own."""

    BEFORE = "before"  # 办前
    DURING = "during"  # 办中
    AFTER = "after"  # 办后
    PART = "part"  # 分办: of its part, never counted as one of the lead unit's


THE_THREE = (Phase.BEFORE, Phase.DURING, Phase.AFTER)


class ContactForm(StrEnum):
    """How people were in touch. Only some forms are face to face, and only once confirmed."""

    CHAT = "chat"  # 机器人消息
    PHONE = "phone"  # 电话
    VISIT = "visit"  # 登门走访
    STUDY_VISIT = "study_visit"  # 现场调研
    SYMPOSIUM = "symposium"  # 座谈会
    INVITED = "invited"  # 邀请到单位
    VIDEO = "video"  # 视频
    LETTER = "letter"  # 信函


FACE_TO_FACE = frozenset(
    {ContactForm.VISIT, ContactForm.STUDY_VISIT, ContactForm.SYMPOSIUM, ContactForm.INVITED}
)


class ContactState(StrEnum):
    """State of one planned or recorded contact."""

    PLANNED = "planned"
    OPEN = "open"  # prompted, not yet done
    DONE = "done"
    CANCELLED = "cancelled"


class MeetingState(StrEnum):
    """State of a meeting."""

    PROPOSED = "proposed"  # times are on offer, or are to be
    FIXED = "fixed"
    HELD = "held"
    CANCELLED = "cancelled"


class SlotAnswer(StrEnum):
    """What a deputy says to the times on offer."""

    ALL = "all"  # 都可以
    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FIRST_SECOND = "12"
    FIRST_THIRD = "13"
    SECOND_THIRD = "23"
    NONE = "none"  # 都不方便


class Gate(StrEnum):
    """What has to come first: 2+2 and 六定 of the agriculture department, and others' own."""

    LEVELS_NAMED = "levels_named"  # 定岗定责: somebody stands on each level
    CONTACT_BEFORE_HANDLING = "contact_before_handling"  # 先沟通后办理
    STUDY_BEFORE_HANDLING = "study_before_handling"  # 先调研后办理
    CONTACT_BEFORE_REPLY = "contact_before_reply"  # 先沟通后答复
    SYMPOSIUM_BEFORE_REPLY = "symposium_before_reply"  # 先座谈后答复
    SIX_FIXED = "six_fixed"  # 六定
    PLAN_APPROVED = "plan_approved"  # 专题研究办理方案
    VISIT_BEFORE_PLAN = "visit_before_plan"  # 先看现场再出方案
    POINTS_ANSWERED = "points_answered"  # 逐条答复, 必答题
    DRAFT_SHOWN = "draft_shown"  # 答复稿先请代表看
    DRAFT_REVIEWED = "draft_reviewed"  # 答复稿经审核
    OPINIONS_IN = "opinions_in"  # 会办意见收齐


class RequestKind(StrEnum):
    """What is asked for about an assignment."""

    RETURN = "return"  # 退办
    EXTENSION = "extension"  # 延期
    WITHDRAWAL = "withdrawal"  # 撤回


class ResultKind(StrEnum):
    """What came of a suggestion."""

    POLICY = "policy"  # 施工图
    PROJECT = "project"  # 实景图
    BENEFIT = "benefit"  # 幸福图


class PromiseState(StrEnum):
    """State of a promise."""

    OPEN = "open"  # still to be kept
    KEPT = "kept"  # kept, as whoever promised says


class PromiseView(StrEnum):
    """What the lead deputy says of a promise."""

    KEPT = "kept"  # 已兑现
    PARTLY = "partly"  # 部分兑现
    NOT_KEPT = "not_kept"  # 未兑现


class OpinionGrade(StrEnum):
    """What the lead unit makes of a joint unit's opinion."""

    USEFUL = "useful"  # 有用
    PLAIN = "plain"  # 一般
    EMPTY = "empty"  # 无实质内容


class BlockerKind(StrEnum):
    """What holds a suggestion up beyond its units (堵点)."""

    POLICY = "policy"  # 政策
    PROJECT = "project"  # 项目
    FUND = "fund"  # 资金
    DISPUTE = "dispute"  # 职责或意见不一


class CampaignKind(StrEnum):
    """What suggestions are worked into (四个融入)."""

    ACTION = "action"  # 专项行动
    PLAN = "plan"  # 规划
    INSPECTION = "inspection"  # 督察整改
    FIVE_YEAR = "five_year"  # 五年规划编制


class VoiceSource(StrEnum):
    """Where something was heard from the public."""

    ONLINE = "online"  # 网络
    HOTLINE = "hotline"  # 热线, 信箱
    MEETING = "meeting"  # 座谈, 走访
    MEDIA = "media"  # 媒体


class Audience(StrEnum):
    """Which deputies are asked about a suggestion."""

    ALIKE = "alike"  # who put it, or one like it
    DELEGATION = "delegation"  # of the lead deputy's delegation


class PointOutcome(StrEnum):
    """What was answered to one point of a suggestion."""

    ADOPTED = "adopted"  # 采纳
    PARTLY = "partly"  # 部分采纳
    EXPLAINED = "explained"  # 解释说明


class DraftView(StrEnum):
    """What the lead deputy says to a draft of the reply."""

    AGREES = "agrees"  # 同意
    OBJECTS = "objects"  # 有意见


class DraftStanding(StrEnum):
    """Where a draft of the reply stands; always derived from what is recorded."""

    WITH_DEPUTY = "with_deputy"  # the lead deputy is looking at it
    READY = "ready"  # to be handed in for review
    IN_REVIEW = "in_review"
    RETURNED = "returned"  # by the deputy's objection, or from above
    PASSED = "passed"


class Copy(StrEnum):
    """Who gets a copy of a reply (抄送)."""

    SUPERVISOR = "supervisor"  # 代表工作委员会
    GOVERNMENT = "government"  # 政府办公厅, of what units under it answer
    LEADER = "leader"  # 分管领导
    HEAD = "head"  # 主要领导


class Departure(StrEnum):
    """In what a reply is other than the draft that was talked over."""

    CLASS = "class"  # another class
    OBJECTED = "objected"  # the deputy is not content with the draft, and has seen no other
    SENT_BACK = "sent_back"  # from above
    POINTS = "points"  # something else is answered point by point


class Handling(StrEnum):
    """A unit's part in a suggestion."""

    LEAD = "lead"  # 主办
    JOINT = "joint"  # 会办
    SEPARATE = "separate"  # 分办


class Question(StrEnum):
    """The four questions asked before handling (办前精准对接)."""

    BACKGROUND = "background"  # 背景
    PURPOSE = "purpose"  # 目的
    DEMAND = "demand"  # 诉求
    FOCUS = "focus"  # 重点


# Of what a message showed: only a note is to stand in its place, in the chat too.
TAKEN_AWAY = "taken_away"


class DutyKind(StrEnum):
    """What somebody is still to be prompted about.

    Officers, leaders and supervisors owe; deputies are only invited (DEPUTY_DUTIES), and
    reminded of what they have agreed to.
    """

    OPENING = "opening"  # deputy: the four questions before handling
    CONFIRM = "confirm"  # deputy: is the record of a contact true?
    RATING = "rating"  # deputy: the rating
    CONSENT = "consent"  # deputy: may what they stand behind be withdrawn?
    CONSENT_PAPER = "consent_paper"  # supervisor: get a co-signer's consent on paper
    REQUEST = "request"  # supervisor: decide on a return or an extension
    EXCEPTION = "exception"  # somebody above: may a gate be passed without what comes first?
    PLAN = "plan"  # somebody above: approve the plan, or send it back
    SIGN_FOR = "sign_for"  # unit: sign for what was assigned to it
    PROMISE_TO_NOTE = "promise_to_note"  # officer: what was promised with the reply
    PROMISE = "promise"  # officer: keep what was promised
    PROMISE_VIEW = "promise_view"  # deputy: was a promise kept?
    PROMISE_HEAR = "promise_hear"  # supervisor: ask a deputy whom the chat does not reach
    LOOK_BACK = "look_back"  # deputy: was it, looked back on?
    LOOK_BACK_HEAR = "look_back_hear"  # supervisor: ask whom a look-back does not reach
    MILESTONE = "milestone"  # officer: what the plan says is to be reached
    CONTACT = "contact"  # officer: make the contact before handling
    PROGRESS = "progress"  # officer: report progress during handling
    DRAFT_VIEW = "draft_view"  # deputy: what do you say to the draft of the reply?
    DRAFT = "draft"  # officer: the draft came back, write another
    HAND_IN = "hand_in"  # officer: hand the draft in for review
    REVIEW = "review"  # somebody above: let the draft pass, or not
    REPLY = "reply"  # officer: the formal answer
    FOLLOW_UP = "follow_up"  # officer: call back after the reply
    OPINION = "opinion"  # joint unit: its opinion
    TELL_OPINION = "tell_opinion"  # officer: pass a joint unit's opinion on to the deputies
    BLOCKER = "blocker"  # government office: decide what holds a suggestion up
    REACH_BY_PHONE = "reach_by_phone"  # officer: the deputy cannot be reached in chat
    MEETING = "meeting"  # officer: meet the deputy (who wishes it, or the matter is hard)
    MEETING_CHOICE = "meeting_choice"  # deputy: which of the times offered?
    MEETING_FIX = "meeting_fix"  # officer: fix one of them
    MEETING_AHEAD = "meeting_ahead"  # whoever takes part: it is near
    MEETING_RECORD = "meeting_record"  # officer: who came, what was said
    REHANDLE = "rehandle"  # officer: dissatisfied, a new round is open
    SECOND_DISSATISFIED = "second_dissatisfied"  # supervisor: dissatisfied again
    UNDELIVERED = "undelivered"  # officer: a message could not be delivered
    OVERDUE = "overdue"  # a level above: what somebody below owes is overdue
    LEADER_CONTACT = "leader_contact"  # leader: talk with the deputy of a key item oneself
    CAUSE = "cause"  # whoever was asked: do something about a root cause
    NO_ECHO = "no_echo"  # officer, then the head: the deputy has heard nothing for long
    PUBLICATION_CHOICE = "publication_choice"  # officer: is the reply published?
    PUBLISH = "publish"  # officer: publish it, and note where
    TAKE_DOWN = "take_down"  # officer: the deputy lets less be known than can be read
    CLOSING_CHECK = "closing_check"  # a second person: look whether all was done
    CLOSING_MEND = "closing_mend"  # officer: it came back, mend it
    AUDIT = "audit"  # supervisor: drawn by lot, is a reply what its class says?
    RECLASS = "reclass"  # supervisor: it is not, give it another class
    CALL_BACK = "call_back"  # supervisor: drawn by lot, ask the deputy about the rating
    POLL_END = "poll_end"  # nobody: tell what came of a poll
    CLOSING = "closing"  # nobody: close unless the deputy changes the rating first


DEPUTY_DUTIES = frozenset(
    {
        DutyKind.OPENING,
        DutyKind.CONFIRM,
        DutyKind.CONSENT,
        DutyKind.DRAFT_VIEW,
        DutyKind.RATING,
        DutyKind.PROMISE_VIEW,
        DutyKind.LOOK_BACK,
        DutyKind.MEETING_CHOICE,
    }
)
# About a meeting, which may serve other suggestions too: they end with it.
MEETING_DUTIES = frozenset(
    {
        DutyKind.MEETING_CHOICE,
        DutyKind.MEETING_FIX,
        DutyKind.MEETING_AHEAD,
        DutyKind.MEETING_RECORD,
    }
)
# What a suggestion's end does not end: meetings may be about others too, a rating may be asked
# about at any time, a promise is to be kept, a reply to be published or looked into.
PROMISES = frozenset(
    {
        DutyKind.PROMISE,
        DutyKind.PROMISE_TO_NOTE,
        DutyKind.PROMISE_VIEW,
        DutyKind.PROMISE_HEAR,
        DutyKind.LOOK_BACK,
        DutyKind.LOOK_BACK_HEAR,
    }
)
PUBLISHING = frozenset({DutyKind.PUBLICATION_CHOICE, DutyKind.PUBLISH, DutyKind.TAKE_DOWN})
AUDITS = frozenset({DutyKind.AUDIT, DutyKind.RECLASS})
OUTLASTING = MEETING_DUTIES | PROMISES | PUBLISHING | AUDITS | {DutyKind.CALL_BACK, DutyKind.CAUSE}


class DutyState(StrEnum):
    """State of a duty."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """Which way a message went, seen from the bot."""

    IN = "in"
    OUT = "out"


class MessageKind(StrEnum):
    """What a message carries."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
    REMOVAL = "removal"  # takes another message of the chat away; `media` has its number there
    RENAMING = "renaming"  # gives a thread another name, the text


class Priority(IntEnum):
    """What is sent first."""

    ANSWER = 0  # to something just done
    RELAY = 1  # words of people
    PROMPT = 5  # asked for by a tick
    STRANGER = 9  # an answer to somebody who has no business here


class MessageState(StrEnum):
    """State of a message row; the sender makes the outside agree with it."""

    RECEIVED = "received"  # in
    WAITING = "waiting"  # in: the writer is still to say which suggestion it belongs to
    QUEUED = "queued"  # out: to be sent
    SENDING = "sending"  # out: claimed, the call may be under way
    DELIVERED = "delivered"  # out
    STALE = "stale"  # out: delivered, but the row has changed since: to be edited
    FAILED = "failed"  # out: given up, a duty for a human exists
    CANCELLED = "cancelled"  # out: withdrawn before it was sent


class AttachmentState(StrEnum):
    """Whether the bytes of an attachment are kept here."""

    PENDING = "pending"
    STORED = "stored"
    TOO_BIG = "too_big"
    FAILED = "failed"
    ERASED = "erased"  # removed because the law wanted it; its hash remains


class InboxState(StrEnum):
    """State of a raw update."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"  # failed too often: a human decides
    DROPPED = "dropped"  # a human has decided that nothing is done about it


class Trouble(StrEnum):
    """What may stay broken until somebody is told."""

    INBOX = "inbox"  # what comes in is not handled
    PARKED = "parked"  # something could not be handled and waits for a human
    OUTBOX = "outbox"  # what is to be said does not leave
    PROMPTS = "prompts"  # what has come due is not asked
    DATABASE = "database"  # the database fails again and again
    DISK = "disk"  # the disk is nearly full


class ReplyClass(StrEnum):
    """Class of a reply; meaning by profile."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Axis(StrEnum):
    """What is rated."""

    CONTENT = "content"  # 答复内容
    ATTITUDE = "attitude"  # 办理态度
    EFFECT = "effect"  # 办理效果


class Grade(StrEnum):
    """How it is rated; no default, the same order always."""

    SATISFIED = "satisfied"  # 满意
    MOSTLY_SATISFIED = "mostly_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意


class FlagKind(StrEnum):
    """What may be strange about a rating (评价异常)."""

    SOON = "soon"  # given within minutes of the unit's words
    CHANGED = "changed"  # bettered after the unit's words
    ALIKE = "alike"  # the same words by different deputies
    NO_SPREAD = "no_spread"  # a unit hears nothing but 满意, others do not
    NEW_ACCOUNT = "new_account"  # from an account bound after the reply
    CALL_BACK = "call_back"  # asked by telephone, the deputy says otherwise
    FELL = "fell"  # worse at the look-back than it was
    HASTY = "hasty"  # filled in faster than a hand can
    NOT_SHOWN = "not_shown"  # the telephone of whoever was to rate is not the deputy's


class CallBackOutcome(StrEnum):
    """What the committee heard when it called."""

    SAME = "same"  # 与评价一致
    OTHER = "other"  # 与评价不一致
    NOBODY = "nobody"  # 没有接通


class Openness(StrEnum):
    """The deputy's own ceiling for publication (公开意愿)."""

    FULL = "full"  # 全文公开
    TITLE = "title"  # 仅公开标题
    NONE = "none"  # 不公开


class SaidBy(StrEnum):
    """From whom it is known how far a suggestion may be public."""

    NOBODY = "nobody"  # 没有表明
    LEDGER = "ledger"  # 台账
    DEPUTY = "deputy"  # 代表本人


class ClosingLine(StrEnum):
    """What is looked at before a suggestion is closed (办结复核)."""

    CONTACTED = "contacted"  # 沟通
    POINTS = "points"  # 逐条答复
    REPLIED = "replied"  # 答复
    RATED = "rated"  # 评价
    PROMISES = "promises"  # 承诺
    PUBLICATION = "publication"  # 公开
    DUTIES = "duties"  # 待办


class Disclosure(StrEnum):
    """What the unit decides about publishing its reply."""

    OPEN = "open"  # 主动公开
    ON_REQUEST = "on_request"  # 依申请公开
    WITHHELD = "withheld"  # 不予公开


class ReportKind(StrEnum):
    """The five rhythms in which figures are looked at (五步工作法)."""

    WEEKLY = "weekly"  # 周例会
    MONTHLY = "monthly"  # 月调度
    QUARTERLY = "quarterly"  # 季分析
    HALF_YEAR = "half_year"  # 半年总结
    ANNUAL = "annual"  # 全年述职
