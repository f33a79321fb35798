"""compose.yaml, the image and the proxy. No engine runs them here: they are held to what they should be."""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import role
from config.data import HERE
from deploy.environment import lines
from tests.config.test_settings import settings_with

COMPOSE: dict[str, Any] = yaml.safe_load((HERE / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "sweeper")
ONCE = ("prepare", "volumes")  # they end as soon as they have done it
DOCUMENTED = (HERE / "docs/operations.md").read_text()
DOCKERFILE = (HERE / "Dockerfile").read_text().replace("\\\n", " ")


def filled(text: str, values: dict[str, str]) -> str:
    """Return a value as Compose understands it. KeyError for one that has to be given and is not."""

    def value(match: re.Match[str]) -> str:
        name, otherwise = match[1], match[2] or ""
        return values.get(name, otherwise[2:]) if otherwise.startswith(":-") else values[name]

    return re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", value, text)


def environment_of(name: str) -> dict[str, str]:
    """Return what a service is told, with the values that deploy/environment.py makes."""
    values = dict(line.split("=", 1) for line in lines("workroom.example.org"))
    return {key: filled(value, values) for key, value in SERVICES[name]["environment"].items()}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_root_or_can_write_where_it_should_not_or_gain_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ONCE])
def test_every_service_that_stays_is_asked_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_whoever_waits_for_another_waits_for_one_that_is_there() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
            assert how == {"condition": wanted}, (name, other)


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_volume_is_declared_and_used() -> None:
    named = {
        volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    } - {"./deploy/Caddyfile"}
    assert named == COMPOSE["volumes"].keys()


def test_every_process_is_one_that_the_image_can_become() -> None:
    assert {name: SERVICES[name]["command"] for name in OURS} == {name: [name] for name in role.COMMANDS}
    assert {name for name in OURS if "healthcheck" in SERVICES[name]} == role.HEALTHY.keys()


@pytest.mark.parametrize("name", [name for name in OURS if name != "prepare"])
def test_an_image_asks_itself_by_a_command_that_there_is(name: str) -> None:
    asked = SERVICES[name]["healthcheck"]["test"]
    assert asked == ["CMD", "python", "-m", "config.role", "healthy", name]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_in_the_guide(name: str) -> None:
    unknown = [key for key in SERVICES[name]["environment"] if f"`{key}`" not in DOCUMENTED]
    assert unknown == []


def test_the_values_that_are_made_are_those_that_are_needed() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?\}", (HERE / "compose.yaml").read_text()))
    made = {line.partition("=")[0] for line in lines("workroom.example.org")}
    assert needed <= made
    assert lines("a.example.org")[1] != lines("a.example.org")[1]


def test_with_these_values_the_settings_are_those_of_production(tmp_path: Path) -> None:
    environment = {**environment_of("web"), "WORKROOM_DATA": str(tmp_path)}
    found = {
        name: settings_with(tmp_path, name, **environment)
        for name in ("DATABASES", "SESSION_COOKIE_SECURE", "STORAGES", "ALLOWED_HOSTS")
    }
    assert found["DATABASES"]["default"]["HOST"] == "database"
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["STORAGES"]["default"]["OPTIONS"]["public_url"] == "https://files.workroom.example.org"
    assert "workroom.example.org" in found["ALLOWED_HOSTS"]


def test_without_its_secrets_nothing_starts() -> None:
    with pytest.raises(KeyError):
        filled(SERVICES["web"]["environment"]["SECRET_KEY"], {})


def test_the_image_is_nobodys_in_particular_and_ends_as_the_entry_point() -> None:
    steps = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    last = max(number for number, step in enumerate(steps) if step[0] == "FROM")
    final = dict(steps[last:])
    assert final["USER"] == "workroom"
    assert f"--uid {SERVICES['web']['user']}" in DOCKERFILE
    assert yaml.safe_load(final["ENTRYPOINT"]) == ["python", "-m", "config.role"]
    assert yaml.safe_load(final["CMD"])[0] in role.COMMANDS


def test_what_is_collected_while_the_image_is_built_can_be_read_by_whoever_it_runs_as(tmp_path: Path) -> None:
    built = tmp_path / "built"
    environment = {"PATH": os.environ["PATH"], "WORKROOM_DATA": str(tmp_path), "STATIC_ROOT": str(built)}
    subprocess.run([sys.executable, "manage.py", "collect"], cwd=HERE, check=True, env=environment)
    kept = [built, *built.rglob("*")]
    assert len(kept) > 50
    assert [path for path in kept if not path.stat().st_mode & stat.S_IROTH] == []


def test_what_the_image_copies_is_there_and_what_is_secret_is_left_out() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert all((HERE / name).exists() for names in copied for name in shlex.split(names))
    assert {"var", ".env", ".git", "tests"} <= set((HERE / ".dockerignore").read_text().split())


def test_the_proxy_lets_through_what_the_guide_says_and_keeps_practice_inside() -> None:
    proxy = (HERE / "deploy/Caddyfile").read_text()
    assert "max_size 1044MB" in proxy
    assert "client_max_body_size 1044m" in DOCUMENTED
    assert re.search(r"@inside path /practice/\*", proxy)
    assert "respond @inside 404" in proxy


def test_the_proxy_leads_signed_links_to_the_files_before_it_refuses_all_others() -> None:
    # Caddy does a bare `respond` before any `reverse_proxy`, whichever is written first.
    files = (HERE / "deploy/Caddyfile").read_text().partition("files.{$DOMAIN}")[2]
    ways = re.findall(r"^\thandle (@signed )?\{\s+(?:#.*\s+)*(\w+)", files, re.MULTILINE)
    assert ways == [("@signed ", "reverse_proxy"), ("", "respond")]


def test_the_values_are_written_without_anything_but_python(tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(HERE / "deploy/environment.py"), "workroom.example.org"]
    done = subprocess.run(
        command, capture_output=True, check=True, text=True, env={"PATH": os.environ["PATH"]}
    )
    assert [line.partition("=")[0] for line in done.stdout.splitlines()] == [
        line.partition("=")[0] for line in lines("x")
    ]
    assert "DOMAIN=workroom.example.org" in done.stdout
