"""涉密: a suggestion leaves the chat for good, and goes by paper (走纸质渠道).

From then on its title is nowhere but in what was written before; nothing of that is ever sent, as
`storage.messages` sees to, and our messages in chats are edited. Nobody takes the flag off again.
"""

from handlers import texts
from handlers.acts import access, duties, hours
from handlers.acts.handling import endings
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import dialogs, messages, people, reports, suggestions
from storage import duties as duty_rows
from storage.messages import BY_PAPER
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import MEETING_DUTIES, OUTLASTING, TAKEN_AWAY, Language, Role, Stage


def masked() -> str:
    """What stands where the title stood."""
    return texts.label("by_paper.title", Language.CHINESE)


def flag(turn: Turn, item: Suggestion) -> None:
    """Take it out of chat: all that is queued stays here, everybody concerned hears the number."""
    if item.is_by_paper:
        raise Refused("duty.done")
    title, before = item.title, item.stage
    concerned = _concerned(turn, item)
    duty_rows.end_all(turn.session, turn.now, item.id)
    duties.met(turn, item, OUTLASTING - MEETING_DUTIES)
    dialogs.close_all_about(turn.session, item.id)
    item.title, item.content, item.category, item.notes = masked(), None, None, {}
    item.wishes = None
    item.stage = Stage.BY_PAPER
    item.closed_at = item.closed_at or turn.now
    turn.session.flush()
    reports.rename(turn.session, item.id, masked())
    held = messages.hush(turn.session, turn.now, item.id, title, masked())
    for row in messages.in_chats(turn.session, item.id):
        language = people.get(turn.session, row.person_id).language if row.person_id else None
        said = texts.render("by_paper.notice", language or Language.CHINESE, number=item.number)
        messages.rewrite(
            turn.session,
            row.id,
            turn.now,
            text=said,
            keyboard=None,
            purpose=BY_PAPER,
            media=row.media and row.media | {TAKEN_AWAY: True},
        )
    left = messages.beyond_reach(turn.session, item.id)
    if left and turn.actor is not None:
        turn.say(turn.me, "by_paper.left", purpose=BY_PAPER, number=item.number, count=left)
    turn.event("stage", suggestion_id=item.id, before=before.value, after=item.stage.value)
    turn.event("made_secret", suggestion_id=item.id, held_back=held)
    for person in concerned:
        turn.say(
            person,
            "by_paper.notice",
            suggestion_id=item.id,
            purpose=BY_PAPER,
            priority=PROMPT,
            not_before=hours.next_allowed(turn.office, person, turn.now),
            number=item.number,
        )
    endings.follow(turn, item)


def _concerned(turn: Turn, item: Suggestion) -> list[Person]:
    """Whoever handles it, stands behind it, leads it or watches over it, each once."""
    found = [deputy for deputy, _ in suggestions.deputies(turn.session, item.id)]
    officer = access.responsible(turn.session, item)
    found += [officer] if officer is not None else []
    found += [people.get(turn.session, item.leader_id)] if item.leader_id is not None else []
    for joint in suggestions.joint_units(turn.session, item.id):
        person = access.responsible_of_unit(turn.session, joint.unit_id)
        found += [person] if person is not None else []
    found += people.all_of(turn.session, [Role.SUPERVISOR])
    return list({person.id: person for person in found}.values())
