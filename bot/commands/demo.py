"""`lianluo demo`: everything in a browser, on this machine, without any account."""

import click

from bot.commands.run import run


@click.command("demo", short_help="在浏览器中演示 Show everything in a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="浏览器地址的端口，0 为任选 The port of its address, 0 takes a free one.",
)
@click.option("--reset", is_flag=True, help="从头开始 Start afresh.")
def command(port: int, reset: bool) -> None:
    """Run the chat sandbox, the sample ledger and the bot together until Ctrl-C."""
    from bot.demo import Demo, settings_for

    run(Demo(settings_for(reset=reset), port).run())
