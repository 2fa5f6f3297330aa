"""Which topic (主题) somebody has put on a suggestion, or struck from it. Rows are only added."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, Id


class Tag(Base):
    """That somebody marked a topic (or struck it); the latest counts."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    topic: Mapped[str] = mapped_column(String(40))
    is_on: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
