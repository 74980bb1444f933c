"""Each way in which a path may hold no letter has its sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.errors import ExitCode, UnreadableError
from tracker.letters import load_file


def test_content_is_returned_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\r\n\x00")
    assert load_file(tmp_path / "a", 3) == b"\r\n\x00"


def test_each_failure_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"1234")
    os.mkfifo(tmp_path / "pipe")
    expected = {
        tmp_path: "is a folder",
        tmp_path / "missing": "no such file",
        tmp_path / "empty": "is empty",
        tmp_path / "large": "larger than",
        tmp_path / "pipe": "no ordinary file",
        tmp_path / "empty" / "below": "cannot be read",
        tmp_path / ("x" * 300): "cannot be read",
        Path("a\x00b"): "not a usable path",
    }
    for path, words in expected.items():
        with pytest.raises(UnreadableError, match=words) as caught:
            load_file(path, 3)
        assert str(caught.value).startswith(f"{path}: ")
        assert caught.value.exit_code is ExitCode.UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_someone_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "private"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(UnreadableError, match="permissions"):
        load_file(path, 3)
