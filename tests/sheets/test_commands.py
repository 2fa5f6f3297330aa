"""The commands as an office types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import lianluo as commands
from bot.sample import LEDGER
from tests.sheets.conftest import LEDGER_HEADER, MakeBook, suggestion


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_database: str | None) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANLUO_DATABASE_URL", new_database or "")
    monkeypatch.setenv("LIANLUO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LIANLUO_NOW", "2026-04-07T08:30:00+08:00")
    monkeypatch.setenv("LIANLUO_BOT_USERNAME", "sample_bot")


def lianluo(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.mark.usefixtures("environment")
def test_import_invite_and_export(tmp_path: Path) -> None:
    dry = lianluo("import", LEDGER, "--dry-run")
    assert dry.exit_code == 0
    assert "试运行" in dry.stdout
    assert "新增 34 new" in dry.stdout
    done = lianluo("import", LEDGER)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "建议台账：新增 34 new，变更 0 changed，不变 0 unchanged" in done.stdout
    again = lianluo("import", LEDGER)
    assert "建议台账：新增 0 new，变更 0 changed，不变 34 unchanged" in again.stdout

    link = lianluo("invite", "李秀兰")
    assert link.exit_code == 0
    assert link.stdout.startswith("https://t.me/sample_bot?start=")
    assert link.stdout.count("\n") == 1
    unclear = lianluo("invite", "张伟")
    assert unclear.exit_code != 0
    assert unclear.stdout == ""
    assert "张伟（衡阳代表团）" in unclear.stderr
    assert unclear.stderr.count("\n") == 1
    everybody = lianluo("invite", "--out", tmp_path / "cards")
    assert everybody.exit_code == 0
    assert {file.suffix for file in (tmp_path / "cards").iterdir()} == {".xlsx", ".pdf"}
    assert "已加入 0" in lianluo("invite", "--status").stdout
    assert "已作废 34" in lianluo("invite", "--revoke").stdout

    out = tmp_path / "out.xlsx"
    assert lianluo("export", "ledger", out).exit_code == 0
    assert out.is_file()
    wrong_name = lianluo("export", "ledger", tmp_path / "out.doc")
    assert wrong_name.exit_code != 0
    assert ".xlsx" in wrong_name.stderr


@pytest.mark.usefixtures("environment")
def test_wrong_cells_go_to_stderr_and_the_status_says_so(book: MakeBook) -> None:
    wrong = book({"建议台账": [LEDGER_HEADER, suggestion(交办日期="2026-13-40")]})
    result = lianluo("import", LEDGER, wrong)
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert "建议台账!L2：“2026-13-40” 应为日期，例如 2026-03-24" in lines
    assert "没有导入任何内容" in lines[-1]


@pytest.mark.usefixtures("environment")
def test_a_change_is_told_in_words(book: MakeBook) -> None:
    lianluo("import", LEDGER)
    row = suggestion(标题="新标题", 承办人="肖婷", 附议代表="周建国、夏立平")
    result = lianluo("import", book({"建议台账": [LEDGER_HEADER, row]}), "--dry-run")
    assert "建议台账 14-4-0107：标题 关于加快洞庭湖总磷污染治理的建议 → 新标题" in result.stdout
    assert "承办人 陈思远 → 肖婷" in result.stdout


@pytest.mark.usefixtures("environment")
def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = lianluo("import", tmp_path / "none.xlsx")
    assert result.exit_code != 0
    assert result.stderr.count("\n") == 1
    assert "找不到文件" in result.stderr
