"""四个融入: suggestions are worked into campaigns, plans and inspections, and move with them."""

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.acts.prompting import echoes
from handlers.html import quote
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import campaigns, messages
from storage.campaigns import Campaign, CampaignLink, CampaignProgress
from storage.suggestions import Suggestion
from storage.vocabulary import TAKEN_OUT, CampaignKind, Role

SHOWN = 20


def _unit(turn: Turn) -> int | None:
    """Whose campaigns whoever acts sees: a unit's and the committee's; all for supervisors."""
    return None if turn.me.role == Role.SUPERVISOR else turn.me.unit_id or 0


def make(turn: Turn, kind: CampaignKind, title: str) -> Campaign:
    """A campaign into which suggestions can be worked."""
    row = Campaign(
        unit_id=_unit(turn), kind=kind, title=title, made_by_id=turn.me.id, made_at=turn.now
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("campaign_made", person_id=turn.me.id, campaign_id=row.id, title=title)
    return row


def fetch(turn: Turn, campaign_id: int) -> Campaign:
    """A campaign of one's own unit, or of the committee. Raises Refused `permission.denied`."""
    access.in_office(turn, OfficeAct.RUN_CAMPAIGNS)
    row = campaigns.find(turn.session, campaign_id)
    mine = _unit(turn)
    if row is None or (mine is not None and row.unit_id not in (mine, None)):
        raise Refused("permission.denied")
    return row


def toggle(turn: Turn, item: Suggestion, campaign_id: int) -> None:
    """Work it in, or take it out again; the deputies hear of the first.

    Of what is closed, too: what was promised lives on. Not of what was taken out.
    """
    if item.stage in TAKEN_OUT:
        raise Refused("suggestion.closed", number=item.number)
    row = fetch(turn, campaign_id)
    for link, campaign in campaigns.of_suggestion(turn.session, item.id):
        if campaign.id == row.id and link.struck_at is None:
            link.struck_at, link.struck_by_id = turn.now, turn.me.id
            turn.session.flush()
            turn.event("campaign_left", suggestion_id=item.id, campaign_id=row.id)
            return
    turn.session.add(
        CampaignLink(
            suggestion_id=item.id,
            campaign_id=row.id,
            linked_by_id=turn.me.id,
            linked_at=turn.now,
        )
    )
    turn.session.flush()
    turn.event("campaign_joined", suggestion_id=item.id, campaign_id=row.id, title=row.title)
    echoes.heard(turn, item)
    telling.deputies(turn, item, "campaign.joined", what=row.kind, campaign=row.title)


def report(turn: Turn, row: Campaign, words: str) -> int:
    """How it goes: the deputies of each suggestion in it hear it; of how many suggestions."""
    turn.session.add(
        CampaignProgress(campaign_id=row.id, words=words, by_id=turn.me.id, at=turn.now)
    )
    turn.session.flush()
    found = campaigns.linked(turn.session, row.id)
    for item in found:
        turn.event("campaign_moved", suggestion_id=item.id, campaign_id=row.id, words=words)
        echoes.heard(turn, item)
        telling.deputies(
            turn, item, "campaign.moved", what=row.kind, campaign=row.title, words=words
        )
    return len(found)


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """What it is worked into, each in a line of HTML with its latest progress."""
    found = []
    for link, row in campaigns.of_suggestion(turn.session, item.id):
        if link.struck_at is not None:
            continue
        moved = campaigns.progress(turn.session, row.id)
        last = f"：{quote(moved[-1].words)}" if moved else ""
        found.append(
            f"🧭 {quote(texts.plain(row.kind, turn.language))}《{quote(row.title)}》{last}"
        )
    return found


def choices(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    """Every campaign it could be worked into, those that it is marked."""
    inside = {
        row.id
        for link, row in campaigns.of_suggestion(turn.session, item.id)
        if link.struck_at is None
    }
    return [
        [
            keyboard.named(
                f"{'✓ ' if row.id in inside else ''}{row.title[:30]}", "cplink", item.id, row.id
            )
        ]
        for row in campaigns.of_unit(turn.session, _unit(turn), SHOWN)
    ]


def offer(turn: Turn, item: Suggestion) -> None:
    """融入工作 of a card. In place once something has been pressed."""
    rows = choices(turn, item)
    key = "campaign.choose" if rows else "campaign.none"
    turn.say(
        turn.me,
        key,
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        keyboard=rows or None,
    )


def shown_anew(turn: Turn, item: Suggestion) -> None:
    """The choice as it stands now, where it was pressed."""
    if turn.pressed_on is not None:
        messages.rewrite(turn.session, turn.pressed_on, turn.now, keyboard=choices(turn, item))


def ledger(turn: Turn) -> None:
    """/campaigns: each with how many suggestions, and a new one."""
    found = campaigns.of_unit(turn.session, _unit(turn), SHOWN)
    count = campaigns.counts(turn.session, [row.id for row in found])
    rows = [
        [keyboard.named(f"{row.title[:30]} ({count.get(row.id, 0)})", "campaign", row.id)]
        for row in found
    ]
    rows.append([keyboard.button(turn.language, "button.new_campaign", "cpnew", 0)])
    turn.say(turn.me, "campaign.all", purpose="card", keyboard=rows)


def show(turn: Turn, row: Campaign) -> None:
    """One campaign: what is worked into it, how it has gone."""
    items = campaigns.linked(turn.session, row.id)
    moved = campaigns.progress(turn.session, row.id)[-5:]
    told = [f"<i>{turn.office.local(one.at):%Y-%m-%d}</i> {quote(one.words)}" for one in moved]
    report_it = keyboard.button(turn.language, "button.report_campaign", "cpreport", row.id)
    turn.say(
        turn.me,
        "campaign.page",
        purpose="card",
        what=row.kind,
        campaign=row.title,
        numbers="、".join(item.number for item in items) or "—",
        lines=Html("\n".join(told) or "—"),
        keyboard=[[report_it]],
    )
