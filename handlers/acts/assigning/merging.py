"""并案: suggestions of the same content are handled together; each deputy is answered."""

import unicodedata

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.acts.assigning import moving
from handlers.acts.assigning.moving import Taker
from handlers.acts.handling import gates
from handlers.acts.replying import proofs, replies
from handlers.rules.numbers import plain_number
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import merges, messages, suggestions
from storage import proofs as proof_rows
from storage import replies as reply_rows
from storage.merges import Merge
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.units import Unit

MOST = 20


def wanted(turn: Turn, item: Suggestion, numbers: list[str]) -> list[Suggestion]:
    """The suggestions of these numbers, as people type them.

    Raises Refused naming the first that cannot be merged.
    """
    if not 0 < len(numbers) <= MOST:
        raise Refused("merge.numbers", limit=MOST)
    found: list[Suggestion] = []
    for typed in numbers:
        number = plain_number(unicodedata.normalize("NFKC", typed))
        same = [
            one
            for one in suggestions.numbered(turn.session, number)
            if (one.congress, one.session_number) == (item.congress, item.session_number)
            or "-" in number
        ]
        if len(same) != 1:
            raise Refused("merge.unknown", number=number)
        _must_be_free(turn, _main(turn, item), same[0])
        found.append(same[0])
    return list(dict.fromkeys(found))


def _main(turn: Turn, item: Suggestion) -> Suggestion:
    return suggestions.get(turn.session, merges.main_of(turn.session, item.id))


def _must_be_free(turn: Turn, main: Suggestion, other: Suggestion) -> None:
    """Raises Refused unless one can be handled together with another from now on."""
    if other.id == main.id:
        raise Refused("merge.itself", number=other.number)
    if not other.is_open or merges.together(turn.session, other.id):
        raise Refused("merge.not_free", number=other.number)
    if reply_rows.of_round(turn.session, other.id, other.round) is not None:
        raise Refused("merge.answered", number=other.number)


def merge(turn: Turn, item: Suggestion, other_ids: list[int]) -> None:
    """Handle others together with this one: by the same unit and officer, from now on.

    What somebody else has merged meanwhile is looked at again. Raises Refused as `wanted` does.
    """
    main = _main(turn, item)
    others = []
    for other_id in other_ids:
        other = suggestions.locked(turn.session, other_id)
        assert other is not None
        _must_be_free(turn, main, other)
        turn.session.add(
            Merge(suggestion_id=other.id, into_id=main.id, by_id=turn.me.id, at=turn.now)
        )
        turn.session.flush()
        turn.event("merged", suggestion_id=other.id, into_id=main.id)
        turn.event("merged_with", suggestion_id=main.id, other_id=other.id)
        _hand_over(turn, main, other)
        telling.deputies(turn, other, "merge.deputy", other=main.number, other_title=main.title)
        telling.deputies(turn, main, "merge.deputy", other=other.number, other_title=other.title)
        others.append(other)
    officer = access.responsible(turn.session, main)
    if officer is not None:
        numbers = "、".join(other.number for other in others)
        telling.one(turn, officer, "merge.officer", main, numbers=numbers)


def _hand_over(turn: Turn, main: Suggestion, other: Suggestion) -> None:
    """Whoever handles the main one handles the other, too; whoever did hears of it."""
    former = access.responsible(turn.session, other)
    if other.lead_unit_id != main.lead_unit_id:
        unit = turn.session.get_one(Unit, main.lead_unit_id)
        taker = Taker(unit, main.office, main.officer_id, main.leader_id)
        moving.taken_over(turn, other, taker, texts.label("merge.reason", turn.language))
        return
    before = {"officer_id": other.officer_id, "office": other.office}
    other.officer_id, other.office = main.officer_id, main.office
    turn.session.flush()
    officer = access.responsible(turn.session, other)
    if officer is None or officer == former:
        return
    moving.handed_on(turn, other, before)
    if former is not None:
        telling.one(turn, former, "merge.former", other, main=main.number, officer=officer.name)


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
        if one.is_open
        and reply_rows.of_round(turn.session, one.id, one.round) is None
        and access.may(turn, one, Act.DELIVER_REPLY)
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
    if reply.round != source.round:
        raise Refused("merge.earlier", number=source.number)
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
    _use_up(turn, f"same:{reply.id}:{item.id}")


def _use_up(turn: Turn, data: str) -> None:
    """The button of one of several has done its work; the others stay."""
    if turn.pressed_on is not None:
        shown = messages.get(turn.session, turn.pressed_on).keyboard or []
        left = [row for row in shown if data not in {key["callback_data"] for key in row}]
        messages.rewrite(turn.session, turn.pressed_on, turn.now, keyboard=left or None)


def is_merged(turn: Turn, item: Suggestion) -> bool:
    """Whether it is handled together with another that leads."""
    return merges.row_of(turn.session, item.id) is not None


def told(turn: Turn, item: Suggestion) -> str:
    """The numbers of what is handled together with it."""
    return "、".join(one.number for one in merges.together(turn.session, item.id))
