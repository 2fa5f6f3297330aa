"""社情民意 in chat: what the public says is noted, deputies are asked by poll and answer."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.handling import voices
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import Audience, VoiceSource

VOICE, POLL = "voice", "poll"
LONGEST = 2000
LONGEST_CHOICE = 30
LEAST, MOST = 2, 4  # choices


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """社情民意 of one suggestion."""
    voices.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记民意: where was it heard?"""
    item = access.fetch(turn, int(arguments[0]), Act.HEAR_PUBLIC)
    access.must_be_open(item)
    dialog = questions.begin(turn, VOICE, item.id, "source")
    rows = [
        [keyboard.named(texts.plain(one, turn.language), "vcsource", one.value)]
        for one in VoiceSource
    ]
    questions.ask(turn, dialog, "voice.ask_source", rows, number=item.number)


def choose_source(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """There; what was said?"""
    dialog = questions.of(turn, VOICE, Act.HEAR_PUBLIC)
    if dialog.data["step"] != "source":
        raise Refused("button.gone")
    questions.put(turn, dialog, step="words", source=VoiceSource(arguments[0]).value)
    questions.ask(turn, dialog, "voice.ask_words", [])


def heard(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """This."""
    dialog = questions.of(turn, VOICE, Act.HEAR_PUBLIC)
    if dialog.data["step"] != "words" or dialog.suggestion_id is None:
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    item = access.fetch(turn, dialog.suggestion_id, Act.HEAR_PUBLIC)
    source = VoiceSource(dialog.data["values"]["source"])
    questions.end(turn, dialog)
    voices.note(turn, item, source, text)
    voices.show(turn, item)


def tell(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """转告代表."""
    voices.tell(turn, int(arguments[0]))
    turn.toast("toast.done")


def begin_poll(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """征求代表意见: whom?"""
    item = access.fetch(turn, int(arguments[0]), Act.HEAR_PUBLIC)
    access.must_be_open(item)
    dialog = questions.begin(turn, POLL, item.id, "audience")
    rows = []
    for whom in Audience:
        count = len(voices.audience(turn, item, whom))
        label = f"{texts.plain(whom, turn.language)} ({count})"
        rows.append([keyboard.named(label, "pollset", "audience", whom.value)])
    questions.ask(turn, dialog, "poll.ask_audience", rows, number=item.number)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Whom; or: everything is right."""
    dialog = questions.of(turn, POLL, Act.HEAR_PUBLIC)
    step, value = arguments
    if step != dialog.data["step"] or dialog.suggestion_id is None:
        raise Refused("button.gone")
    if step == "audience":
        questions.put(turn, dialog, step="question", audience=Audience(value).value)
        questions.ask(turn, dialog, "poll.ask_question", [])
        return
    item = access.fetch(turn, dialog.suggestion_id, Act.HEAR_PUBLIC)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    row = voices.ask(
        turn, item, Audience(values["audience"]), values["question"], values["choices"]
    )
    turn.say(turn.me, "poll.sent", suggestion_id=item.id, ends_on=row.ends_on)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The question, then what can be chosen, one a line."""
    dialog = questions.of(turn, POLL, Act.HEAR_PUBLIC)
    step = dialog.data["step"]
    if step == "question":
        questions.put(turn, dialog, step="choices", question=questions.text_of(said, LONGEST))
    elif step == "choices":
        lines = [one.strip() for one in questions.text_of(said, LONGEST).splitlines()]
        choices = list(dict.fromkeys(one for one in lines if one))
        if not LEAST <= len(choices) <= MOST or any(len(one) > LONGEST_CHOICE for one in choices):
            raise Refused("poll.choices", least=LEAST, most=MOST, limit=LONGEST_CHOICE)
        questions.put(turn, dialog, step="preview", choices=choices)
    else:
        raise Refused("form.choose")
    _ask(turn, dialog)


def _ask(turn: Turn, dialog: Dialog) -> None:
    """What can be chosen; or a look at it all."""
    if dialog.data["step"] == "choices":
        questions.ask(turn, dialog, "poll.ask_choices", [], least=LEAST, most=MOST)
        return
    values = dialog.data["values"]
    send = keyboard.button(turn.language, "button.submit_poll", "pollset", "preview", "send")
    questions.ask(
        turn,
        dialog,
        "poll.ask_preview",
        [[send]],
        question=values["question"],
        choices=" · ".join(values["choices"]),
        audience=Audience(values["audience"]),
    )


def vote(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A deputy's answer."""
    voices.vote(turn, int(arguments[0]), int(arguments[1]))
