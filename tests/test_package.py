"""What is shipped works away from the checkout, and is pinned to the byte."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, in a folder of its own."""
    built, unpacked = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("unpacked")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel"),
            *("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", built, ROOT),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = built.glob("tracker-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    return unpacked


def run_from(unpacked: Path, cwd: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python that finds the product in the wheel alone."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(unpacked), "HOME": str(cwd), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_wheel_holds_all_that_runs_and_nothing_else(unpacked: Path) -> None:
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    shipped = [
        *((ROOT / "templates").rglob("*.*")),
        *((ROOT / "config").rglob("*.*")),
    ]
    assert shipped
    for path in shipped:
        assert f"tracker/_data/{path.relative_to(ROOT)}" in files
    assert "tracker/py.typed" in files
    assert {name.partition("/")[0] for name in files if ".dist-info" not in name} == {"tracker", "jobs"}
    assert any(name.endswith("licenses/LICENSE") for name in files)


def test_templates_and_config_come_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    code = "import tracker, jobs; from tracker.resources import resource_root as root; print(tracker.__file__, jobs.__file__, root())"
    done = run_from(unpacked, tmp_path, code)
    assert all(word.startswith(str(unpacked)) for word in done.stdout.split()), done


def test_the_demo_runs_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    code = "from tracker.cli import main; main()"
    done = run_from(unpacked, tmp_path, code, "demo", "--folder", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "" or "Traceback" not in done.stderr
    assert str(ROOT) not in done.stdout
    assert "Overdue on 2 March 2026" in done.stdout
    kinds = {path.suffix for path in (tmp_path / "demo" / "mail").iterdir()}
    assert kinds == {".eml", ".txt", ".html"}


def requirements(lock: str) -> dict[str, str]:
    """Each pinned requirement with the lines that belong to it."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    pinned = [block for block in blocks if block.strip() and not block.startswith("#")]
    return {block.partition("==")[0].lower(): block for block in pinned}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    assert len(requirements(lock)) > 20
    for block in requirements(lock).values():
        assert re.match(r"[A-Za-z0-9._\-\[\],]+==[^\s]+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_the_locks_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [re.match(r"[A-Za-z0-9._-]+", line) for line in project["project"]["dependencies"]]
    names = {re.sub(r"[-_.]+", "-", match[0]).lower() for match in wanted if match}
    assert len(names) == len(wanted)
    for lock in LOCKS:
        assert names <= requirements(lock).keys()


def test_the_version_is_told_once() -> None:
    from tracker import __version__

    assert metadata.version("tracker") == __version__
