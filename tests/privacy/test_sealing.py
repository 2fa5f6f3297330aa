"""A file under a passphrase: opened with it, and with nothing else."""

import io
import random

import pytest

from storage.sealing import PIECE, Damaged, Opening, SealError, Sealing, WrongPassphrase

SECRET = "洞庭湖 2026"
WORDS = random.Random(7).randbytes(3 * PIECE)


def sealed(plain: bytes) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, SECRET)
    for start in range(0, len(plain), 10_000):
        sealing.write(plain[start : start + 10_000])
    sealing.complete()
    return file.getvalue()


def opened(file: bytes, passphrase: str = SECRET) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(file), passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_comes_back(size: int) -> None:
    file = sealed(WORDS[:size])
    assert opened(file) == WORDS[:size]
    assert WORDS[:100] not in file or size < 100


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongPassphrase):
        opened(sealed(b"words"), "other")


def test_whatever_is_changed_or_cut_off_is_seen() -> None:
    file = sealed(WORDS[: 2 * PIECE + 500])
    one, two = 60, 60 + PIECE + 16  # in the first piece, and in the second
    changed = [
        file[:one] + bytes([file[one] ^ 1]) + file[one + 1 :],
        file[:-1] + bytes([file[-1] ^ 1]),
        file[:two] + file[two + PIECE + 16 :],  # a piece left out
        file + b"more",
        *(file[:length] for length in (0, 5, 30, 58, 100, two, len(file) - 516, len(file) - 1)),
    ]
    for other in changed:
        with pytest.raises(SealError):
            opened(other)


def test_a_made_up_header_costs_no_memory() -> None:
    file = bytearray(sealed(b"words"))
    file[17] = 40  # 2 ** 40
    with pytest.raises(Damaged):
        opened(bytes(file))
