"""`lianluo migrate`: bring the tables of the database up to date."""

import click

from bot import config
from bot.opening import database_of
from storage import migrations
from storage.migrations import DatabaseError, State


@click.command("migrate", short_help="更新数据库结构 Bring the database up to date.")
def command() -> None:
    """Bring the tables up to date; make a copy of the database first."""
    database = database_of(config.load(), make_keys=True)
    try:
        state = migrations.state(database)
        if state in (State.AHEAD, State.FOREIGN):
            raise DatabaseError("the database is not one this program can bring up to date")
        migrations.upgrade(database)
        if state == State.OLD:
            database.compact()
    finally:
        database.close()
    if state == State.CURRENT:
        click.echo("数据库已是最新 the database was up to date")
    else:
        click.echo("数据库已更新 the database has been brought up to date")
