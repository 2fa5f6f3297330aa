"""For developers: `python -m storage.migrations "What has changed."` writes the next migration.

It compares the tables in the code with those the migrations make, in a fresh SQLite file.
"""

import re
import sys
import tempfile
from pathlib import Path

from storage.database import Database
from storage.migrations import HERE, make


def main() -> None:
    """Write `versions/NNNN_….py`."""
    if len(sys.argv) != 2:
        sys.exit('usage: python -m storage.migrations "What has changed."')
    numbers = [int(file.name[:4]) for file in (HERE / "versions").glob("[0-9]*.py")]
    number = f"{max(numbers, default=0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'fresh.db'}")
        make(database, sys.argv[1], number)
        database.close()
    for file in (HERE / "versions").glob(f"{number}_*.py"):
        text = re.sub(r"\n{3,}(?=import|from)", "\n", file.read_text())
        file.write_text(text)
        print(file)


if __name__ == "__main__":
    main()
