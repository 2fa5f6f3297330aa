"""What may not be, said as a value: the texts turn the code into a sentence."""

from typing import Any


class Refused(Exception):
    """Something may not be done. `code` names the sentence, `values` fill it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
