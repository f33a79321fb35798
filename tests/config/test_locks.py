"""The lock files: in step with what is asked for, and free of download addresses."""

import json
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from config.data import HERE

LOCKS = ["requirements/app.txt", "requirements/dev.txt", "requirements/node.txt"]
PROJECT: dict[str, Any] = tomllib.loads((HERE / "pyproject.toml").read_text())
ASKED = PROJECT["project"]["dependencies"]


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", requirement).lower()


def pins(lock: str) -> dict[str, Version]:
    found = re.findall(r"^([\w.-]+)==([^ \\;]+)", (HERE / lock).read_text(), re.MULTILINE)
    return {name_of(name): Version(version) for name, version in found}


@pytest.mark.parametrize(
    ("lock", "asked"),
    [("requirements/app.txt", ASKED), ("requirements/dev.txt", ASKED + PROJECT["dependency-groups"]["dev"])],
)
def test_every_package_asked_for_is_locked_at_a_version_that_fits(lock: str, asked: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, asked):
        assert locked[name_of(requirement.name)] in requirement.specifier, requirement


def test_the_tools_stand_on_the_very_versions_that_run() -> None:
    assert pins("requirements/app.txt").items() <= pins("requirements/dev.txt").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_file_has_its_hash_and_no_address(lock: str) -> None:
    text = (HERE / lock).read_text()
    assert "://" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_the_front_end_lock_fits_what_is_asked_for_and_names_no_address() -> None:
    asked = json.loads((HERE / "package.json").read_text())
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_package_of_the_front_end_has_its_hash() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    hashes = {name: package.get("integrity", "") for name, package in packages.items() if name}
    assert [name for name, given in hashes.items() if not given.startswith("sha512-")] == []


def test_nothing_is_installed_but_by_the_locks() -> None:
    """Every install is one of the Makefile's two, and of these one takes hashes only, the other the lock."""
    made = {path: path.read_text() for path in [HERE / "Makefile", *(HERE / ".ci").iterdir()]}
    installs = [line.strip() for text in made.values() for line in re.findall(r".*(?:pip|npm).*", text)]
    pip = [line for line in installs if re.search(r"-m pip .*install|\bpip install", line)]
    npm = [line for line in installs if re.search(r"\bnpm (?:ci|install|i)\b", line)]
    assert len(pip) == 1
    assert "--require-hashes --only-binary :all:" in pip[0]
    assert [line for line in npm if "npm ci --ignore-scripts" not in line] == [
        "npm install --package-lock-only --ignore-scripts"
    ]
