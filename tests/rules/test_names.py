"""Names in what people wrote freely."""

from handlers.rules import names


def test_nobody_is_named_by_a_part_of_another_name() -> None:
    longer = names.longer("王伟", ("王伟", "王伟明", "刘王伟", "陈思远"))
    assert set(longer) == {"王伟明", "刘王伟"}
    assert not names.stands_in("王伟明与代表", "王伟", longer)
    assert names.stands_in("副厅长王伟、王伟明与代表", "王伟", longer)
    assert names.stands_in("王伟与代表", "王伟", [])
