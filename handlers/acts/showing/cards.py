"""A suggestion on one screen of a phone: for staff with what can be done, for deputies with what
comes next; and the talk about it, page by page.
"""

from datetime import date

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.assigning import assigned, letters, withdrawal
from handlers.acts.following import campaigns, promise_pages, result_pages
from handlers.acts.handling import blockers, gates, leading, likeness, opinions, plans, tags
from handlers.acts.meeting import meetings
from handlers.acts.people import reaching
from handlers.acts.replying import audits, drafts, given, links, publications
from handlers.acts.showing import bar, buttons
from handlers.acts.talking import groups, words
from handlers.html import plain, quote
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import (
    contacts,
    messages,
    people,
    points,
    promises,
    ratings,
    replies,
    results,
    suggestions,
)
from storage import duties as duty_rows
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, Direction, DutyKind, Phase, Relation, Stage

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
        rows = [*_of_blockers(turn, item, relations), *_to_look_at(turn, item)]
        opinions.card(turn, item, rows)
    else:
        _for_government(turn, item, relations)
    turn.event("looked", suggestion_id=item.id, person_id=turn.me.id)


def _of_blockers(turn: Turn, item: Suggestion, relations: frozenset[Relation]) -> keyboard.Keyboard:
    row = buttons.row(turn, item, relations, (buttons.RAISE, buttons.DECIDE))
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
        keyboard=_of_blockers(turn, item, relations) or None,
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
        reach=reaching.reach(turn, lead, turn.language),
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
                        *promise_pages.lines(turn, item),
                        *result_pages.lines(turn, item),
                        *links.lines(turn, item),
                        *publications.lines(turn, item),
                    ],
                )
            )
        ),
        words=Html(_last_words(turn, item)),
        alike=likeness.told(turn, item, turn.me),
        keyboard=buttons.of_staff(turn, item, relations),
    )


def _warned(turn: Turn, item: Suggestion, relations: frozenset[Relation]) -> list[str]:
    """That it may be a concrete case is told to whoever can route it out."""
    if not permissions.may_any(relations, Act.TAKE_OUT):
        return []
    return letters.warning(turn, item, turn.language)


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
    said = _said(turn, row)
    if len(said) > limit:
        said = said[: limit - 1] + "…"
    at = turn.office.local(row.at)
    return f"<i>{at:%m-%d %H:%M}</i> <b>{quote(author)}</b>：{quote(said)}"


def _said(turn: Turn, row: messages.Message) -> str:
    """What a line of the talk says: the words, a formal reply in short, a file by its kind."""
    if row.purpose == messages.REPLY and row.suggestion_id is not None:
        reply = replies.until(turn.session, row.suggestion_id, row.at)
        if reply is not None:
            letter = reply.reply_class
            return texts.label("talk.reply", turn.language, number=reply.number, letter=letter)
    text = plain(row.text or "") if row.direction == Direction.OUT else row.text
    return text or f"[{texts.label(f'messagekind.{row.kind.value}', turn.language)}]"


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
        followed=Html(
            "\n".join([*promise_pages.lines(turn, item), *result_pages.lines(turn, item)])
        ),
        keyboard=_deputy_buttons(turn, item, relations),
    )


def _to_look_at(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    """承诺事项 and 成果, where there are any."""
    row = []
    if promises.of_suggestion(turn.session, item.id):
        row.append(keyboard.button(turn.language, "button.promises", "promises", item.id))
    if results.of_suggestion(turn.session, item.id):
        row.append(keyboard.button(turn.language, "button.results", "results", item.id))
    return [row] if row else []


def next_step(turn: Turn, item: Suggestion) -> str:
    """What comes next and by when, as the deputy is told; what is late is said to be."""
    if not item.is_open:
        return texts.render("next.closed", turn.language)
    if item.stage == Stage.REPLIED:
        return texts.render("next.rating", turn.language)
    if item.stage == Stage.RATED:
        return texts.render("next.closing", turn.language)
    awaited = (ContactState.PLANNED, ContactState.OPEN)
    for contact in contacts.of_suggestion(turn.session, item.id, item.round):
        if contact.state in awaited and contact.phase != Phase.AFTER:
            return _by(turn, f"next.{contact.phase.value}", contact.due_on)
    return _by(turn, "next.reply", item.due_on)


def _by(turn: Turn, key: str, day: date | None) -> str:
    """A step and its day: 最迟 5月7日, or that it has passed."""
    is_late = day is not None and day < turn.office.today(turn.now)
    when = texts.label("next.late" if is_late else "next.until", turn.language, day=day)
    return texts.render(key, turn.language, when=when)


def _deputy_buttons(
    turn: Turn, item: Suggestion, relations: frozenset[Relation]
) -> keyboard.Keyboard:
    language = turn.language
    is_lead = Relation.LEAD_DEPUTY in relations
    look = [
        keyboard.button(language, "button.conversation", "talk_page", item.id),
        keyboard.button(language, "button.history", "history", item.id),
    ]
    if points.count(turn.session, item.id):
        look.append(keyboard.button(language, "button.points", "points", item.id))
    look += given.button(turn, item)
    rows: keyboard.Keyboard = [
        [keyboard.button(language, "button.write", "write", item.id)],
        look,
        *_to_look_at(turn, item),
    ]
    if is_lead:
        rows[0] += _asked_for(turn, item) if item.is_open else []
        rows += _decided_by_lead(turn, item)
    if item.is_open:
        rows.append([keyboard.button(language, "button.pressure", "pressure", item.id)])
    return rows


def _asked_for(turn: Turn, item: Suggestion) -> list[dict[str, str]]:
    """What the lead deputy is asked for just now, beside their own words."""
    language = turn.language
    kinds = [DutyKind.OPENING, DutyKind.RATING]
    found = [
        keyboard.button(language, f"button.go_{duty.kind.value}", "duty", duty.id)
        for duty in duty_rows.open_about(turn.session, item.id, kinds, turn.me.id)
    ]
    form = ratings.form(turn.session, item.id, item.round)
    if form is not None and form.submitted_at is not None:
        found.append(keyboard.button(language, "button.change_rating", "rerate", form.id))
    return found


def _decided_by_lead(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    """Whether to meet, whether it is taken back; and always how much of it may be known."""
    language = turn.language
    wishes = [keyboard.button(language, "button.wishes", "wishes", item.id)]
    if not item.is_open:
        return [wishes]
    waive = ("button.unwaive", "unwaive") if item.waives_meeting else ("button.waive", "waive")
    meeting = [
        keyboard.button(language, "button.wish_meeting", "meet", item.id),
        keyboard.button(language, *waive, item.id),
    ]
    asked = withdrawal.waiting(turn, item)
    if asked is not None:
        wishes.append(keyboard.button(language, "button.withdraw_stop", "wdstop", asked.id))
    elif withdrawal.is_offered(turn, item):
        wishes.append(keyboard.button(language, "button.withdraw_it", "withdraw", item.id))
    return [meeting, wishes]


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
                    *promise_pages.lines(turn, item),
                    *result_pages.lines(turn, item),
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
    below = []
    if len(rows) > TALK_PAGE:
        older = keyboard.button(turn.language, "button.older", "talk_page", item.id, shown[-1].id)
        below = [[older]]
    turn.say(
        turn.me,
        "talk.page" if shown else "talk.empty",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=words.short(item.title),
        lines=Html(lines),
        keyboard=below or None,
    )
    turn.event("conversation_seen", suggestion_id=item.id, person_id=turn.me.id)
