"""What is typed behind a command: numbers of suggestions, days, reasons, as people write them."""

import unicodedata
from datetime import date

import click

from handlers import texts
from handlers.rules.numbers import plain_number
from handlers.rules.refused import Refused
from storage.vocabulary import Language


class _Number(click.ParamType[str]):
    name = "number"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """０１０７ and 第0107号 are 0107."""
        return plain_number(value.strip())


class _Day(click.ParamType[date]):
    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """２０２６-０４-０７ is 2026-04-07, too."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(unicodedata.normalize("NFKC", value).strip())
        except ValueError:
            self.fail(f"“{value}”应为日期，如 2026-04-07 (a day such as 2026-04-07)", param, ctx)


class _Words(click.ParamType[str]):
    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Words that say something: nothing is done for no reason, nor by nobody."""
        said = " ".join(value.split())
        if not any(character.isalnum() for character in said):
            self.fail("不能为空，请写明 (must not be empty)", param, ctx)
        return said


NUMBER, DAY, WORDS = _Number(), _Day(), _Words()


def told(refused: Refused) -> click.ClickException:
    """A refusal as one line for the terminal."""
    return click.ClickException(
        texts.label(f"refused.{refused.code}", Language.CHINESE, **refused.values)
    )
