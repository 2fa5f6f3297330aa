"""What came of suggestions and what deputies said of it later, as it was known at a moment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from handlers.office import Office
from handlers.rules.figures.matter import LookedBack, Result, Second
from storage import facts
from storage.facts import Happened
from storage.look_backs import LookBackAnswer
from storage.ratings import Rating
from storage.results import Result as Noted
from storage.seconds import SecondForm, SecondRating
from storage.vocabulary import PromiseView

Asked = Sequence[tuple[LookBackAnswer, datetime]]  # with when the campaign was begun
Again = Sequence[tuple[SecondForm, SecondRating | None]]  # with the answer that counts


def results(rows: Sequence[Noted], office: Office) -> Iterator[Result]:
    """Each result and its day."""
    for row in rows:
        yield Result(row.kind, office.today(row.noted_at))


def looked_back(asked: Asked, past: Sequence[Happened], office: Office) -> Iterator[LookedBack]:
    """Each promise that a campaign asked about, with the deputy's last word by then."""
    words: Mapping[int, str] = {
        one.data["answer_id"]: one.data["view"] for one in past if one.kind == facts.LOOKED_BACK
    }
    for row, begun_at in asked:
        word = words.get(row.id)
        view = PromiseView(word) if word else None
        is_asked = row.message_id is not None or view is not None
        yield LookedBack(office.today(begun_at), is_asked, view)


def seconds(again: Again, ratings: Sequence[Rating], office: Office) -> Iterator[Second]:
    """Each time that the result was asked about anew."""
    for form, answer in again:
        if answer is None:
            yield Second(office.today(form.sent_at))
            continue
        before = [row.effect for row in ratings if row.at <= answer.at]
        first = before[-1] if before else None
        yield Second(office.today(form.sent_at), answer.effect, first)
