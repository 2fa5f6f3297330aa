"""Where a rehearsal is kept: nothing but an earlier rehearsal is ever emptied."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.rehearse import command
from bot.rehearsal import year


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    (precious / "data").mkdir(parents=True)
    (precious / "台账.xlsx").write_bytes(b"the ledger")
    result = CliRunner().invoke(command, ["--out", str(precious), "--units", "1"])
    assert result.exit_code == 1
    assert "没有动它" in result.output
    assert (precious / "台账.xlsx").read_bytes() == b"the ledger"
    link = tmp_path / "link"
    link.symlink_to(precious)
    with pytest.raises(RuntimeError, match="不是普通文件夹"):
        year.empty(link)


def test_an_empty_folder_and_an_earlier_rehearsal_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "rehearsal"
    year.empty(folder)
    (folder / "bot.log").write_text("of the last time", "utf-8")
    year.empty(folder)
    assert [file.name for file in folder.iterdir()] == [year.MARKER]
    other = tmp_path / "empty"
    other.mkdir()
    year.empty(other)
    assert (other / year.MARKER).is_file()


def test_a_rehearsal_ends_after_it_begins() -> None:
    result = CliRunner().invoke(command, ["--until", "2026-01-04"])
    assert result.exit_code == 1
    assert "2026-01-05" in result.output
