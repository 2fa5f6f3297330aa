"""The sample ledger: an invented congress to practise with. `make.py` draws it from its texts."""

from pathlib import Path

LEDGER = Path(__file__).with_name("sample-ledger.xlsx")
