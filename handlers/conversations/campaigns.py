"""融入工作 in chat: campaigns made, joined from a card, and reported on for all that is in them."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.following import campaigns
from handlers.acts.talking import sending
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.turn import Turn
from storage import dialogs
from storage.dialogs import Dialog
from storage.vocabulary import CampaignKind

NEW, PROGRESS = "campaign", "campaign_progress"
LONGEST_TITLE, LONGEST = 60, 1000


def ledger(turn: Turn, _said: Said, _words: str) -> None:
    """/campaigns."""
    access.in_office(turn, OfficeAct.RUN_CAMPAIGNS)
    campaigns.ledger(turn)


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One of them."""
    campaigns.show(turn, campaigns.fetch(turn, int(arguments[0])))


def begin(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """新建: of which kind?"""
    access.in_office(turn, OfficeAct.RUN_CAMPAIGNS)
    rows = [
        [keyboard.named(texts.plain(kind, turn.language), "cpkind", kind.value)]
        for kind in CampaignKind
    ]
    turn.say(turn.me, "campaign.ask_kind", purpose="prompt", keyboard=rows)


def choose_kind(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Of this kind; what is it called?"""
    access.in_office(turn, OfficeAct.RUN_CAMPAIGNS)
    _ask(turn, NEW, "campaign.ask_title", what=CampaignKind(arguments[0]).value)


def titled(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Its name."""
    access.in_office(turn, OfficeAct.RUN_CAMPAIGNS)
    title = questions.text_of(said, LONGEST_TITLE)
    questions.end(turn, dialog)
    campaigns.show(turn, campaigns.make(turn, CampaignKind(dialog.data["what"]), title))


def begin_report(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """报进展: what is new?"""
    row = campaigns.fetch(turn, int(arguments[0]))
    _ask(turn, PROGRESS, "campaign.ask_progress", campaign_id=row.id)


def reported(turn: Turn, said: Said, dialog: Dialog) -> None:
    """This."""
    text = questions.text_of(said, LONGEST)
    row = campaigns.fetch(turn, int(dialog.data["campaign_id"]))
    questions.end(turn, dialog)
    turn.say(turn.me, "campaign.reported", count=campaigns.report(turn, row, text))


def _ask(turn: Turn, kind: str, key: str, **data: object) -> None:
    sending.leave(turn)
    cancel = keyboard.button(turn.language, "button.cancel", "drop", 0)
    message_id = turn.say(turn.me, key, purpose="prompt", keyboard=[[cancel]])
    data = {"draft": [], **data}
    dialogs.ask(turn.session, turn.me.id, kind, turn.now, message_id=message_id, data=data)


def offer(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """融入工作 of a card."""
    campaigns.offer(turn, access.fetch(turn, int(arguments[0]), Act.LINK_CAMPAIGN))


def link(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Into this one, or out of it."""
    item = access.fetch(turn, int(arguments[0]), Act.LINK_CAMPAIGN)
    campaigns.toggle(turn, item, int(arguments[1]))
    campaigns.shown_anew(turn, item)
