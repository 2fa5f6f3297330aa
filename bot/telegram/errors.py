"""How a call to the Bot API failed, and what that means for the message it carried."""

from dataclasses import dataclass

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from handlers.rules.delivery import FailureKind

GATEWAY = (502, 504)  # the request may have been passed on before the answer got lost
GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
)


class NotReached(NetworkError):
    """No connection: the request has not left."""


class Unanswered(NetworkError):
    """The request has left, the answer did not come: it may have had its effect."""


class ServerFault(NetworkError):
    """The network's own fault (5xx)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"server error {status}")
        self.status = status


class TooMany(TelegramError):
    """A limit was exceeded; `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests: retry after {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call in the words of the rules. `retry_after` in seconds."""

    kind: FailureKind
    detail: str = ""
    retry_after: float | None = None
    migrate_to: int | None = None
    maybe_delivered: bool = False


def classify(error: TelegramError) -> Failure:
    """What an error means for the message that was to be sent."""
    detail = error.message
    match error:
        case TooMany():
            return Failure(FailureKind.RATE_LIMITED, detail, retry_after=error.seconds)
        case ChatMigrated():
            return Failure(FailureKind.MIGRATED, detail, migrate_to=error.new_chat_id)
        case Forbidden() | BadRequest():
            return Failure(_kind_of_refusal(error), detail)
        case NetworkError() if not isinstance(error, ServerFault):
            maybe = isinstance(error, Unanswered)
            return Failure(FailureKind.NETWORK, detail, maybe_delivered=maybe)
    maybe = isinstance(error, ServerFault) and error.status in GATEWAY
    return Failure(FailureKind.SERVER, detail, maybe_delivered=maybe)


def _kind_of_refusal(error: Forbidden | BadRequest) -> FailureKind:
    said = error.message.lower()
    if any(sign in said for sign in GONE):
        return FailureKind.GONE
    return FailureKind.BLOCKED if isinstance(error, Forbidden) else FailureKind.REJECTED
