"""No production with secrets that anybody could guess: what is refused, and by which processes."""

import base64
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.data import HERE
from config.keys import MAKE, production, refusal
from tests.config.copies import KEYS, free_port

CELERY = ["-m", "celery", "-A", "config.celery", "worker", "--pool", "threads"]
GRANIAN = ["-m", "granian", "--interface", "asgi", "--log-level", "error", "config.asgi:application"]


def started(data: Path, *command: str, **env: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {**os.environ, "WORKROOM_DATA": str(data), "PORT": str(free_port()), **env}
    return subprocess.run(
        [sys.executable, *command], env=surroundings, cwd=HERE, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "config.supervisor"],
        ["manage.py", "prepare"],
        ["manage.py", "sweep"],
        ["manage.py", "check"],
        CELERY,
        [*GRANIAN, "--port", "0"],
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_every_process_refuses_with_one_sentence(tmp_path: Path, command: list[str]) -> None:
    done = started(tmp_path / "var", *command, HTTPS="true", FIELD_KEYS=KEYS["FIELD_KEYS"])
    assert done.returncode == 1
    (sentence,) = [line for line in f"{done.stdout}{done.stderr}".splitlines() if "[ERROR]" not in line]
    assert sentence == (
        "SECRET_KEY is not set, but with HTTPS=true it has to be a good one from the environment: "
        f'make one with python3 -c "{MAKE["SECRET_KEY"]}"'
    )
    assert not (tmp_path / "var").exists()


def test_with_good_ones_it_starts(tmp_path: Path) -> None:
    done = started(tmp_path, "manage.py", "check", HTTPS="true", **KEYS)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", list(MAKE))
def test_what_the_sentence_says_makes_a_good_one(tmp_path: Path, name: str) -> None:
    made = started(tmp_path, "-c", MAKE[name]).stdout.strip()
    assert refusal({"HTTPS": "true", **KEYS, name: made}, tmp_path) is None


def test_the_one_in_use_so_far_is_pointed_at(tmp_path: Path) -> None:
    own = tmp_path / "secrets" / "field.key"
    own.parent.mkdir()
    own.touch()
    sentence = refusal({"HTTPS": "true", **KEYS, "FIELD_KEYS": ""}, tmp_path)
    assert sentence
    assert sentence.endswith(f"(the one in use so far is in {own})")


@pytest.mark.parametrize(
    ("env", "sign"),
    [
        ({}, None),
        ({"HTTPS": "false", "DATABASE_URL": "", "REDIS_URL": ""}, None),
        ({"DATABASE_URL": "sqlite:////tmp/db.sqlite3", "REDIS_URL": "unix:///tmp/valkey.sock"}, None),
        ({"HTTPS": "True"}, "HTTPS=true"),
        ({"HTTPS": "1"}, "HTTPS=true"),
        ({"DATABASE_URL": "postgres://app@db/workroom"}, "DATABASE_URL"),
        ({"REDIS_URL": "redis://broker:6379/0"}, "REDIS_URL"),
    ],
)
def test_production_is_where_others_or_other_machines_come_in(env: dict[str, str], sign: str | None) -> None:
    assert production(env) == sign


def zeros(length: int) -> str:
    return base64.urlsafe_b64encode(bytes(length)).decode()


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SECRET_KEY", "", "is not set"),
        ("SECRET_KEY", "x7Gq2", "is a placeholder that anybody can guess"),
        ("SECRET_KEY", KEYS["SECRET_KEY"][:49], "is shorter than 50 characters"),
        ("SECRET_KEY", f"django-insecure-{KEYS['SECRET_KEY']}", "is a placeholder that anybody can guess"),
        ("SECRET_KEY", f"{KEYS['SECRET_KEY']}ChangeMe", "is a placeholder that anybody can guess"),
        ("SECRET_KEY", "ab" * 40, "is a placeholder that anybody can guess"),
        ("FIELD_KEYS", "", "is not set"),
        ("FIELD_KEYS", "changeme", "holds something that is no Fernet key"),
        ("FIELD_KEYS", "not base64 at all!", "holds something that is no Fernet key"),
        ("FIELD_KEYS", zeros(31), "holds something that is no Fernet key"),
        ("FIELD_KEYS", f"{KEYS['FIELD_KEYS']},", "holds something that is no Fernet key"),
        ("FIELD_KEYS", f"{KEYS['FIELD_KEYS']},{zeros(32)}", "holds a key that anybody can guess"),
    ],
    ids=count(1),  # the keys are others in each process, and pytest-xdist wants the same names
)
def test_a_secret_that_is_none_is_named(tmp_path: Path, name: str, value: str, wrong: str) -> None:
    sentence = refusal({"REDIS_URL": "redis://broker", **KEYS, name: value}, tmp_path)
    assert sentence
    assert sentence.startswith(f"{name} {wrong}")
    assert len(value) < 6 or value not in sentence


def test_several_keys_with_spaces_between_are_good(tmp_path: Path) -> None:
    keys = f"{Fernet.generate_key().decode()}, {KEYS['FIELD_KEYS']}"
    assert refusal({"HTTPS": "true", **KEYS, "FIELD_KEYS": keys}, tmp_path) is None
