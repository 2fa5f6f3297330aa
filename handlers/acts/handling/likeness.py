"""Which suggestions ask for much the same, found by their words when they come in (共性问题).

Words are told apart by jieba's dictionary and weighed by BM25; both libraries are read only when
there is something to compare. The index lies in a temporary folder, so memory stays flat.
"""

import re
import tempfile
from collections.abc import Sequence
from typing import Any

from handlers import texts
from handlers.acts import access
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import likeness, suggestions
from storage.database import in_batches
from storage.likeness import Wording
from storage.people import Person
from storage.suggestions import Suggestion

WORDS = 80  # of a suggestion that are compared; the title's come first
HEAP = 15_000_000  # bytes, the least that the index takes
_WORD = re.compile(r"[^\W_]{2,}")  # no single characters, no punctuation


def compare(turn: Turn, ids: Sequence[int]) -> None:
    """Compare suggestions that are new, or say something else now, with all others."""
    likeness.clear(turn.session, ids)
    if not ids or not likeness.has_several(turn.session):
        return
    with tempfile.TemporaryDirectory() as folder:
        index = _Index(folder, turn.office.profile.likeness.common_words)
        for wording in likeness.wordings(turn.session):
            index.add(wording)
        index.complete()
        least = turn.office.profile.likeness.least_share
        for some in in_batches(ids):
            found: dict[tuple[int, int], float] = {}
            for wording in likeness.wordings(turn.session, some):
                for other, share in index.like(wording, least):
                    pair = (max(wording.id, other), min(wording.id, other))
                    found[pair] = max(share, found.get(pair, 0.0))
            likeness.put_down(turn.session, found, turn.now)


def words_of(text: str, common: frozenset[str]) -> list[str]:
    """The words of a text, as they are compared; `common` ones say nothing."""
    import rjieba

    return [
        word for word in rjieba.cut_for_search(text) if _WORD.fullmatch(word) and word not in common
    ]


class _Index:
    """What all suggestions say, by words."""

    def __init__(self, folder: str, common: frozenset[str]) -> None:
        import tantivy

        self._common = common

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        self._schema: Any = builder.build()
        self._index: Any = tantivy.Index(self._schema, path=folder)
        self._writer: Any = self._index.writer(HEAP, 1)

    def _words(self, wording: Wording) -> list[str]:
        """Those of the title weigh twice."""
        title = words_of(wording.title, self._common)
        return [*title, *title, *words_of(wording.content or "", self._common)]

    def add(self, wording: Wording) -> None:
        """Take one more suggestion."""
        import tantivy

        document = tantivy.Document(id=wording.id, words=" ".join(self._words(wording)))
        self._writer.add_document(document)

    def complete(self) -> None:
        """From now on it is asked."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher: Any = self._index.searcher()

    def like(self, wording: Wording, least: float) -> list[tuple[int, float]]:
        """What is like a suggestion: (id, share of its own weight that they have in common)."""
        import tantivy

        words = list(dict.fromkeys(self._words(wording)))[:WORDS]
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "words", word, "freq"))
            for word in words
        ]
        if not wanted:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), MOST).hits
        scores = {self._searcher.doc(place)["id"][0]: score for score, place in hits}
        own = scores.pop(wording.id, None) or max(scores.values(), default=0.0)
        return [
            (other, round(min(1.0, score / own), 3))
            for other, score in scores.items()
            if score >= least * own
        ]


MOST = 10  # others that one suggestion may be like


def shown(turn: Turn, item: Suggestion, reader: Person) -> list[Suggestion]:
    """What a suggestion is most like, as far as somebody may see it, or their unit had it."""
    limit = turn.office.profile.likeness.shown
    found = []
    for other, _ in likeness.of(turn.session, item.id, MOST):
        one = suggestions.get(turn.session, other)
        is_of_unit = reader.unit_id is not None and reader.unit_id == one.lead_unit_id
        may_see = permissions.may_any(access.relations(turn.session, reader, one), Act.SEE_CARD)
        if may_see or (is_of_unit and not one.is_confidential and not one.is_by_paper):
            found.append(one)
    return found[:limit]


def told(turn: Turn, item: Suggestion, reader: Person) -> Html:
    """The same in lines for a card; nothing where nothing is alike."""
    found = shown(turn, item, reader)
    lines = [
        texts.render(
            "alike.line",
            reader.language,
            number=one.number,
            title=one.title[:TITLE],
            year=one.assigned_on.year,
            stage=one.stage,
        )
        for one in found
    ]
    if not lines:
        return Html("")
    return Html(texts.render("alike.lines", reader.language, lines=Html("\n".join(lines))))


TITLE = 24  # characters
