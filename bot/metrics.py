"""What Prometheus is told: counts of this process, and what waits in the database at the moment.

Everything is looked up when it is asked for; nothing is kept in step meanwhile. Labels are names
of our own code (a method, a purpose, a role), never anything about a person.
"""

import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot import counts
from storage.database import Database
from storage.queues import Queues

CONTENT_TYPE = CONTENT_TYPE_LATEST
RATE_LIMITED = "rate_limited"
RETRIED = (RATE_LIMITED, "network", "server")  # outcomes after which a message is tried again

Leads = Callable[[], Mapping[str, bool]]


class Metrics:
    """One registry; `leads` tells for each role whether this process has it."""

    def __init__(self, database: Database, leads: Leads) -> None:
        self._house = _House("sqlite" if database.is_sqlite else "postgresql", leads)
        self._registry = CollectorRegistry()
        self._registry.register(self._house)
        ProcessCollector(registry=self._registry)

    def text(self, found: Queues | None, now: datetime) -> bytes:
        """Everything, in Prometheus' own text form. `found` None: the database does not answer."""
        self._house.found, self._house.now = found, now
        return generate_latest(self._registry)


class _House(Collector):
    found: Queues | None = None
    now: datetime

    def __init__(self, engine: str, leads: Leads) -> None:
        self._engine = engine
        self._leads = leads

    def describe(self) -> list[Metric]:
        """Nothing beforehand: there is nothing to tell yet when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures as they stand."""
        yield self._build()
        yield from _counted()
        yield _labelled(
            "lianluo_leads",
            "Whether this process has a role that only one may have at a time.",
            "role",
            {role: float(has) for role, has in self._leads().items()},
        )
        # A scrape without a database is no failed scrape: that is when the figures are wanted.
        is_up = self.found is not None
        yield GaugeMetricFamily("lianluo_database_up", "Whether the database answers.", is_up)
        if self.found is not None:
            yield from _waiting(self.found, self.now)

    def _build(self) -> Metric:
        names = ["version", "python", "database"]
        family = GaugeMetricFamily("lianluo_build_info", "What is running.", labels=names)
        family.add_metric([version("lianluo"), platform.python_version(), self._engine], 1)
        return family


def _counted() -> Iterator[Metric]:
    calls = CounterMetricFamily(
        "lianluo_calls", "Calls to the chat network.", labels=["method", "outcome"]
    )
    for (method, outcome), count in list(counts.calls.items()):
        calls.add_metric([method, outcome], count)
    yield calls
    limited = sum(count for (_, what), count in list(counts.calls.items()) if what == RATE_LIMITED)
    yield CounterMetricFamily(
        "lianluo_rate_limited", "Calls that the network answered with 429.", limited
    )
    sent = CounterMetricFamily(
        "lianluo_messages", "Messages handed to the network.", labels=["outcome"]
    )
    for outcome, count in list(counts.messages.items()):
        sent.add_metric([outcome], count)
    yield sent
    retried = sum(counts.messages[outcome] for outcome in RETRIED)
    yield CounterMetricFamily("lianluo_retries", "Messages put back to be tried again.", retried)
    brought = CounterMetricFamily(
        "lianluo_deliveries", "What was brought to the webhook.", labels=["status"]
    )
    for status, count in list(counts.deliveries.items()):
        brought.add_metric([str(status)], count)
    yield brought
    faults = counts.faults["database"]
    yield CounterMetricFamily("lianluo_database_errors", "Failures of the database.", faults)
    updates = CounterMetricFamily("lianluo_updates", "Updates of the network.", labels=["outcome"])
    for outcome in ("received", "handled", "refused", "failed", "parked"):
        updates.add_metric([outcome], counts.updates[outcome])
    yield updates


def _waiting(found: Queues, now: datetime) -> Iterator[Metric]:
    gauge = GaugeMetricFamily
    yield gauge("lianluo_inbox_new", "Updates nobody has acted on.", found.inbox_new)
    yield gauge("lianluo_inbox_parked", "Updates waiting for a human.", found.inbox_parked)
    yield gauge(
        "lianluo_inbox_oldest_seconds",
        "Age of the oldest update nobody has acted on.",
        _age(found.inbox_oldest_at, now),
    )
    unsent = gauge("lianluo_outbox_unsent", "Messages to be sent.", labels=["purpose", "state"])
    for names, count in found.outbox.items():
        unsent.add_metric(names, count)
    yield unsent
    yield gauge(
        "lianluo_outbox_oldest_seconds",
        "How long the oldest message waits that might have left.",
        _age(found.outbox_oldest_at, now),
    )
    yield gauge("lianluo_messages_given_up", "Messages given up.", found.messages_failed)
    yield gauge(
        "lianluo_prompts_lag_seconds",
        "How long the earliest prompt that is due has waited.",
        _age(found.prompts_oldest_at, now),
    )
    yield gauge("lianluo_attachments_pending", "Files to be fetched.", found.attachments_pending)


def _labelled(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0
