"""The command menus: Latin commands, described in the reader's language, different by role."""

from handlers import texts
from storage.vocabulary import Language

MENUS = {
    "stranger": ("start",),
    "deputy": ("suggestions", "meetings", "help", "settings", "language", "stop"),
    "staff": (
        "my",
        "s",
        "meetings",
        "tour",
        "report",
        "ledger",
        "cause",
        "case",
        "study",
        "help",
        "language",
        "stop",
    ),
    "supervisor": ("my", "s", "report", "ledger", "cause", "case", "help", "language", "stop"),
}


def menus(language: Language) -> dict[str, list[tuple[str, str]]]:
    """Menu name → [(command, description)]."""
    return {
        menu: [(name, texts.label(f"command.{menu}.{name}", language)) for name in names]
        for menu, names in MENUS.items()
    }
