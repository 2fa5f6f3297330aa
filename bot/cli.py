"""The commands of `lianluo`; each is read only when it is asked for, so that all start fast."""

from importlib import import_module
from typing import Any

import click

from bot import config, log
from handlers.rules.permissions import OfficeAct

COMMANDS = {
    "demo": ("bot.commands.demo", "在浏览器中演示 Show everything in a browser."),
    "run": ("bot.commands.run", "运行机器人 Run the bot."),
    "sandbox": ("bot.commands.sandbox", "运行聊天沙盒 Run the chat sandbox alone."),
    "rehearse": ("bot.commands.rehearse", "排练一整年 Play a whole year and judge it."),
    "import": ("bot.commands.importing", "导入名册和台账 Import people and ledger."),
    "invite": ("bot.commands.invite", "生成邀请链接和二维码 Make invitation links."),
    "check": ("bot.commands.check", "检查设置 Say what is missing or wrong."),
    "parked": ("bot.commands.parked", "处理未能处理的消息 See to what could not be handled."),
    "health": ("bot.commands.health", "机器人是否正常 Say whether the running bot is alive."),
    "verify": ("bot.commands.verify", "核对记录是否被改动 Say whether the record is as written."),
    "access": ("bot.commands.access", "查阅一个人的全部信息 Tell all that is kept about a person."),
    "forget": ("bot.commands.forget", "注销一个人的信息 Let go of a person."),
    "erase": ("bot.commands.erase", "依法删除内容 Erase content that the law wants gone."),
    "report": ("bot.commands.report", "报表 A report: weekly, monthly, quarterly …"),
    "backup": ("bot.commands.backup", "备份全部记录和文件 Back everything up."),
    "restore": ("bot.commands.restore", "恢复备份 Put a backup back."),
    "migrate": ("bot.commands.migrate", "更新数据库结构 Bring the database up to date."),
}
# What each is by the table of permissions: whoever has the shell is the clerk, and nobody else.
ACTS = {
    "demo": OfficeAct.RUN,
    "run": OfficeAct.RUN,
    "sandbox": OfficeAct.RUN,
    "rehearse": OfficeAct.RUN,
    "import": OfficeAct.IMPORT,
    "invite": OfficeAct.INVITE,
    "export": OfficeAct.EXPORT,
    "report": OfficeAct.EXPORT,
    "check": OfficeAct.CHECK,
    "health": OfficeAct.CHECK,
    "parked": OfficeAct.KEEP,
    "backup": OfficeAct.KEEP,
    "restore": OfficeAct.KEEP,
    "migrate": OfficeAct.KEEP,
    "keys": OfficeAct.KEEP,
    "verify": OfficeAct.CHECK,
    "access": OfficeAct.KEEP,
    "forget": OfficeAct.KEEP,
    "erase": OfficeAct.KEEP,
}
EXPORTS = {
    "suggestion": (
        "bot.commands.export_suggestion",
        "导出一件建议的全部记录 Export the record of a suggestion.",
    ),
    "ledger": ("bot.commands.export_ledger", "导出台账 Export the ledger."),
    "open-data": (
        "bot.commands.export_open_data",
        "导出开放数据 Export what the public may know.",
    ),
}
KEYS = {
    "new": ("bot.commands.keys_new", "生成新密钥 Make a new key, first from now on."),
    "rotate": ("bot.commands.keys_rotate", "用第一把密钥重新加密 Encrypt anew."),
}


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, each as `command`."""

    def __init__(self, *args: Any, modules: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name, in the order of their use."""
        return [*self.modules, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read the command's module now."""
        if cmd_name not in self.modules:
            return super().get_command(ctx, cmd_name)
        command = import_module(self.modules[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without reading their modules."""
        groups = [(name, super(LazyGroup, self).get_command(ctx, name)) for name in self.commands]
        rows = [(name, text) for name, (_, text) in self.modules.items()]
        rows += [(name, group.get_short_help_str(90)) for name, group in groups if group]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="lianluo")
def lianluo() -> None:
    """联络：代表建议办理沟通机器人 The bot that keeps agencies in touch with deputies."""
    log.set_up(*config.logging())


@lianluo.group(
    "export",
    cls=LazyGroup,
    modules=EXPORTS,
    short_help="导出记录或台账 Export a record or the ledger.",
)
def export() -> None:
    """导出记录或台账 Export the record of a suggestion, or the ledger."""


@lianluo.group(
    "keys", cls=LazyGroup, modules=KEYS, short_help="更换号码密钥 Change the keys of numbers."
)
def keys() -> None:
    """更换加密电话号码的密钥 Change the keys that encrypt telephone numbers."""
