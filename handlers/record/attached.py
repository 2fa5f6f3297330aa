"""Files that came with messages, as plain values: what they are called and what they were."""

from collections.abc import Iterable
from typing import Any

from storage.files import Attachment


def shown(attached: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Each file; its hash names the bytes that are kept."""
    return [
        {
            "kind": one.kind.value,
            "name": one.name,
            "mime": one.mime,
            "size": one.size,
            "state": one.state.value,
            "sha256": one.sha256,
            "file_id": one.telegram_file_id,
        }
        for one in attached
    ]
