"""One suggestion, handled by a small office in which everybody has joined."""

import pytest_asyncio

from tests.flows.steps import matter, open_office
from tests.house import EVERYBODY, House


@pytest_asyncio.fixture
async def one_matter(house: House) -> House:
    """No. 0107 has been assigned; the five have joined; it is 7 April, 08:30."""
    await open_office(house, matter(), joined=EVERYBODY)
    return house
