"""`lianluo demo`: everything in a browser, on this machine, without any account."""

import click

from bot.commands.run import run


@click.command("demo", short_help="在浏览器中演示 Show everything in a browser.")
@click.option("--port", default=8765, show_default=True, help="浏览器地址的端口 Its port.")
@click.option("--reset", is_flag=True, help="从头开始 Start afresh.")
def command(port: int, reset: bool) -> None:
    """Run the chat sandbox, the sample ledger and the bot together until Ctrl-C."""
    from bot.demo import Demo, settings_for

    run(Demo(settings_for(port, reset=reset), port).run())
