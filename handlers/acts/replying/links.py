"""数据链接: where the deputies can look at the data behind an answer for themselves."""

from html import escape

from handlers.acts import telling
from handlers.html import quote
from handlers.rules import links as rules
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import links
from storage.links import Link
from storage.suggestions import Suggestion


def hosts(turn: Turn) -> tuple[str, ...]:
    """Where an address may lead. Raises Refused `link.none` where the profile names no host."""
    found = turn.office.profile.open.hosts
    if not found:
        raise Refused("link.none")
    return found


def give(turn: Turn, item: Suggestion, title: str, url: str) -> None:
    """Write a link down, and give it to everybody behind the suggestion."""
    row = Link(
        suggestion_id=item.id,
        title=title,
        url=rules.address(url, hosts(turn)),
        given_by_id=turn.me.id,
        given_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("link_given", suggestion_id=item.id, link_id=row.id)
    telling.deputies(turn, item, "link.deputy", link=_shown(row))


def _shown(row: Link) -> Html:
    return Html(f'<a href="{escape(row.url)}">{quote(row.title)}</a>')


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each link in a line, for a card."""
    return [f"🌐 {_shown(row)}" for row in links.of_suggestion(turn.session, item.id)]
