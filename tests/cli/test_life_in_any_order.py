"""Commands in any order end with a documented code, one sentence where they refuse, and tables that agree with history."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.driver import Tracker
from tests.cli.test_life import SENTENCES

COMMANDS = [
    ("resolve", "{}", "--as", "kept", "--note", "Seen.", "--evidence", "https://mills.example", "--on", "2026-05-01"),
    ("resolve", "{}", "--as", "broken", "--note", "Never."),
    ("resolve", "{}", "--as", "superseded", "--by", "4", "--note", "A newer letter."),
    ("dismiss", "{}", "--note", "No promise."),
    ("reopen", "{}", "--note", "After all."),
    ("accept", "{}"),
    ("confirm", "{}"),
    ("condition", "{}", "--waived", "--note", "They do it anyway."),
    ("evidence", "{}", "https://mills.example", "--contradicts"),
    ("extend", "{}", "--to", "2026-12-31", "--because", "They asked."),
    ("snooze", "{}", "--until", "2026-07-20"),
    ("snooze", "{}", "--off"),
    ("edit", "{}", "--due", "2026-07-01"),
    ("note", "{}", "They rang."),
    ("link", "{}", "1", "--as", "answers"),
    ("assign", "{}", "--to", "Ben"),
    ("handover", "Ben", "Ana", "--yes"),
    ("asks", "hold", "a1", "{}"),
    ("asks", "free", "a1", "{}", "--note", "A slip."),
    ("asks", "answer", "a1", "--note", "Sent."),
    ("letter", "edit", "1", "--date", "2026-05-{}1"),
    ("undo", "--yes"),
    ("undo", "--yes"),
    ("undo", "--yes"),
    ("jobs", "run", "reminders"),
    ("jobs", "run", "delivery"),
]  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(COMMANDS), st.integers(1, 5), st.sampled_from(["Ana", "Ben"]), st.integers(0, 9)
    ),
    min_size=5,
    max_size=20,
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two people and a letter of four promises."""
    folder = tmp_path_factory.mktemp("prepared")
    tracker = Tracker(folder / "home", environ={"TRACKER_ACTOR": "Clerk"})
    for name in ("Ana", "Ben"):
        tracker.ok("people", "add", name, "--email", f"{name.lower()}@office.example")
    letter = folder / "letter.txt"
    body = "\n\n".join(SENTENCES)
    letter.write_text(
        f"Brightwater Mills Ltd\n\n1 June 2026\n\nDear Ms Okafor,\n\n{body}\n\nYours sincerely,\n\nJo Lind\n",
        encoding="utf-8",
    )
    tracker.ok("add", letter, "--owner", "Ana")
    return folder / "home"


@given(steps)
@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_commands_in_any_order(prepared: Path, chosen: list[tuple[tuple[str, ...], int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        shutil.copytree(prepared, home)
        tracker = Tracker(home)
        for command, number, actor, days in chosen:
            tracker = replace(
                tracker, now=tracker.now + timedelta(days=days), environ={"TRACKER_ACTOR": actor}
            )
            words = [word.format(number) for word in command]
            answer = tracker(*words)
            assert answer.code in {0, 2, 3, 5}, (words, answer)
            assert (answer.err.count("\n") == 1) == (answer.code != 0), (words, answer)
        assert "all tables agree with it" in tracker("doctor").out
        shown = tracker.ok("list", "--status", "all", "--json").json
        for each in shown:
            assert (each["status"] == "resolved") == (each["outcome"] is not None)
            tracker.ok("show", str(each["id"]))
        tracker.ok("overdue")
        tracker.ok("asks")
        tracker.ok("digest", "Ana")
