"""办理方案 in chat: task, goal, milestones, who leads; shown before it is made."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.handling import gates, leading, plans
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.plans import Step, parse_steps
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people
from storage.dialogs import Dialog
from storage.suggestions import Suggestion

PLAN, BACK = "plan", "plan_back"
LONGEST = 1000  # characters of a task, a goal, the milestones


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """办理方案: as it stands."""
    plans.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Begin one, unless something has to come first (先看现场再出方案)."""
    item = access.fetch(turn, int(arguments[0]), Act.PLAN)
    access.must_be_open(item)
    if not gates.stops(turn, item, Act.PLAN):
        _ask(turn, questions.begin(turn, PLAN, item.id, "task"), item)


def _ask(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    values, step = dialog.data["values"], dialog.data["step"]
    rows: keyboard.Keyboard = []
    if step == "leader":
        rows = [
            [keyboard.named(person.name, "plset", "leader", person.id)]
            for person in leading.leaders(turn, item)
        ]
    elif step == "preview":
        rows = [[keyboard.button(turn.language, "button.submit_plan", "plset", "send", 0)]]
    leader = leading.leader_of(turn, item)
    leader_id = values.get("leader_id") or (leader.id if leader else None)
    questions.ask(
        turn,
        dialog,
        f"plan.ask_{step}",
        rows,
        number=item.number,
        title=item.title,
        due_on=item.due_on,
        task=values.get("task", ""),
        goal=values.get("goal", ""),
        milestones=values.get("milestones", ""),
        leader=people.get(turn.session, leader_id).name if leader_id else "—",
    )


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, PLAN, Act.PLAN)
    item = _item(turn, dialog)
    step = dialog.data["step"]
    if step in ("leader", "preview"):
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    if step == "milestones":
        _steps(turn, item, text)
    following = {"task": "goal", "goal": "milestones", "milestones": "leader"}[step]
    is_named = leading.leader_of(turn, item) is not None
    if following == "leader" and (is_named or not leading.leaders(turn, item)):
        following = "preview"
    questions.put(turn, dialog, step=following, **{step: text})
    _ask(turn, dialog, item)


def _steps(turn: Turn, item: Suggestion, text: str) -> list[Step]:
    return parse_steps(text, turn.office.today(turn.now), item.due_on)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Who leads; or: everything is right."""
    dialog = questions.of(turn, PLAN, Act.PLAN)
    item = _item(turn, dialog)
    what, step = arguments[0], dialog.data["step"]
    if what == "leader" and step == "leader":
        chosen = int(arguments[1])
        if chosen not in {person.id for person in leading.leaders(turn, item)}:
            raise Refused("button.gone")
        questions.put(turn, dialog, step="preview", leader_id=chosen)
        _ask(turn, dialog, item)
    elif what == "send" and step == "preview":
        values = dialog.data["values"]
        questions.end(turn, dialog)
        gates.require(turn, item, Act.PLAN)
        steps = _steps(turn, item, values["milestones"])
        plans.make(turn, item, values["task"], values["goal"], steps, values.get("leader_id"))
        turn.say(turn.me, "plan.made", suggestion_id=item.id, number=item.number)
    else:
        raise Refused("button.gone")


def _item(turn: Turn, dialog: Dialog) -> Suggestion:
    assert dialog.suggestion_id is not None
    return access.fetch(turn, dialog.suggestion_id, Act.PLAN)


def reached(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A milestone is done."""
    plans.show(turn, plans.reach(turn, int(arguments[0])))


def approve(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意方案."""
    plans.decide(turn, int(arguments[0]), is_approved=True)


def send_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """退回修改: why?"""
    plan, item = plans.open_one(turn, int(arguments[0]))
    dialog = questions.begin(turn, BACK, item.id, "reason", plan_id=plan.id)
    questions.ask(turn, dialog, "plan.why_back", [], number=item.number, title=item.title)


def reason(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Because of this."""
    dialog = questions.of(turn, BACK, Act.APPROVE_PLAN)
    text = questions.text_of(said, LONGEST)
    questions.end(turn, dialog)
    plans.decide(turn, dialog.data["values"]["plan_id"], is_approved=False, note=text)
    turn.say(turn.me, "plan.back_done")
