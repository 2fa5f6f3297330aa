"""README names every command, option, setting, make target and chat command there is."""

import re
from pathlib import Path

import click
import pytest

from bot.cli import lianluo
from bot.config import Settings
from handlers.menus import MENUS
from handlers.routes import COMMANDS
from handlers.rules.permissions import Standing, may_in_office

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[tuple[str, click.Command]]:
    """Every command with its full name."""
    found: list[tuple[str, click.Command]] = []

    def walk(group: click.Group, prefix: str) -> None:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            if isinstance(command, click.Group):
                walk(command, f"{prefix} {name}")
            else:
                found.append((f"{prefix} {name}", command))

    walk(lianluo, "lianluo")
    return found


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    line = next((line for line in README.splitlines() if line.startswith(f"| `{name}")), "")
    assert line, f"{name} has no row in README"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts:
            assert any(option in line for option in parameter.opts), (name, parameter.opts)


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `LIANLUO_{setting.upper()}` |" in README


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert targets
    assert [target for target in targets if f"`{target}`" not in README] == []


def test_every_chat_command_is_documented_and_leads_somewhere() -> None:
    shown = {name for names in MENUS.values() for name in names}
    assert shown <= set(COMMANDS)
    assert [name for name in COMMANDS if f"/{name}" not in README] == []


MENU_OF = {
    Standing.DEPUTY: "deputy",
    Standing.OFFICER: "staff",
    Standing.OFFICE_HEAD: "heads",
    Standing.LEADER: "heads",
    Standing.HEAD: "heads",
    Standing.SUPERVISOR: "supervisor",
}
NOT_IN_MENUS = {"start", "bind"}  # opens the bot; is sent in a group
OWN_WORD = {"my", "duties", "s"}  # deputies have /suggestions, and need no search


@pytest.mark.parametrize("standing", sorted(MENU_OF))
def test_whoever_may_use_a_command_finds_it_in_their_menu(standing: Standing) -> None:
    usable = {name for name, one in COMMANDS.items() if may_in_office(standing, one.act)}
    if standing == Standing.DEPUTY:
        usable -= OWN_WORD
    else:
        usable -= {"suggestions", "settings"}
    assert set(MENUS[MENU_OF[standing]]) == usable - NOT_IN_MENUS


def test_pictures_and_links_of_the_readme_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
