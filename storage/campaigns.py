"""What suggestions are worked into (四个融入): campaigns, plans, inspections; and how those go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.suggestions import Suggestion
from storage.vocabulary import CampaignKind, Stage

_STANDS = text("struck_at IS NULL")


class Campaign(Base):
    """One of them, of a unit; None: of the committee."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[CampaignKind]
    title: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class CampaignLink(Base):
    """That a suggestion is worked into a campaign. Struck, never deleted."""

    __tablename__ = "campaign_links"
    __table_args__ = (
        Index(
            "uq_campaign_links",
            "suggestion_id",
            "campaign_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    linked_at: Mapped[datetime]
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    struck_at: Mapped[datetime | None]


class CampaignProgress(Base):
    """How a campaign goes, told to the deputies of everything worked into it."""

    __tablename__ = "campaign_progress"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    words: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, campaign_id: int) -> Campaign | None:
    """The campaign of that id."""
    return session.get(Campaign, campaign_id)


def of_unit(session: Session, unit_id: int | None, limit: int) -> Sequence[Campaign]:
    """A unit's campaigns and the committee's, the newest first; None: all."""
    question = select(Campaign).order_by(Campaign.id.desc()).limit(limit)
    if unit_id is not None:
        question = question.where((Campaign.unit_id == unit_id) | Campaign.unit_id.is_(None))
    return session.scalars(question).all()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[tuple[CampaignLink, Campaign]]:
    """What a suggestion is, or was, worked into, in order."""
    rows = session.execute(
        select(CampaignLink, Campaign)
        .join(Campaign, Campaign.id == CampaignLink.campaign_id)
        .where(CampaignLink.suggestion_id == suggestion_id)
        .order_by(CampaignLink.id)
    )
    return [(link, campaign) for link, campaign in rows]


def linked(session: Session, campaign_id: int) -> Sequence[Suggestion]:
    """What is worked into a campaign and can be spoken of."""
    return session.scalars(
        select(Suggestion)
        .join(CampaignLink, CampaignLink.suggestion_id == Suggestion.id)
        .where(
            CampaignLink.campaign_id == campaign_id,
            CampaignLink.struck_at.is_(None),
            Suggestion.stage != Stage.BY_PAPER,
        )
        .order_by(Suggestion.id)
    ).all()


def counts(session: Session, campaign_ids: Sequence[int]) -> dict[int, int]:
    """How many suggestions are worked into each."""
    rows = session.execute(
        select(CampaignLink.campaign_id, func.count())
        .where(CampaignLink.campaign_id.in_(campaign_ids), CampaignLink.struck_at.is_(None))
        .group_by(CampaignLink.campaign_id)
    )
    return {row[0]: row[1] for row in rows}


def progress(session: Session, campaign_id: int) -> Sequence[CampaignProgress]:
    """How it has gone, in order."""
    return session.scalars(
        select(CampaignProgress)
        .where(CampaignProgress.campaign_id == campaign_id)
        .order_by(CampaignProgress.id)
    ).all()
