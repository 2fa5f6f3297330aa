"""What is asked about a result (成果): each kind is proved by other things (P26).

政策 by a document, 项目 by a document and what it cost, 民生 by what was spent on it.
"""

from storage.vocabulary import ResultKind

EVIDENCE: dict[ResultKind, tuple[str, ...]] = {
    ResultKind.POLICY: ("document",),
    ResultKind.PROJECT: ("document", "amount"),
    ResultKind.BENEFIT: ("amount",),
}


def fields(kind: ResultKind) -> tuple[str, ...]:
    """What is asked about a result of a kind, in order."""
    return ("point", "what", *EVIDENCE[kind], "proof", "change")
