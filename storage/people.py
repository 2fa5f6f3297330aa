"""Who is on the roster (代表, 工作人员), which chat account is theirs, and who was invited.

One person has at most one open account, and one account belongs to at most one person; a closed
binding stays as a row. Invitation codes are stored as hashes only.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from storage import numbers
from storage.database import Base, Id, changed, remember, remembered, table_of
from storage.keys import MARK, digits
from storage.numbers import Found, Number
from storage.pending import BESIDE
from storage.vocabulary import Language, Role


class Person(Base):
    """A deputy or a member of staff. `key` is what makes a roster row the same person again.

    `left_at`: since then they are no deputy, or no staff, any more.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(String(100), index=True)
    phone: Mapped[str | None] = mapped_column("phone_sealed", Number)
    phone_index: Mapped[str | None] = mapped_column(Found, index=True)
    language: Mapped[Language] = mapped_column(default=Language.CHINESE)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    office: Mapped[str | None] = mapped_column(String(100))
    delegation: Mapped[str | None] = mapped_column(String(100))
    electing_unit: Mapped[str | None] = mapped_column(String(200))
    post: Mapped[str | None] = mapped_column(String(200))
    windows: Mapped[str | None] = mapped_column(String(100))
    preferred_form: Mapped[str | None] = mapped_column(String(20))
    unreachable_since: Mapped[datetime | None]
    unreachable_why: Mapped[str | None] = mapped_column(String(30))
    left_at: Mapped[datetime | None]
    last_prompted_at: Mapped[datetime | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own shape)

    @validates("phone")
    def _phone_found(self, _name: str, phone: str | None) -> str | None:
        self.phone_index = phone
        return phone

    @property
    def phone_shown(self) -> str:
        """The number as people dial it here; a dash for none, a lock when it can't be read."""
        if self.phone and numbers.is_sealed(self.phone):
            return "🔒"
        return (self.phone or "—").removeprefix("+86")

    @property
    def is_deputy(self) -> bool:
        """Whether this is a deputy (else staff)."""
        return self.role == Role.DEPUTY


class Account(Base):
    """A chat account bound to a person, from one moment to another."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index(
            "uq_accounts_open_person",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_accounts_open_user",
            "user_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    bound_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]  # when its telephone number was last shown to be theirs
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str | None] = mapped_column(String(30))


class Invitation(Base):
    """A single-use door for one person. Only the hash of its code is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Stranger(Base):
    """That somebody unknown wrote: a hash of the account and a count, never their words."""

    __tablename__ = "strangers"

    user_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]


_ACCOUNTS = table_of(Account)
_BY_USER = (
    select(Person)
    .join(Account, Account.person_id == Person.id)
    .where(Account.user_id == bindparam("user_id"), Account.closed_at.is_(None))
    .execution_options(**BESIDE)
)
_PEOPLE = (
    select(Person, Account.user_id)
    .outerjoin(Account, and_(Account.person_id == Person.id, Account.closed_at.is_(None)))
    .where(Person.id.in_(bindparam("person_ids", expanding=True)))
    .execution_options(**BESIDE)
)
_CHAT_OF = select(_ACCOUNTS.c.user_id).where(
    _ACCOUNTS.c.person_id == bindparam("person_id"), _ACCOUNTS.c.closed_at.is_(None)
)


def get(session: Session, person_id: int) -> Person:
    """The person of that id; where they are reached is learnt in the same question."""
    return remembered(session, ("person", person_id), lambda: learn(session, [person_id])[0])


def learn(session: Session, person_ids: Collection[int]) -> list[Person]:
    """These people, and where they are reached: all asked at once."""
    found: list[Person] = []
    for person, chat_id in session.execute(_PEOPLE, {"person_ids": list(person_ids)}):
        found.append(person)
        remember(session, ("person", person.id), person)
        remember(session, ("chat_of", person.id), chat_id)
    return found


def after(session: Session, person_id: int, limit: int) -> Sequence[Person]:
    """The next people on the roster after an id."""
    return session.scalars(
        select(Person).where(Person.id > person_id).order_by(Person.id).limit(limit)
    ).all()


def by_key(session: Session, key: str) -> Person | None:
    """The person whose roster key this is."""
    return session.scalars(select(Person).where(Person.key == key)).first()


def named(session: Session, name: str) -> Sequence[Person]:
    """Everybody of that name."""
    return session.scalars(select(Person).where(Person.name == name).order_by(Person.id)).all()


def with_phone(session: Session, phone: str) -> Sequence[Person]:
    """Everybody of that telephone number, however it is written."""
    hashes = numbers.keys_of(session.get_bind().dialect).hashes(phone) if digits(phone) else []
    return session.scalars(
        select(Person)
        .where(type_coerce(Person.phone_index, String).in_(hashes))
        .order_by(Person.id)
    ).all()


def keys_in_use(session: Session) -> set[str]:
    """The names of the keys with which people's numbers are encrypted."""
    kept = type_coerce(Person.phone, Text)
    found = session.scalars(
        select(func.substr(kept, len(MARK) + 1, 8)).where(kept.is_not(None)).distinct()
    )
    return set(found)


def has_phone(session: Session, person: Person, phone: str) -> bool:
    """Whether this is a person's telephone number, however it is written."""
    return any(one.id == person.id for one in with_phone(session, phone))


def all_of(session: Session, roles: Iterable[Role]) -> Sequence[Person]:
    """Everybody here with one of these roles, in roster order."""
    return session.scalars(
        select(Person)
        .where(Person.role.in_(list(roles)), Person.left_at.is_(None))
        .order_by(Person.id)
    ).all()


def staff_of(session: Session, unit_id: int, role: Role | None = None) -> Sequence[Person]:
    """The staff of a unit that is here, all or of one role."""
    question = (
        select(Person)
        .where(Person.unit_id == unit_id, Person.left_at.is_(None))
        .order_by(Person.id)
    )
    return session.scalars(question.where(Person.role == role) if role else question).all()


def by_user(session: Session, user_id: int) -> Person | None:
    """Whose open account this is."""
    return remembered(
        session,
        ("by_user", user_id),
        lambda: session.scalars(_BY_USER, {"user_id": user_id}).first(),
    )


def chat_of(session: Session, person_id: int) -> int | None:
    """The private chat in which a person is reached, if they have joined."""
    session.flush()
    found: int | None = remembered(
        session,
        ("chat_of", person_id),
        lambda: session.connection().scalar(_CHAT_OF, {"person_id": person_id}),
    )
    return found


def is_reached(session: Session, person: Person) -> bool:
    """Whether what is said in chat reaches a person: they have joined, and have not stopped it."""
    return person.unreachable_since is None and chat_of(session, person.id) is not None


def open_account(session: Session, person_id: int) -> Account | None:
    """The open account of a person."""
    return session.scalars(
        select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    ).first()


def open_account_of_user(session: Session, user_id: int) -> Account | None:
    """The open binding of a chat account."""
    return session.scalars(
        select(Account).where(Account.user_id == user_id, Account.closed_at.is_(None))
    ).first()


def joined(session: Session) -> dict[int, datetime]:
    """When each person who has joined did so: person id → moment."""
    rows = session.execute(
        select(Account.person_id, Account.bound_at).where(Account.closed_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def invitation(session: Session, code_hash: str) -> Invitation | None:
    """The invitation with that hash."""
    return session.scalars(select(Invitation).where(Invitation.code_hash == code_hash)).first()


def invitation_opened_by(session: Session, user_id: int, now: datetime) -> Invitation | None:
    """The usable invitation an account has opened last and not yet confirmed."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.opened_by == user_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
        .limit(1)
    ).first()


def revoke_open_invitations(session: Session, person_id: int, now: datetime) -> int:
    """Close every unused invitation of a person; how many there were."""
    return changed(
        session,
        update(Invitation)
        .where(
            Invitation.person_id == person_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now),
    )


def use_invitation(session: Session, invitation_id: int, now: datetime) -> bool:
    """Use up an invitation; False when somebody was faster."""
    result = changed(
        session,
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now),
    )
    return result > 0


def mark_unreachable(session: Session, person_id: int, why: str, now: datetime) -> bool:
    """Note that a person cannot be reached in chat; False when that was known."""
    result = changed(
        session,
        update(Person)
        .where(Person.id == person_id, Person.unreachable_since.is_(None))
        .values(unreachable_since=now, unreachable_why=why),
    )
    return result > 0


def mark_reachable(session: Session, person_id: int) -> bool:
    """Note that a person is back; False when they had not been away."""
    result = changed(
        session,
        update(Person)
        .where(Person.id == person_id, Person.unreachable_since.is_not(None))
        .values(unreachable_since=None, unreachable_why=None),
    )
    return result > 0


def count_stranger(session: Session, user_hash: str, now: datetime) -> int:
    """Count one more approach of an unknown account; how often it has come by now."""
    row = session.get(Stranger, user_hash)
    if row is None:
        session.add(Stranger(user_hash=user_hash, count=1, last_at=now))
        return 1
    row.count += 1
    row.last_at = now
    return row.count


def find(session: Session, words: str, limit: int = 20) -> Sequence[Person]:
    """People whose name contains the words."""
    return session.scalars(
        select(Person)
        .where(or_(Person.name.contains(words, autoescape=True), Person.key == words))
        .order_by(func.length(Person.name), Person.id)
        .limit(limit)
    ).all()


def not_joined(session: Session) -> dict[Role, int]:
    """How many on the roster have no chat account: role → people."""
    has_joined = exists().where(Account.person_id == Person.id, Account.closed_at.is_(None))
    rows = session.execute(
        select(Person.role, func.count())
        .where(~has_joined, Person.left_at.is_(None))
        .group_by(Person.role)
    )
    return {row[0]: row[1] for row in rows}
