"""约见代表 by chat: form, place, times, a look at it all, and only then the invitation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.meeting import meeting_board, meeting_words, meetings
from handlers.acts.meeting.meetings import Proposal
from handlers.conversations import questions
from handlers.html import quote
from handlers.incoming import Pressed, Said
from handlers.rules import meetings as rules
from handlers.rules.dates import parse_moment
from handlers.rules.numbers import plain_number
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import meetings as rows
from storage import people, suggestions
from storage.dialogs import Dialog
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import FACE_TO_FACE, ContactForm, MeetingState, MessageKind

NEW = "meeting"
EXTRAS = ("co_signers", "joint", "leader")  # who may come along
LONGEST_PLACE, MOST_ITEMS = 300, 30


def arrange(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """约见代表: begin with the form of the meeting."""
    item = access.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    access.must_be_open(item)
    begin(turn, [item], [meetings.lead_deputy(turn, item).id], tour_id=None)


def begin(
    turn: Turn, items: Sequence[Suggestion], guests: Sequence[int], *, tour_id: int | None
) -> None:
    """Open the questions about a new meeting."""
    values = {
        "items": [item.id for item in items],
        "guests": list(guests),
        "left_out": [],
        "extras": [],
        "slots": [],
        "tour_id": tour_id,
    }
    step = "form" if tour_id is None else "guests"
    _ask(turn, questions.begin(turn, NEW, items[0].id, step, **values))


def new_times(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """提出新时间: only the times are asked for."""
    meeting = meetings.fetch(turn, int(arguments[0]), Act.ARRANGE_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED, MeetingState.FIXED)
    items = rows.live(turn.session, meeting.id)
    under = meetings.own_item(turn, meeting).id
    guests = [one.id for _, one in rows.participants(turn.session, meeting.id) if one.is_deputy]
    values = {
        "items": [item.id for item in items],
        "guests": guests,
        "left_out": [],
        "extras": [],
        "slots": [],
        "form": meeting.form.value,
        "place": meeting.place,
        "meeting_id": meeting.id,
    }
    _ask(turn, questions.begin(turn, NEW, under, "slots", **values))


def _ask(turn: Turn, dialog: Dialog) -> None:
    values, language = dialog.data["values"], turn.language
    numbers = meeting_words.numbers_of(_items(turn, values))
    match dialog.data["step"]:
        case "guests":
            questions.ask(turn, dialog, "meeting.ask_guests", _guest_rows(turn, values))
        case "form":
            buttons = [
                keyboard.button(language, f"contactform.{one.value}", "mset", "form", one.value)
                for one in rules.FORMS
            ]
            choices = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
            questions.ask(turn, dialog, "meeting.ask_form", choices, numbers=numbers)
        case "place":
            is_online = values["form"] == ContactForm.VIDEO
            questions.ask(
                turn, dialog, "meeting.ask_link" if is_online else "meeting.ask_place", []
            )
        case "name":
            questions.ask(turn, dialog, "meeting.ask_place_name", [])
        case "items":
            questions.ask(turn, dialog, "meeting.ask_items", [])
        case "slots":
            _ask_slots(turn, dialog, values)
        case _:
            _preview(turn, dialog)


def _ask_slots(turn: Turn, dialog: Dialog, values: dict[str, Any]) -> None:
    noted = [turn.office.local(datetime.fromisoformat(one)) for one in values["slots"]]
    day = turn.office.calendar.add(turn.office.today(turn.now), 3)
    done = [keyboard.button(turn.language, "button.done", "mset", "slots", "done")]
    questions.ask(
        turn,
        dialog,
        "meeting.more_slots" if noted else "meeting.ask_slots",
        [done] if noted else [],
        noted="、".join(texts.plain(one, turn.language) for one in noted),
        example=f"{day.month}-{day.day} 9:30",
    )


def _guest_rows(turn: Turn, values: dict[str, Any]) -> keyboard.Keyboard:
    """Each deputy with a mark whether they are invited."""
    buttons: keyboard.Keyboard = []
    for guest_id in values["guests"]:
        mark = "☐" if guest_id in values["left_out"] else "☑"
        name = people.get(turn.session, guest_id).name
        buttons.append([keyboard.named(f"{mark} {name}", "mset", "guest", guest_id)])
    go_on = keyboard.button(turn.language, "button.go_on", "mset", "guests", "done")
    return [*buttons, [go_on]]


def _items(turn: Turn, values: dict[str, Any]) -> list[Suggestion]:
    """The suggestions chosen, without those nobody is invited about."""
    found = [suggestions.get(turn.session, item_id) for item_id in sorted(values["items"])]
    if not values.get("left_out"):
        return found
    here = {one for one in values["guests"] if one not in values["left_out"]}
    return [item for item in found if suggestions.lead_deputy_id(turn.session, item.id) in here]


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button of the present question, or of the preview."""
    what, value = arguments
    dialog = questions.of(turn, NEW, Act.ARRANGE_MEETING)
    values, step = dialog.data["values"], dialog.data["step"]
    match what:
        case "form" if step == "form" and value in {one.value for one in rules.FORMS}:
            questions.put(turn, dialog, step="place", form=value)
        case "guest" if step == "guests" and value in map(str, values["guests"]):
            questions.put(turn, dialog, left_out=questions.toggled(values["left_out"], int(value)))
            questions.show_anew(turn, dialog, _guest_rows(turn, dialog.data["values"]))
            return
        case "guests" if step == "guests":
            if len(values["left_out"]) == len(values["guests"]):
                raise Refused("meeting.nobody_invited")
            questions.put(turn, dialog, step="form")
        case "slots" if step == "slots" and values["slots"]:
            questions.put(turn, dialog, step="preview")
        case "extra" if step == "preview" and value in EXTRAS:
            questions.put(turn, dialog, extras=questions.toggled(values["extras"], value))
            _preview(turn, dialog, in_place=True)
            return
        case "items" if step == "preview" and not values.get("meeting_id"):
            questions.put(turn, dialog, step="items")
        case "again" if step == "preview":
            questions.put(turn, dialog, step="slots", slots=[])
        case "send" if step == "preview":
            _send(turn, dialog)
            return
        case _:
            raise Refused("button.gone")
    _ask(turn, dialog)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words, a file or a place in answer to the present question."""
    dialog = questions.of(turn, NEW, Act.ARRANGE_MEETING)
    match dialog.data["step"]:
        case "place":
            _place(turn, said, dialog)
        case "name":
            questions.put(turn, dialog, step="slots", place=questions.text_of(said, LONGEST_PLACE))
        case "items" | "slots" if questions.BACK_TO in dialog.data:
            raise Refused("meeting.begin_anew")  # others have been added to what was said
        case "items":
            questions.put(turn, dialog, step="preview", **_more_items(turn, said, dialog))
        case "slots":
            _slots(turn, said, dialog)
        case _:
            raise Refused("form.choose")
    _ask(turn, dialog)


def _place(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Words, or a point on the map, whose name is asked for unless it came with it."""
    if said.kind != MessageKind.LOCATION or said.media is None:
        questions.put(turn, dialog, step="slots", place=questions.text_of(said, LONGEST_PLACE))
        return
    point = {name: said.media[name] for name in ("latitude", "longitude")}
    name = said.media.get("title")
    if name:
        questions.put(turn, dialog, step="slots", place=str(name)[:LONGEST_PLACE], **point)
    else:
        questions.put(turn, dialog, step="name", **point)


def _more_items(turn: Turn, said: Said, dialog: Dialog) -> dict[str, Any]:
    """Other suggestions by their numbers: all of them are found, or nothing is taken."""
    values = dialog.data["values"]
    found, guests = list(values["items"]), list(values["guests"])
    numbers = (
        questions.text_of(said, 500).replace("、", " ").replace("，", " ").replace(",", " ").split()
    )
    for number in numbers:
        item = _numbered(turn, number)
        if item.id not in found:
            found.append(item.id)
            guests.append(suggestions.lead_deputy_id(turn.session, item.id))
    if len(found) > MOST_ITEMS:
        raise Refused("meeting.too_many", limit=MOST_ITEMS)
    several = len(found) > 1
    for item_id in found:
        item = suggestions.get(turn.session, item_id)
        if several and item.is_confidential:
            raise Refused("meeting.confidential", number=item.number)
    return {"items": found, "guests": list(dict.fromkeys(guests))}


def _numbered(turn: Turn, number: str) -> Suggestion:
    for item in suggestions.numbered(turn.session, plain_number(number)):
        if item.is_open and access.may(turn, item, Act.ARRANGE_MEETING):
            return item
    raise Refused("meeting.no_such_item", number=number)


def _slots(turn: Turn, said: Said, dialog: Dialog) -> None:
    """One time a line; a line that is not understood leaves all of them unsaid."""
    values = dialog.data["values"]
    noted = list(values["slots"])
    today, zone = turn.office.today(turn.now), turn.office.timezone
    for line in questions.text_of(said, 500).replace("；", "\n").replace(";", "\n").splitlines():
        if not line.strip():
            continue
        local = parse_moment(line, today)
        if local is None:
            day = turn.office.calendar.add(today, 3)
            raise Refused("meeting.when_wanted", said=line, example=f"{day.month}-{day.day} 9:30")
        starts_at = local.replace(tzinfo=zone)
        rules.doubts(starts_at, turn.now, turn.office.profile.meetings, _own_hours(turn))
        if starts_at.isoformat() not in noted:
            noted.append(starts_at.isoformat())
    if len(noted) > rules.MOST_SLOTS:
        raise Refused("meeting.too_many_slots", limit=rules.MOST_SLOTS)
    step = "preview" if len(noted) == rules.MOST_SLOTS else "slots"
    questions.put(turn, dialog, step=step, slots=sorted(noted))


def _own_hours(turn: Turn) -> rules.Hours:
    return meetings.hours_of(turn, turn.me)


# The look before it is sent


def _preview(turn: Turn, dialog: Dialog, *, in_place: bool = False) -> None:
    values = dialog.data["values"]
    guests, staff = _guests(turn, values), _staff(turn, values)
    but = values.get("meeting_id")
    questions.ask(
        turn,
        dialog,
        "meeting.preview",
        _preview_rows(turn, values),
        in_place=in_place,
        numbers=meeting_words.numbers_of(_items(turn, values)),
        form=ContactForm(values["form"]),
        place=values["place"],
        slots=Html("\n".join(_doubtful(turn, one, guests, staff, but) for one in values["slots"])),
        guests=Html("\n".join(_guest(turn, one, values) for one in guests)),
        staff="、".join(one.name for one in staff),
    )


def _preview_rows(turn: Turn, values: dict[str, Any]) -> keyboard.Keyboard:
    language = turn.language
    send = keyboard.button(language, "button.send_invitation", "mset", "send", "1")
    again = keyboard.button(language, "button.other_times", "mset", "again", "1")
    if values.get("meeting_id"):
        return [[send, again]]
    toggles = [
        keyboard.named(
            f"{'☑' if name in values['extras'] else '☐'} "
            + texts.label(f"button.with_{name}", language),
            "mset",
            "extra",
            name,
        )
        for name in EXTRAS
    ]
    add = keyboard.button(language, "button.add_items", "mset", "items", "more")
    first = [] if values.get("tour_id") else [[add]]
    return [toggles, *first, [send, again]]


def _doubtful(
    turn: Turn, slot: str, guests: Sequence[Person], staff: Sequence[Person], but: int | None
) -> str:
    """A time, with what speaks against it; `but`: the meeting that gets other times."""
    people_ = [*guests, *(one for one in staff if one not in guests)]
    starts_at = datetime.fromisoformat(slot)
    found = {
        doubt: None
        for guest in guests
        for doubt in rules.doubts(
            starts_at, turn.now, turn.office.profile.meetings, meetings.hours_of(turn, guest)
        )
    }
    warnings = "".join(f" ⚠️{texts.plain(doubt, turn.language)}" for doubt in found)
    minutes = turn.office.profile.meetings.minutes
    for person in meeting_board.clashing(turn, people_, starts_at, minutes, but):
        warnings += f" ⚠️{texts.label('meeting.busy_then', turn.language, who=person.name)}"
    return quote(texts.plain(turn.office.local(starts_at), turn.language) + warnings)


def _guest(turn: Turn, guest: Person, values: dict[str, Any]) -> str:
    """A deputy who will be invited, with what stands in the way."""
    notes = []
    if not people.is_reached(turn.session, guest):
        notes.append(texts.label("meeting.by_phone", turn.language))
    waived = [
        item.number
        for item in _items(turn, values)
        if item.waives_meeting and suggestions.lead_deputy_id(turn.session, item.id) == guest.id
    ]
    if waived and ContactForm(values["form"]) in FACE_TO_FACE:
        numbers = "、".join(waived)
        notes.append(texts.label("meeting.has_waived", turn.language, numbers=numbers))
    name = f"{guest.name}（{guest.delegation or '—'}）"
    return quote(" ".join([name, *notes]))


def _guests(turn: Turn, values: dict[str, Any]) -> list[Person]:
    """The deputies to be invited: who leads what it is about and, if wanted, who co-signed."""
    ids = [one for one in values["guests"] if one not in values["left_out"]]
    if "co_signers" in values["extras"]:
        for item in _items(turn, values):
            ids += [person.id for person, _ in suggestions.deputies(turn.session, item.id)]
    found = [people.get(turn.session, one) for one in dict.fromkeys(ids)]
    return [person for person in found if person.left_at is None]


def _staff(turn: Turn, values: dict[str, Any]) -> list[Person]:
    """Who comes along: whoever calls the meeting, the own officers and, if wanted, others."""
    found: list[Person | None] = [turn.me]
    for item in _items(turn, values):
        if item.lead_unit_id == turn.me.unit_id:
            found.append(access.responsible(turn.session, item))
        if "leader" in values["extras"] and item.leader_id is not None:
            found.append(people.get(turn.session, item.leader_id))
        if "joint" in values["extras"]:
            joint = suggestions.joint_units(turn.session, item.id)
            found += [access.responsible_of_unit(turn.session, one.unit_id) for one in joint]
    here = {one.id: one for one in found if one is not None and one.left_at is None}
    return list(here.values())


def _send(turn: Turn, dialog: Dialog) -> None:
    """Send the invitations; what has changed since it was typed is looked at once more."""
    values = dialog.data["values"]
    slots = [datetime.fromisoformat(one) for one in values["slots"]]
    for starts_at in slots:
        rules.doubts(starts_at, turn.now, turn.office.profile.meetings, _own_hours(turn))
    if values.get("meeting_id"):
        meeting = meetings.fetch(turn, values["meeting_id"], Act.ARRANGE_MEETING)
        questions.end(turn, dialog)
        meetings.offer_again(turn, meeting, slots)
    else:
        proposal = _proposal(turn, values, slots)
        questions.end(turn, dialog)
        meetings.propose(turn, proposal)
    turn.toast("toast.done")


def _proposal(turn: Turn, values: dict[str, Any], slots: Sequence[datetime]) -> Proposal:
    """What has been put together; raises Refused for what may not be (any more)."""
    items = [access.fetch(turn, one.id, Act.ARRANGE_MEETING) for one in _items(turn, values)]
    for item in items:
        access.must_be_open(item)
    guests = _guests(turn, values)
    if not guests:
        raise Refused("meeting.nobody_invited")
    return Proposal(
        form=ContactForm(values["form"]),
        place=values["place"],
        items=items,
        guests=guests,
        staff=_staff(turn, values),
        slots=slots,
        latitude=values.get("latitude"),
        longitude=values.get("longitude"),
        tour_id=values.get("tour_id"),
    )
