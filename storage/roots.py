"""One hash a day that stands for the whole record: the root over the ends of all chains.

It goes to the supervisors and into a file, out of reach of whoever has the database. Each root
covers the root before it and the chains that have grown since, so it costs what was done that day.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import kept
from storage.chain import Chain
from storage.database import Base, Id, in_batches, table_of


class Root(Base):
    """The root of a day, taken when it was over. `chains`: how many it adds to the one before.

    `told_at`: since when the supervisors have it (or a later one, which covers it).
    """

    __tablename__ = "roots"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    at: Mapped[datetime]
    chains: Mapped[int]
    hash: Mapped[str] = mapped_column(String(32))
    told_at: Mapped[datetime | None]


class Rooted(Base):
    """The end of one chain as a root covers it."""

    __tablename__ = "rooted"
    __table_args__ = (Index("ix_rooted_chain", "chain"),)

    root_id: Mapped[int] = mapped_column(ForeignKey("roots.id"), primary_key=True)
    chain: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[str] = mapped_column(String(32))


def latest(session: Session) -> Root | None:
    """The root taken last."""
    return session.scalars(select(Root).order_by(Root.id.desc()).limit(1)).first()


def after(session: Session, day: date | None) -> Sequence[Root]:
    """The roots of later days, in order."""
    question = select(Root).order_by(Root.id)
    return session.scalars(question if day is None else question.where(Root.day > day)).all()


def take(session: Session, day: date, now: datetime) -> Root:
    """The root of a day over everything written until now."""
    before = latest(session)
    root = Root(day=day, at=now, chains=0, hash="")
    session.add(root)
    session.flush()
    loose = (
        select(Chain.id, Chain.hash).where(~Chain.is_rooted).order_by(Chain.id).with_for_update()
    )
    connection = session.connection()
    ends = [(row[0], row[1]) for row in connection.execute(loose)]
    for some in in_batches(ends):
        rows = [{"root_id": root.id, "chain": chain, "hash": end} for chain, end in some]
        connection.execute(insert(table_of(Rooted)), rows)
        connection.execute(
            update(table_of(Chain))
            .where(Chain.id.in_([chain for chain, _ in some]))
            .values(is_rooted=True)
        )
    root.chains = len(ends)
    root.hash = _covering(before.hash if before is not None else "", day, ends)
    return root


def _covering(before: str, day: date, ends: Iterable[tuple[int, str]]) -> str:
    """The hash over the root before and the ends of chains."""
    lines = (f"{chain} {end}" for chain, end in ends)
    return kept.hashed(before, day.isoformat(), *lines)


def recomputed(session: Session, root: Root, before: str) -> str:
    """The hash that a root should have, from the root before and the ends it is made of."""
    return _covering(before, root.day, _ends(session, root))


def _ends(session: Session, root: Root) -> Iterator[tuple[int, str]]:
    rows = session.execute(
        select(Rooted.chain, Rooted.hash)
        .where(Rooted.root_id == root.id)
        .order_by(Rooted.chain)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        yield row[0], row[1]


def rooted_ends(session: Session, chains: Sequence[int]) -> dict[int, dict[str, date]]:
    """Through which hashes chains went when a root was taken: chain → hash → day."""
    found: dict[int, dict[str, date]] = {}
    rows = session.execute(
        select(Rooted.chain, Rooted.hash, Root.day)
        .join(Root, Root.id == Rooted.root_id)
        .where(Rooted.chain.in_(chains))
        .order_by(Rooted.root_id)
    )
    for chain, end, day in rows:
        found.setdefault(chain, {})[end] = day
    return found


def note_told(session: Session, until: Root, now: datetime) -> None:
    """The supervisors have this root, and with it those before it."""
    session.execute(
        update(Root).where(Root.id <= until.id, Root.told_at.is_(None)).values(told_at=now)
    )
