"""并案: suggestions of the same content are handled together; each deputy is answered."""

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.acts.assigning import moving
from handlers.acts.handling import gates
from handlers.acts.replying import proofs, replies
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import merges, suggestions
from storage import proofs as proof_rows
from storage import replies as reply_rows
from storage.merges import Merge
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.units import Unit

MOST = 20


def wanted(turn: Turn, item: Suggestion, numbers: list[str]) -> list[Suggestion]:
    """The suggestions of these numbers. Raises Refused naming the first that cannot be merged."""
    if not 0 < len(numbers) <= MOST:
        raise Refused("merge.numbers", limit=MOST)
    found: list[Suggestion] = []
    for number in numbers:
        same = [
            one
            for one in suggestions.numbered(turn.session, number)
            if (one.congress, one.session_number) == (item.congress, item.session_number)
            or "-" in number
        ]
        if len(same) != 1 or same[0].id == item.id:
            raise Refused("merge.unknown", number=number)
        if not same[0].is_open or merges.together(turn.session, same[0].id):
            raise Refused("merge.not_free", number=same[0].number)
        found.append(same[0])
    return list(dict.fromkeys(found))


def merge(turn: Turn, item: Suggestion, others: list[Suggestion]) -> None:
    """Handle others together with this one: by the same unit and officer, from now on."""
    main = suggestions.get(turn.session, merges.main_of(turn.session, item.id))
    for other in others:
        turn.session.add(
            Merge(suggestion_id=other.id, into_id=main.id, by_id=turn.me.id, at=turn.now)
        )
        turn.session.flush()
        turn.event("merged", suggestion_id=other.id, into_id=main.id)
        turn.event("merged_with", suggestion_id=main.id, other_id=other.id)
        if other.lead_unit_id != main.lead_unit_id:
            unit = turn.session.get_one(Unit, main.lead_unit_id)
            reason = texts.label("merge.reason", turn.language)
            moving.to_unit(turn, other, unit, reason, main.officer_id)
        telling.deputies(turn, other, "merge.deputy", other=main.number, other_title=main.title)
        telling.deputies(turn, main, "merge.deputy", other=other.number, other_title=other.title)
    officer = access.responsible(turn.session, main)
    if officer is not None:
        numbers = "、".join(other.number for other in others)
        telling.one(turn, officer, "merge.officer", main, numbers=numbers)


def part(turn: Turn, item: Suggestion) -> None:
    """取消并案: each is handled by itself again. Raises Refused `button.gone`."""
    row = merges.row_of(turn.session, item.id)
    if row is None:
        raise Refused("button.gone")
    row.ended_at = turn.now
    turn.used()
    turn.event("parted", suggestion_id=item.id, from_id=row.into_id)
    telling.deputies(turn, item, "merge.parted")
    officer = access.responsible(turn.session, item)
    if officer is not None:
        telling.one(turn, officer, "merge.parted_staff", item)


def offer_same(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """After a reply: the same one for what is handled together, a button for each."""
    open_ones = [
        one
        for one in merges.together(turn.session, item.id)
        if one.is_open and reply_rows.of_round(turn.session, one.id, one.round) is None
    ]
    if open_ones:
        rows = [
            [
                keyboard.button(
                    turn.language, "button.same_reply", "same", reply.id, one.id, number=one.number
                )
            ]
            for one in open_ones
        ]
        turn.say(
            turn.me, "merge.same_reply", suggestion_id=item.id, number=item.number, keyboard=rows
        )


def give_same(turn: Turn, reply_id: int, item: Suggestion) -> None:
    """Give a suggestion the reply of one that it is handled together with."""
    reply = turn.session.get(Reply, reply_id)
    if reply is None or reply.suggestion_id not in {
        one.id for one in merges.together(turn.session, item.id)
    }:
        raise Refused("button.gone")
    source = access.fetch(turn, reply.suggestion_id, Act.DELIVER_REPLY)
    turn.about, turn.number = item.id, item.number
    gates.require(turn, item, Act.DELIVER_REPLY)
    replies.deliver(
        turn,
        item,
        {
            "number": reply.number,
            "on": str(turn.office.today(turn.now)),
            "class": reply.reply_class.value,
            "document_id": reply.document_id,
            "proof": proofs.handed_in(proof_rows.of_reply(turn.session, reply)),
            "is_of_another": True,
        },
    )
    turn.event("same_reply", suggestion_id=item.id, source_id=source.id, reply_id=reply.id)


def is_merged(turn: Turn, item: Suggestion) -> bool:
    """Whether it is handled together with another that leads."""
    return merges.row_of(turn.session, item.id) is not None


def told(turn: Turn, item: Suggestion) -> str:
    """The numbers of what is handled together with it."""
    return "、".join(one.number for one in merges.together(turn.session, item.id))
