"""What was said at a meeting, by chat: who came, what was said, what was asked, pictures."""

from typing import Any

from handlers import keyboard
from handlers.acts.contacting import visits
from handlers.acts.meeting import meeting_results, meeting_words, meetings
from handlers.acts.meeting.meeting_results import Minutes
from handlers.acts.talking import words
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import meetings as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import meetings as rows
from storage import people
from storage.dialogs import Dialog
from storage.meetings import Meeting
from storage.people import Person

HELD = "meeting_held"
LONGEST, MOST_ISSUES = 4000, 50


def held(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记会面情况: who came, what was said, what was asked, pictures."""
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    rules.may_be_recorded(meeting.state, meeting.starts_at, turn.now)
    apart = meeting_words.cannot_come(turn, meeting)
    came = [one.id for one in meeting_words.taking_part(turn, meeting) if one not in apart]
    values = {"meeting_id": meeting.id, "present": came, "files": []}
    under = meetings.own_item(turn, meeting).id
    _ask(turn, questions.begin(turn, HELD, under, "present", **values))


def _ask(turn: Turn, dialog: Dialog) -> None:
    language, values, step = turn.language, dialog.data["values"], dialog.data["step"]
    match step:
        case "present":
            questions.ask(turn, dialog, "meeting.ask_present", _present_rows(turn, dialog))
        case "issues":
            none = keyboard.button(language, "button.no_issues", "mheldset", "issues", "none")
            questions.ask(turn, dialog, "meeting.ask_issues", [[none]])
        case "files":
            questions.ask(turn, dialog, "meeting.ask_files", [[_done(turn)]])
        case "preview":
            _preview(turn, dialog, values)
        case _:
            questions.ask(turn, dialog, "meeting.ask_summary", [])


def _done(turn: Turn) -> dict[str, str]:
    return keyboard.button(turn.language, "button.done", "mheldset", "files", "done")


def _present_rows(turn: Turn, dialog: Dialog) -> keyboard.Keyboard:
    values = dialog.data["values"]
    meeting_id: int = values["meeting_id"]
    buttons: keyboard.Keyboard = []
    for _, person in rows.participants(turn.session, meeting_id):
        mark = "☑" if person.id in values["present"] else "☐"
        buttons.append([keyboard.named(f"{mark} {person.name}", "mheldset", "present", person.id)])
    buttons.append([keyboard.button(turn.language, "button.go_on", "mheldset", "present", "done")])
    return buttons


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button of the questions about what was said."""
    what, value = arguments
    dialog = questions.of(turn, HELD, Act.ARRANGE_MEETING)
    values, step = dialog.data["values"], dialog.data["step"]
    if what != step:
        raise Refused("button.gone")
    meeting = meetings.fetch(turn, values["meeting_id"], Act.ARRANGE_MEETING)
    if step == "present" and value != "done":
        _tick(turn, dialog, meeting, value)
        return
    if step == "present":
        if not _deputies_among(turn, meeting, values["present"]):
            raise Refused("meeting.nobody_came")
        questions.put(turn, dialog, step="summary")
    elif step == "issues":
        questions.put(turn, dialog, step="files", issues=[])
    elif step == "files":
        visits.must_show(turn, meeting.form, values["files"])
        questions.put(turn, dialog, step="preview")
    elif step == "preview":
        _record(turn, dialog, meeting)
        return
    _ask(turn, dialog)


def _tick(turn: Turn, dialog: Dialog, meeting: Meeting, value: str) -> None:
    invited = {person.id for _, person in rows.participants(turn.session, meeting.id)}
    if not value.isdigit() or int(value) not in invited:
        raise Refused("button.gone")
    questions.put(
        turn, dialog, present=questions.toggled(dialog.data["values"]["present"], int(value))
    )
    questions.show_anew(turn, dialog, _present_rows(turn, dialog))


def _deputies_among(turn: Turn, meeting: Meeting, ids: list[int]) -> list[Person]:
    everybody = [person for _, person in rows.participants(turn.session, meeting.id)]
    return [person for person in everybody if person.is_deputy and person.id in ids]


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words or a file in answer to the present question."""
    dialog = questions.of(turn, HELD, Act.ARRANGE_MEETING)
    match dialog.data["step"]:
        case "summary":
            questions.put(turn, dialog, step="issues", summary=questions.text_of(said, LONGEST))
        case "issues":
            text = questions.text_of(said, LONGEST)
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            if len(lines) > MOST_ISSUES:
                raise Refused("meeting.too_many_issues", limit=MOST_ISSUES)
            questions.put(turn, dialog, step="files", issues=lines)
        case "files":
            questions.must_be_file(said, questions.EVIDENCE)
            kept = words.keep(turn, said, dialog.suggestion_id, purpose="form_input")
            files = questions.with_file(dialog.data["values"]["files"], kept)
            questions.put(turn, dialog, files=files)
            questions.file_taken(turn, dialog, kept, [[_done(turn)]])
            return
        case _:
            raise Refused("form.choose")
    _ask(turn, dialog)


def _preview(turn: Turn, dialog: Dialog, values: dict[str, Any]) -> None:
    present = [people.get(turn.session, one).name for one in values["present"]]
    submit = keyboard.button(turn.language, "button.submit_record", "mheldset", "preview", "send")
    questions.ask(
        turn,
        dialog,
        "meeting.preview_held",
        [[submit]],
        present="、".join(present),
        summary=values["summary"],
        issues="\n".join(values["issues"]) or "—",
        files=words.attachments_named(turn, values["files"], with_words=True) or "—",
    )


def _record(turn: Turn, dialog: Dialog, meeting: Meeting) -> None:
    values = dialog.data["values"]
    minutes = Minutes(values["present"], values["summary"], values["issues"], values["files"])
    questions.end(turn, dialog)
    meeting_results.record(turn, meeting, minutes)
    items = list(rows.live(turn.session, meeting.id))
    numbers = meeting_words.numbers_of(items)
    turn.say(turn.me, "meeting.recorded", suggestion_id=items[0].id, numbers=numbers)
