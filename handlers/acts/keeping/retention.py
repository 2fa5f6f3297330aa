"""What is kept no longer than needed (个人信息保护法 19), by the profile; never the record."""

from datetime import datetime, timedelta

from handlers.turn import Turn
from storage import retention

AT_ONCE = 500  # rows of a kind


def clean(turn: Turn) -> int:
    """Let go of a batch of what has been kept long enough; how much it was."""
    rules = turn.office.profile.retention

    def kept_for(days: int) -> datetime:
        return turn.now - timedelta(days=days)

    raw, stranger = kept_for(rules.raw_days), kept_for(rules.stranger_days)
    invitation = kept_for(rules.invitation_days)
    counts = {
        "updates": retention.empty_updates(turn.session, raw, AT_ONCE),
        "strangers": retention.drop_strangers(turn.session, stranger, AT_ONCE),
        "invitations": retention.drop_invitations(turn.session, invitation, AT_ONCE),
        "asides": retention.drop_asides(turn.session, raw, AT_ONCE),
        "chats": retention.drop_chats(turn.session, AT_ONCE),
    }
    removed = {what: count for what, count in counts.items() if count}
    if removed:
        turn.event("cleaned", **removed)
    return sum(counts.values())
