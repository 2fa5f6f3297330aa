"""The JSON body of a stage call, with its values checked as they are taken."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.errors import Json, StageError


@dataclass(slots=True)
class Body:
    """Values by name."""

    values: Json

    @staticmethod
    async def read(request: web.Request) -> Body:
        """The body of this request; none at all is an empty one."""
        raw = await request.read()
        if not raw:
            return Body({})
        try:
            values = await request.json()
        except ValueError:
            raise StageError("The body is not JSON.") from None
        if not isinstance(values, dict):
            raise StageError("The body is not a JSON object.")
        return Body(values)

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A string that is not blank."""
        value = self.text(name).strip()
        if not value:
            raise StageError(f"“{name}” is missing.")
        return value

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise StageError(f"“{name}” is not a number.") from None

    def needed(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.number(name)
        if value is None:
            raise StageError(f"“{name}” is missing.")
        return value

    def real(self, name: str) -> float:
        """A number that must be there."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise StageError(f"“{name}” is missing or not a number.") from None

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers, empty when it is not there."""
        value = self.values.get(name) or []
        try:
            return [int(one) for one in value]
        except (TypeError, ValueError):
            raise StageError(f"“{name}” is not a list of numbers.") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A truth value."""
        value = self.values.get(name)
        return default if value is None else bool(value)
