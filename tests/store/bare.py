"""`verify.py` out of an export, run as on an auditor's machine: the oldest Python that is here, nothing installed seen,
and no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

REFUSAL = "no network here"
_WITHOUT_NETWORK = f"""
import runpy, sys
def refuse(event, args):
    if event.startswith("socket."):
        raise OSError({REFUSAL!r})
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def oldest_python() -> str:
    """3.9 or the next one that is installed, else the one that runs the tests."""
    pyenv = Path.home() / ".pyenv" / "versions"
    for minor in range(9, sys.version_info.minor):
        found = shutil.which(f"python3.{minor}") or next(
            (str(each) for each in sorted(pyenv.glob(f"3.{minor}.*/bin/python3.{minor}"))), None
        )
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return sys.executable


PYTHON = oldest_python()


@dataclass(frozen=True)
class Found:
    """What the script said."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def bad(self) -> list[str]:
        """What it says does not hold."""
        return [line.removeprefix("BAD  ") for line in self.stdout.splitlines() if line.startswith("BAD")]


def verify(export: Path, *options: str) -> Found:
    """Takes the script out of the zip and lets it check the zip."""
    script = export.with_name("verify.py")
    with zipfile.ZipFile(export) as archive:
        script.write_bytes(archive.read("verify.py"))
    found = run(script, str(export), *options)
    assert found.stderr == ""
    return found


def run(script: Path, *arguments: str) -> Found:
    """Any script, in the same way."""
    command = [PYTHON, "-I", "-S", "-c", _WITHOUT_NETWORK, str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={})
    return Found(done.returncode, done.stdout, done.stderr)
