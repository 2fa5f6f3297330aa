"""`lianluo verify`: what an administrator is told when somebody has been at the books."""

from pathlib import Path

from tests.flows.steps import answer_questions
from tests.house import LEAD, OFFICER, SUPERVISOR, House


async def lived_in(house: House) -> None:
    """A conversation under No. 0107, with a file."""
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await lead.uploads(("湖区.jpg", b"\xff\xd8\xff\xe0 lake"), caption="湖区现状")
    await officer.sees("湖区现状")
    await house.settle()


async def test_a_row_that_was_changed_is_named(one_matter: House) -> None:
    house = one_matter
    await lived_in(house)
    assert "all is as it was written" in await house.lianluo("verify")
    assert "all is as it was written" in await house.lianluo("verify", "0107")
    [(message_id,)] = house.books.ask("SELECT id FROM messages WHERE text = '湖区现状' LIMIT 1")
    house.books.change("UPDATE messages SET text = '没有问题' WHERE id = ?", message_id)
    for arguments in (["verify"], ["verify", "0107"]):
        said = await house.lianluo(*arguments, fails=True)
        assert "1 处不符" in said
    told = await told_by(house, "verify", "0107")
    assert told == [f"✗ 14-4-0107：messages {message_id} 被改动 was changed"]


async def told_by(house: House, *arguments: str) -> list[str]:
    """The findings that a failing command prints."""
    await house.lianluo(*arguments, fails=True)
    return house.printed.splitlines()


async def test_a_file_that_was_changed_or_is_gone_is_named(one_matter: House) -> None:
    house = one_matter
    await lived_in(house)
    [(sha256,)] = house.books.ask("SELECT DISTINCT sha256 FROM attachments")
    file = house.data / "files" / sha256[:2] / sha256
    kept = file.read_bytes()
    file.write_bytes(kept + b"more")
    assert any("its file was changed" in line for line in await told_by(house, "verify"))
    file.unlink()
    assert any("its file is missing" in line for line in await told_by(house, "verify", "0107"))
    file.write_bytes(kept)
    assert "all is as it was written" in await house.lianluo("verify")


def with_roots(house: House) -> None:
    """The supervisors are told of roots, as they are unless a profile says otherwise."""
    profile = Path(house.settings["LIANLUO_PROFILE"])
    profile.write_text(profile.read_text("utf-8").replace("= false", "= true"), "utf-8")


async def test_a_root_a_day_goes_to_the_supervisor_and_into_a_file(one_matter: House) -> None:
    house = one_matter
    await house.stop()
    with_roots(house)
    await house.start()
    await lived_in(house)
    await house.to(2026, 4, 8, 0, 30)
    await house.settle()
    await house.to(2026, 4, 8, 9, 5)
    told = await house.phone(SUPERVISOR).sees("截至2026年4月7日（周二）的全部记录")
    file = house.data / "roots.txt"
    days = [line.split()[0] for line in file.read_text("utf-8").splitlines()]
    assert days == ["2026-04-06", "2026-04-07"]
    root = file.read_text("utf-8").splitlines()[-1].split()[1]
    assert root in told["text"]
    await house.settle()
    assert len([one for one in await house.phone(SUPERVISOR).messages() if root in str(one)]) == 1
    assert root in await house.lianluo("verify", "--root", root)
    assert any(
        "no root has this code" in line for line in await told_by(house, "verify", "--root", "x")
    )

    # Over a day off nobody is disturbed: what was not told is covered by the next root told.
    await house.to(2026, 4, 11, 12, 0)
    await house.to(2026, 4, 12, 12, 0)
    await house.settle()
    seen = [one for one in await house.phone(SUPERVISOR).messages() if "全部记录" in str(one)]
    assert len(seen) == 2
    await house.to(2026, 4, 13, 9, 0)
    await house.phone(SUPERVISOR).sees("截至2026年4月12日（周日）的全部记录")
    await house.settle()
    assert "all is as it was written" in await house.lianluo("verify")


async def test_whoever_builds_a_chain_anew_is_found_by_the_root(one_matter: House) -> None:
    house = one_matter
    await lived_in(house)
    await house.to(2026, 4, 8, 9, 5)
    await house.settle()
    await house.stop()
    # The perfect forger: one word in an event is another, and every hash after it follows.
    house.books.forge(house.books.ask("SELECT id FROM suggestions")[0][0])
    told = await told_by(house, "verify", "0107")
    # The office began in the midst of a day: its first root may have been taken before that event.
    found = [line.partition(" 当日")[0] for line in told]
    assert found[-1] == "✗ 14-4-0107：roots 2026-04-07"
    assert found[:-1] in ([], ["✗ 14-4-0107：roots 2026-04-06"])
