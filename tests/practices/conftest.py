"""The office of the flows: one suggestion, five people who have joined."""

from tests.flows.conftest import one_matter, prepared

__all__ = ["one_matter", "prepared"]
