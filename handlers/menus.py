"""The command menus: Latin commands, described in the reader's language, different by role."""

from handlers import texts
from storage.vocabulary import Language

_OF_STAFF = (
    "my",
    "duties",
    "s",
    "meetings",
    "tour",
    "report",
    "ledger",
    "promises",
    "blockers",
    "results",
    "campaigns",
    "models",
    "cause",
    "case",
)
_OF_ALL = ("help", "language", "stop")
MENUS = {
    "stranger": ("start",),
    "deputy": ("suggestions", "meetings", "help", "settings", "language", "stop"),
    "staff": (*_OF_STAFF, *_OF_ALL),
    "heads": (*_OF_STAFF, "study", "board", *_OF_ALL),
    "supervisor": (
        *("my", "duties", "s", "board", "meetings", "report", "ledger", "honest"),
        *("promises", "blockers", "results", "campaigns", "models", "cause", "case", "lookback"),
        *_OF_ALL,
    ),
}
_TEXTS_OF = {"heads": "staff"}


def texts_of(menu: str) -> str:
    """Whose texts describe the commands of a menu."""
    return _TEXTS_OF.get(menu, menu)


def menus(language: Language) -> dict[str, list[tuple[str, str]]]:
    """Menu name → [(command, description)]."""
    return {
        menu: [(name, texts.label(f"command.{texts_of(menu)}.{name}", language)) for name in names]
        for menu, names in MENUS.items()
    }
