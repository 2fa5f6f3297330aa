"""Whatever table names a suggestion has its place in that suggestion's record, in every form."""

import json
from pathlib import Path

from storage.database import Database
from storage.schema import metadata
from tests.flows import bending
from tests.flows.steps import open_card
from tests.house import OFFICER, House

# Where in the record the rows of a table stand: its key, and how people's forms head it.
PLACES = {
    "blockers": ("blockers", "提请"),
    "campaign_links": ("campaigns", "纳入"),
    "class_changes": ("class_changes", "调整为"),
    "closing_checks": ("closing_checks", "复核"),
    "drafts": ("drafts", "答复稿"),
    "opinions": ("opinions", "会办"),
    "point_answers": ("points.answers", "逐条答复"),
    "points": ("points", "逐条答复"),
    "poll_answers": ("polls.answers", "位代表意见"),
    "poll_asked": ("polls.asked", "位代表意见"),
    "polls": ("polls", "征求"),
    "publications": ("publications", "公开"),
    "reviews": ("drafts.reviews", "审核"),
    "unit_notes": ("unit_notes", "互通情况"),
    "voices": ("voices", "社情民意"),
    "call_backs": ("call_backs", "抽样回访"),
    "consents": ("requests.consents", "申请"),
    "contacts": ("contacts", "沟通"),
    "duties": ("duties", "应办事项"),
    "events": ("events", "经过"),
    "explanations": ("promises.explanations", "推迟至"),
    "joint_units": ("parts", "意见最迟"),
    "links": ("links", "数据链接"),
    "look_back_answers": ("look_backs", "年回头看"),
    "meeting_issues": ("meetings.issues", "问题："),
    "meeting_items": ("meetings", "会面"),
    "merges": ("merges", "合并办理"),
    "messages": ("messages", "经过"),
    "milestones": ("plans.milestones", "未完成"),
    "model_cases": ("model_cases", "示范样板"),
    "moves": ("moved_words", "改记"),
    "papers": ("papers", "纸质评价"),
    "passes": ("passes", "例外放行"),
    "plans": ("plans", "办理方案"),
    "promises": ("promises", "承诺事项"),
    "proofs": ("proofs", "办成的依据"),
    "ratings": ("ratings", "轮评价"),
    "receipts": ("receipts", "签收"),
    "replies": ("replies", "轮答复"),
    "reply_audits": ("audits", "抽查答复"),
    "requests": ("requests", "申请"),
    "result_changes": ("results.changes", "撤销"),
    "results": ("results", "成果"),
    "second_forms": ("asked_again", "再评价"),
    "second_ratings": ("second_ratings", "办理效果"),
    "signatures": ("deputies", "领衔"),
    "tags": ("topics", "主题"),
}
# What the record does not hold, and why.
LEFT_OUT = {
    "asides": "what somebody was about to answer when something else was asked",
    "dialogs": "what somebody is being asked just now: nothing has been said yet",
    "echoes": "when it is looked again whether the deputy has heard anything",
    "flags": "what the committee looks into about ratings is hidden from the unit",
    "likenesses": "follows from the words of both",
    "pressure_messages": "between a deputy and the committee alone",
    "pressures": "between a deputy and the committee alone",
    "rating_forms": "what is being chosen is nobody's business; the rating is in the record",
    "topics": "in which thread of a group it is talked about",
}


def test_no_table_is_forgotten() -> None:
    naming = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "suggestions"
    }
    assert naming == PLACES.keys() | LEFT_OUT.keys()
    assert not PLACES.keys() & LEFT_OUT.keys()


async def test_a_row_of_each_is_found_in_each_form(one_matter: House, tmp_path: Path) -> None:
    house = one_matter
    await open_card(house.phone(OFFICER))
    await house.settle()
    await house.stop()
    database = Database(house.books.url.render_as_string(hide_password=False))
    bending.furnish(database)
    database.close()
    forms = {}
    for form in ("json", "html", "md"):
        path = tmp_path / f"0107.{form}"
        await house.lianluo("export", "suggestion", "0107", "--format", form, "--out", str(path))
        forms[form] = path.read_text("utf-8")
    record = json.loads(forms["json"])
    for table, (place, told) in PLACES.items():
        rows = [record]
        for key in place.split("."):
            rows = [row for one in rows for row in one[key]]
        assert rows, table
        assert told in forms["html"], table
        assert told in forms["md"], table
