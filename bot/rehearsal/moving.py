"""What leaves the ordinary way: withdrawn, handled together, out of chat, looked back on.

Judged from raw rows alone.
"""

from datetime import datetime, timedelta

from bot.rehearsal.judged import Judged
from bot.rehearsal.raw import Raw
from storage.rawrows import Row

BY_PAPER = "走纸质渠道"  # all that is said of what is secret
TOGETHER_WITHIN = timedelta(days=45)  # what is handled together is answered, one after the other


def withdrawn(raw: Raw) -> Judged:
    """Nothing was withdrawn before everybody behind it had agreed."""
    found = Judged()
    for event in _events(raw, "withdrawn"):
        found.looked_at += 1
        agreed = {
            row["person_id"]
            for row in raw.of("consents", "request_id", event["data"]["request_id"])
            if row["is_given"] and row["at"] <= event["at"]
        }
        behind = raw.of("signatures", "suggestion_id", event["suggestion_id"])
        without = [row for row in behind if not row["is_lead"] and row["person_id"] not in agreed]
        if without:
            found.wrong.append(f"{_name(raw, event)} withdrawn without {len(without)} of its own")
    return found


def together(raw: Raw, last: datetime | None) -> Judged:
    """Of what is handled together each was replied to, and each lead deputy asked to rate."""
    found = Judged()
    for merge in raw.rows("merges"):
        if merge["ended_at"] is not None:
            continue
        main, other = merge["into_id"], merge["suggestion_id"]
        given = raw.of("replies", "suggestion_id", main)
        if not given or last is None or last - given[0]["at"] < TOGETHER_WITHIN:
            continue
        found.looked_at += 1
        for id_ in (main, other):
            if raw.one("suggestions", id_)["stage"] in ("withdrawn", "by_paper", "letter"):
                continue
            for table in ("replies", "rating_forms"):
                if not raw.of(table, "suggestion_id", id_):
                    number = raw.one("suggestions", id_)["number"]
                    found.wrong.append(f"{number}, handled together with another: no {table}")
    return found


def secret(raw: Raw) -> Judged:
    """Of what was made secret nothing is said any more but that it goes by paper."""
    found = Judged()
    for event in _events(raw, "made_secret"):
        found.looked_at += 1
        for message in raw.of("messages", "suggestion_id", event["suggestion_id"]):
            if message["direction"] != "out" or message["at"] <= event["at"]:
                continue
            if message["state"] != "cancelled" and BY_PAPER not in (message["text"] or ""):
                found.wrong.append(f"{_name(raw, event)}: message {message['id']} says more")
    return found


def looked_back(raw: Raw) -> Judged:
    """Every promise that the deputy had not called kept is in the campaign of the year."""
    found = Judged()
    for campaign in raw.rows("look_backs"):
        asked = {
            row["promise_id"] for row in raw.of("look_back_answers", "look_back_id", campaign["id"])
        }
        for promise in raw.rows("promises"):
            if not _is_to_be_asked(raw, promise, campaign["begun_at"]):
                continue
            found.looked_at += 1
            if promise["id"] not in asked:
                found.wrong.append(f"promise {promise['id']} is not in {campaign['year']}")
    return found


def _is_to_be_asked(raw: Raw, promise: Row, begun_at: datetime) -> bool:
    """Whether it stood, not called kept, when the campaign began, as far as can still be told."""
    if promise["made_at"] >= begun_at or _since(promise["viewed_at"], begun_at):
        return False
    item = raw.one("suggestions", promise["suggestion_id"])
    return bool(promise["view"] != "kept" and item["stage"] != "by_paper")


def _since(moment: datetime | None, begun_at: datetime) -> bool:
    return moment is not None and moment >= begun_at


def _events(raw: Raw, kind: str) -> list[Row]:
    return raw.of("events", "kind", kind)


def _name(raw: Raw, event: Row) -> str:
    return str(raw.one("suggestions", event["suggestion_id"])["number"])
