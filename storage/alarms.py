"""Whether the supervisor has been told of what stays broken: one row a kind of trouble."""

from datetime import date

from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base
from storage.vocabulary import Trouble


class Alarm(Base):
    """One kind of trouble. `told_on` is the day of the latest telling.

    `is_told`: somebody has been told that it is broken, and not yet that it is well again.
    """

    __tablename__ = "alarms"

    kind: Mapped[Trouble] = mapped_column(primary_key=True)
    told_on: Mapped[date | None]
    is_told: Mapped[bool] = mapped_column(default=False)


def of(session: Session, kind: Trouble) -> Alarm:
    """The row of a kind of trouble; a new one when there was none."""
    row = session.get(Alarm, kind, with_for_update=True)
    if row is None:
        row = Alarm(kind=kind, is_told=False)
        session.add(row)
    return row
