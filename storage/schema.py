"""All tables of the house in one place, for whoever creates or compares them."""

from storage import (
    alarms,
    chain,
    contacts,
    dialogs,
    duties,
    events,
    files,
    guesses,
    inbox,
    leadership,
    meetings,
    messages,
    passes,
    people,
    ratings,
    replies,
    roots,
    suggestions,
    units,
)
from storage.database import Base

NOUNS = (
    units,
    people,
    suggestions,
    contacts,
    messages,
    files,
    replies,
    ratings,
    duties,
    events,
    meetings,
    inbox,
    dialogs,
    leadership,
    alarms,
    guesses,
    chain,
    roots,
    passes,
)

metadata = Base.metadata
