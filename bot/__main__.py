"""`lianluo`, the command: bad input ends in one clear line, never in a trace."""

import logging
import sys

import click

from bot import log
from bot.cli import lianluo


def main() -> None:
    """Run the command line; the exit status is 0, or not 0 with a line on standard error."""
    log.catch_the_rest()
    try:
        status = lianluo.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = error.exit_code
    except click.ClickException as error:
        click.echo(f"lianluo: {error.format_message()}", err=True)
        status = error.exit_code
    except click.Abort:
        status = 130
    except Exception as error:
        status = _unforeseen(error)
    sys.exit(status if isinstance(status, int) else 0)


def _unforeseen(error: Exception) -> int:
    from bot.opening import KNOWN_ERRORS

    if isinstance(error, KNOWN_ERRORS):
        for problem in getattr(error, "problems", None) or [str(error)]:
            click.echo(f"lianluo: {problem}", err=True)
        return 1
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        click.echo(log.trace(error), err=True)
    hint = "set LIANLUO_LOG_LEVEL=DEBUG for details"
    click.echo(f"lianluo: 出现意外错误 unexpected error ({type(error).__name__}); {hint}", err=True)
    return 70


if __name__ == "__main__":
    main()
