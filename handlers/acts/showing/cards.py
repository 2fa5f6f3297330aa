"""A suggestion on one screen of a phone: for staff with what can be done, for deputies with what
comes next; and the talk about it, page by page.
"""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.assigning import assigned, letters
from handlers.acts.following import campaigns, promises
from handlers.acts.handling import blockers, gates, leading, likeness, opinions, plans, tags
from handlers.acts.meeting import meetings
from handlers.acts.rating import committee
from handlers.acts.replying import audits, drafts, given, links, publications
from handlers.acts.showing import bar
from handlers.acts.stages import may_close
from handlers.acts.talking import groups, words
from handlers.html import quote
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import contacts, messages, people, points, ratings, replies, suggestions
from storage import duties as duty_rows
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, DutyKind, Phase, Relation, Stage

LAST_WORDS = 3
TALK_PAGE = 6


def show(turn: Turn, item: Suggestion) -> None:
    """Send the card that fits whoever asks: who may not see the talk sees none on the card."""
    if turn.me.is_deputy:
        _for_deputy(turn, item)
        return
    relations = access.relations(turn.session, turn.me, item)
    if permissions.may_any(relations, Act.SEE_CONVERSATION):
        _for_staff(turn, item, relations)
    elif Relation.JOINT_OFFICER in relations:
        opinions.card(turn, item, _in_a_row(_of_blockers(turn, item, relations)))
    else:
        _for_government(turn, item, relations)
    turn.event("looked", suggestion_id=item.id, person_id=turn.me.id)


def _of_blockers(
    turn: Turn, item: Suggestion, relations: frozenset[Relation]
) -> list[dict[str, str]]:
    if not item.is_open or not blockers.is_offered(turn):
        return []
    row = []
    if permissions.may_any(relations, Act.RAISE_BLOCKER):
        row.append(keyboard.button(turn.language, "button.raise_blocker", "block", item.id))
    if permissions.may_any(relations, Act.DECIDE_BLOCKER) and blockers.waits_for(turn, item):
        row.append(keyboard.button(turn.language, "button.decide_blocker", "bldecide", item.id))
    return row


def _in_a_row(row: list[dict[str, str]]) -> keyboard.Keyboard:
    return [row] if row else []


def _for_government(turn: Turn, item: Suggestion, relations: frozenset[Relation]) -> None:
    """What is to be decided, and who handles it; no talk."""
    turn.say(
        turn.me,
        "blocker.card",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        **groups.handling(turn, item),
        lines=Html("\n".join(blockers.lines(turn, item)) or "—"),
        keyboard=_in_a_row(_of_blockers(turn, item, relations)) or None,
    )


def _for_staff(turn: Turn, item: Suggestion, relations: frozenset[Relation]) -> None:
    signers = suggestions.deputies(turn.session, item.id)
    lead = signers[0][0]
    co_signers = "、".join(person.name for person, is_lead in signers if not is_lead)
    officer = access.responsible(turn.session, item)
    turn.say(
        turn.me,
        "card.staff",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        deputy=lead.name,
        delegation=lead.delegation or "—",
        reach=_reach(turn, lead),
        co_signers=co_signers or "—",
        unit=groups.unit_name(turn.session, item.lead_unit_id),
        officer=officer.name if officer else "—",
        flags=Html(_flags(turn, item)),
        bar=Html(bar.line(turn, item)),
        round=item.round,
        due_on=item.due_on,
        left=Html(_left(turn, item)),
        met=Html(met(turn, item)),
        contacts=Html(
            "\n".join(
                filter(
                    None,
                    [
                        _contacts(turn, item, item.round),
                        leading.held(turn, item, turn.me),
                        *plans.next_line(turn, item),
                        *gates.passed(turn, item),
                        *drafts.line(turn, item),
                        *given.lines(turn, item),
                        *audits.lines(turn, item),
                        *campaigns.lines(turn, item),
                        *opinions.lines(turn, item),
                        *blockers.lines(turn, item),
                        *assigned.lines(turn, item),
                        *_warned(turn, item, relations),
                        *promises.lines(turn, item),
                        *links.lines(turn, item),
                        *publications.lines(turn, item),
                    ],
                )
            )
        ),
        words=Html(_last_words(turn, item)),
        alike=likeness.told(turn, item, turn.me),
        keyboard=_staff_buttons(turn, item, relations),
    )


def _warned(turn: Turn, item: Suggestion, relations: frozenset[Relation]) -> list[str]:
    """That it may be a concrete case is told to whoever can route it out."""
    if not permissions.may_any(relations, Act.TAKE_OUT):
        return []
    return letters.warning(turn, item, turn.language)


def _reach(turn: Turn, deputy: Person) -> str:
    if people.chat_of(turn.session, deputy.id) is None:
        return texts.label("reach.not_joined", turn.language)
    if deputy.unreachable_since is not None:
        return texts.label("reach.unreachable", turn.language)
    form = deputy.preferred_form
    return (
        texts.label(f"form.{form}", turn.language)
        if form
        else texts.label("reach.joined", turn.language)
    )


def _flags(turn: Turn, item: Suggestion) -> str:
    names = {
        "flag.key": item.is_key,
        "flag.confidential": item.is_confidential,
        "flag.no_paper": item.needs_no_paper,
        "flag.waives": item.waives_meeting,
        "flag.meeting": item.wishes_meeting,
        "flag.hard": item.hard_since is not None,
    }
    marks = [texts.render(key, turn.language) for key, holds in names.items() if holds]
    return " ".join([*marks, quote(tags.labels(turn, item))]).rstrip()


def _left(turn: Turn, item: Suggestion) -> str:
    if not item.is_open or item.stage in (Stage.REPLIED, Stage.RATED):
        return ""
    days = (item.due_on - turn.office.today(turn.now)).days
    return texts.days_left(days, turn.language)


def _contacts(turn: Turn, item: Suggestion, round_number: int) -> str:
    """办前 ✓ 4月8日 · 办中 … in one line per contact of a round."""
    lines = []
    for contact in contacts.of_suggestion(turn.session, item.id, round_number):
        if contact.state == ContactState.CANCELLED:
            continue
        name = quote(texts.plain(contact.phase, turn.language))
        if contact.state == ContactState.DONE:
            form = quote(texts.plain(contact.form, turn.language))
            when = turn.office.local(contact.done_at).date() if contact.done_at else None
            word = {
                True: "contact.confirmed",
                False: "contact.disputed",
                None: "contact.unconfirmed",
            }[contact.confirmed]
            state = texts.render(word, turn.language)
            lines.append(f"✓ {name} {form} {quote(texts.plain(when, turn.language))} {state}")
        else:
            due = quote(texts.plain(contact.due_on, turn.language))
            lines.append(f"○ {name} {texts.render('contact.by', turn.language, day=Html(due))}")
    return "\n".join(lines) or "—"


def met(turn: Turn, item: Suggestion) -> str:
    """面对面 1/1–3: how often they have met, of how often they are to."""
    quota = meetings.quota(turn, item)
    if quota.is_waived:
        key = "meeting.quota_waived"
    else:
        key = "meeting.quota_missing" if quota.missing else "meeting.quota"
    return texts.render(key, turn.language, held=quota.held, least=quota.least, most=quota.most)


def _last_words(turn: Turn, item: Suggestion) -> str:
    rows = messages.talk(turn.session, item.id, limit=LAST_WORDS)
    return "\n".join(_talk_line(turn, row, 60) for row in reversed(rows)) or "—"


def _talk_line(turn: Turn, row: messages.Message, limit: int) -> str:
    author = people.get(turn.session, row.author_id).name if row.author_id else "—"
    said = row.text or f"[{texts.label(f'messagekind.{row.kind.value}', turn.language)}]"
    if len(said) > limit:
        said = said[: limit - 1] + "…"
    at = turn.office.local(row.at)
    return f"<i>{at:%m-%d %H:%M}</i> <b>{quote(author)}</b>：{quote(said)}"


_ROWS = (  # three short words fit side by side on a phone
    (
        (Act.MESSAGE_DEPUTY, "button.message_deputy", "compose"),
        (Act.RECORD_CONTACT, "button.record_contact", "record"),
        (Act.ARRANGE_MEETING, "button.arrange", "arrange"),
    ),
    (
        (Act.REPORT_PROGRESS, "button.report_progress", "progress"),
        (Act.SEE_DRAFT, "button.drafts", "drafts"),
        (Act.DELIVER_REPLY, "button.deliver_reply", "reply"),
    ),
    (
        (Act.ANSWER_POINTS, "button.points", "points"),
        (Act.GIVE_LINK, "button.link", "mklink"),
        (Act.MARK_HARD, "button.hard", "hard"),
    ),
    (
        (Act.HEAR_PUBLIC, "button.voices", "voices"),
        (Act.LINK_CAMPAIGN, "button.campaigns", "campaigns"),
        (Act.TAG, "button.topics", "topics"),
    ),
    (
        (Act.LEAD_KEY_ITEMS, "button.name_leader", "leader"),
        (Act.LEAD_KEY_ITEMS, "button.instruct", "instruct"),
    ),
    (
        (Act.SEE_CONVERSATION, "button.conversation", "talk_page"),
        (Act.SEE_CARD, "button.history", "history"),
        (Act.SEE_CARD, "button.checklist", "checklist"),
    ),
)
_ASSIGNING = (Act.SIGN_FOR, Act.HAND_ON, Act.ASK_RETURN, Act.REASSIGN)
LASTING = (Act.SEE_CONVERSATION, Act.SEE_CARD, Act.TAG)  # what is there of what is over, too


def _staff_buttons(
    turn: Turn, item: Suggestion, relations: frozenset[Relation]
) -> keyboard.Keyboard:
    rows: keyboard.Keyboard = []
    for group in _ROWS:
        row = [
            keyboard.button(turn.language, label, verb, item.id)
            for act, label, verb in group
            if permissions.may_any(relations, act) and (item.is_open or act in LASTING)
        ]
        if row:
            rows.append(row)
    if row := given.button(turn, item):
        rows.append(row)
    if permissions.may_any(relations, Act.PROMISE) and replies.of_round(
        turn.session, item.id, item.round
    ):
        rows.append(
            [
                keyboard.button(turn.language, "button.promises", "promises", item.id),
                keyboard.button(turn.language, "button.results", "results", item.id),
                keyboard.button(turn.language, "button.publication", "public", item.id),
            ]
        )
    if item.is_open and any(permissions.may_any(relations, act) for act in _ASSIGNING):
        rows.append(
            [
                keyboard.button(turn.language, "button.plan", "plan", item.id),
                keyboard.button(turn.language, "button.moves", "moves", item.id),
                *_of_blockers(turn, item, relations),
            ]
        )
    if permissions.may_any(relations, Act.SEE_OPINIONS) and suggestions.ever_joint(
        turn.session, item.id
    ):
        rows.append([keyboard.button(turn.language, "button.opinions", "opinions", item.id)])
    if Relation.SUPERVISOR in relations and committee.is_apart(turn.session, turn.me, item):
        rows += _committee_buttons(turn, item)
    can_close = permissions.may_any(relations, Act.CLOSE) and item.is_open
    if can_close and may_close(turn, item):
        rows.append([keyboard.button(turn.language, "button.close", "close", item.id)])
    return rows


def _committee_buttons(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    """What only the committee does about ratings."""
    if not item.is_open:
        again = keyboard.button(turn.language, "button.ask_again", "reask", item.id)
        return [[keyboard.button(turn.language, "button.window", "since", item.id), again]]
    if replies.of_round(turn.session, item.id, item.round) is None:
        return []
    row = [
        keyboard.button(turn.language, "button.window", "since", item.id),
        keyboard.button(turn.language, "button.change_class", "reclass", item.id),
    ]
    if ratings.latest(turn.session, item.id, item.round) is None:
        row.append(keyboard.button(turn.language, "button.on_paper", "paperin", item.id))
    return [row]


def _for_deputy(turn: Turn, item: Suggestion) -> None:
    relations = access.relations(turn.session, turn.me, item)
    turn.say(
        turn.me,
        "card.deputy",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        **groups.handling(turn, item),
        bar=Html(bar.line(turn, item)),
        round=item.round,
        next=Html(next_step(turn, item)),
        reply=Html("\n".join(given.lines(turn, item)) or texts.render("reply.none", turn.language)),
        keyboard=_deputy_buttons(turn, item, relations),
    )


def next_step(turn: Turn, item: Suggestion) -> str:
    """What comes next and by when, as the deputy is told."""
    if not item.is_open:
        return texts.render("next.closed", turn.language)
    for contact in contacts.of_suggestion(turn.session, item.id, item.round):
        if contact.state in (ContactState.PLANNED, ContactState.OPEN) and (
            contact.phase != Phase.AFTER
        ):
            key = f"next.{contact.phase.value}"
            return texts.render(key, turn.language, day=contact.due_on)
    if item.stage in (Stage.REPLIED,):
        return texts.render("next.rating", turn.language)
    if item.stage == Stage.RATED:
        return texts.render("next.closing", turn.language)
    return texts.render("next.reply", turn.language, day=item.due_on)


def _deputy_buttons(
    turn: Turn, item: Suggestion, relations: frozenset[Relation]
) -> keyboard.Keyboard:
    language = turn.language
    rows: keyboard.Keyboard = [
        [
            keyboard.button(language, "button.write", "write", item.id),
            keyboard.button(language, "button.conversation", "talk_page", item.id),
        ],
        [keyboard.button(language, "button.history", "history", item.id)],
    ]
    if points.count(turn.session, item.id):
        rows[1].append(keyboard.button(language, "button.points", "points", item.id))
    rows[1] += given.button(turn, item)
    if item.is_open:
        rows.append([keyboard.button(language, "button.pressure", "pressure", item.id)])
    if Relation.LEAD_DEPUTY not in relations:
        return rows
    wishes = [keyboard.button(language, "button.wishes", "wishes", item.id)]
    if not item.is_open:
        return [*rows, wishes]
    waive = ("button.unwaive", "unwaive") if item.waives_meeting else ("button.waive", "waive")
    rows.append(
        [
            keyboard.button(language, "button.wish_meeting", "meet", item.id),
            keyboard.button(language, *waive, item.id),
        ]
    )
    for duty in duty_rows.open_about(
        turn.session, item.id, [DutyKind.OPENING, DutyKind.RATING], turn.me.id
    ):
        key = f"button.go_{duty.kind.value}"
        rows.append([keyboard.button(language, key, "duty", duty.id)])
    form = ratings.form(turn.session, item.id, item.round)
    if form is not None and form.submitted_at is not None:
        rows.append([keyboard.button(language, "button.change_rating", "rerate", form.id)])
    if item.stage not in (Stage.REPLIED, Stage.RATED):
        wishes.append(keyboard.button(language, "button.withdraw_it", "withdraw", item.id))
    return [*rows, wishes]


def history(turn: Turn, item: Suggestion) -> None:
    """接触记录, to be read only: who handles it, where it stands, every contact (P10)."""
    officer = access.responsible(turn.session, item)
    turn.say(
        turn.me,
        "card.history",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        bar=Html(bar.line(turn, item)),
        unit=groups.unit_name(turn.session, item.lead_unit_id),
        office=item.office or "",
        officer=officer.name if officer else "—",
        next=Html(next_step(turn, item)),
        contacts=Html(
            "\n".join(
                [
                    *(_contacts(turn, item, number) for number in range(1, item.round + 1)),
                    *assigned.lines(turn, item),
                    *promises.lines(turn, item),
                    *links.lines(turn, item),
                    *publications.lines(turn, item),
                ]
            )
        ),
    )


def talk(turn: Turn, item: Suggestion, before: int | None) -> None:
    """沟通记录: a page of what was said, the newest page first, oldest line on top."""
    rows = messages.talk(turn.session, item.id, limit=TALK_PAGE + 1, before=before)
    shown = rows[:TALK_PAGE]
    lines = "\n\n".join(_talk_line(turn, row, 500) for row in reversed(shown))
    buttons = []
    if len(rows) > TALK_PAGE:
        older = keyboard.button(turn.language, "button.older", "talk_page", item.id, shown[-1].id)
        buttons = [[older]]
    turn.say(
        turn.me,
        "talk.page" if shown else "talk.empty",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=words.short(item.title),
        lines=Html(lines),
        keyboard=buttons or None,
    )
    turn.event("conversation_seen", suggestion_id=item.id, person_id=turn.me.id)
