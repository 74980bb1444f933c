"""Commands in any order end with a documented code, leave no commitment in a state without a name, and undo takes
each change back whole."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.cli.driver import MORNING, Answer, Tracker
from tests.cli.test_life import SENTENCES
from tests.cli.typing import typed
from tests.test_docs import EVERY_COMMAND

URL = "https://mills.example"
ACTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "resolve": (
        ("{c}", "--as", "kept", "--note", "Seen.", "--evidence", URL, "--on", "2026-05-01"),
        ("{c}", "{d}", "--as", "partly", "--note", "Half.", "--without-evidence", "Told."),
        ("{c}", "--as", "broken", "--note", "Never."),
        ("{c}", "--as", "superseded", "--by", "{d}", "--note", "A newer letter."),
        ("{c}", "--as", "withdrawn", "--note", "They will not."),
        ("1-9", "--as", "unverifiable", "--note", "Nobody can tell.", "--yes"),
    ),
    "dismiss": (("{c}", "--note", "No promise."), ("1-9", "--note", "None of it.", "--yes")),
    "reopen": (("{c}", "--note", "After all."), ("1-9", "--note", "All of it.", "--yes")),
    "accept": (("{c}",), ("1-9", "--yes")),
    "review": (("keys", "{keys}"),),
    "confirm": (("{c}",),),
    "condition": (
        ("{c}", "--waived", "--note", "They do it anyway."),
        ("{c}", "--came-about", "2026-06-02", "--note", "It rained."),
    ),
    "evidence": (("{c}", URL, "--contradicts"), ("{c}", URL, "--on", "2026-06-01", "--note", "A page.")),
    "extend": (
        ("{c}", "--to", "2026-12-31", "--because", "They asked."),
        ("{c}", "--to", "2027-12-31", "--because", "Once more."),
    ),
    "snooze": (("{c}", "--until", "2026-07-20"), ("{c}", "--off")),
    "edit": (
        ("{c}", "--due", "2026-07-01"),
        ("{c}", "--condition", "if it rains", "--kind", "recurring", "--strength", "soft"),
        ("{c}", "--action", "print the report", "--actor", "Jo Lind", "--kind", "once"),
        ("{c}", "--quote", "publish the report"),
    ),
    "note": (("{c}", "They rang."),),
    "link": (
        ("{c}", "{d}", "--as", "repeats"),
        ("{c}", "{d}", "--as", "supersedes"),
        ("{c}", "{d}", "--as", "answers"),
    ),
    "assign": (("{c}", "--to", "Ben"),),
    "handover": (("Ben", "Ana", "--yes"), ("Ana", "Ben", "--yes")),
    "new": (
        ("--letter", "{l}", "--quote", "We will publish the report", "--action", "publish it", "--owner", "Ben"),
        ("--source", "a call", "--organisation", "Brightwater Mills", "--on", "2026-06-{n}",
         "--quote", "You will have it", "--action", "send the map", "--condition", "if it rains"),
    ),
    "asks hold": (("{a}", "{c}"), ("{a}", "{c}", "{d}", "--since", "2026-05-20")),
    "asks free": (("{a}", "{c}", "--note", "A slip."),),
    "asks answer": (("{a}", "--note", "Sent."),),
    "asks assign": (("{a}", "--to", "Ben"),),
    "letter edit": (
        ("{l}", "--date", "2026-05-{n}"),
        ("{l}", "--case", "Wells", "--confidential"),
        ("{l}", "--sender", "Northport Harbour Board"),
        ("{l}", "--received", "2026-06-01", "--recipient", "Ms Okafor"),
        ("4", "--read"),
    ),
    "letter withdraw": (("{l}", "--note", "Not for us."),),
    "letter keep": (("3",),),
    "letter reread": (("4",), ("{l}",)),
    "add": (("SECOND", "--owner", "Ben"),),
    "import": (("REGISTER", "--yes"),),
    "organisations alias": (("Brightwater Mills Ltd", "The Mills"),),
    "organisations merge": (("Brightwater Mills Ltd", "Northport Harbour Board"),),
    "people absent": (("Ana", "--until", "2027-01-01", "--cover", "Ben"), ("Ana", "--back")),
    "people edit": (("Ana", "--digest", "daily 07:30"),),
    "forget": (("Ben", "--yes"),),
    "people add": (("Cleo", "--email", "cleo@office.example"),),
    "case add": (("Kilns", "--lead", "Ben"),),
    "outbox cancel": (("1", "--note", "We spoke."),),
    "outbox retry": (("1",),),
    "jobs run": (("reminders",), ("digests",), ("delivery",), ("upkeep",)),
    "undo": (("--yes",),),
}  # fmt: skip
"""The commands that change something, each in the ways that it can be said."""
RARE = {"letter withdraw", "letter keep", "letter reread", "organisations alias", "organisations merge", "people absent", "people edit", "people add",
        "case add", "forget", "outbox cancel", "outbox retry", "jobs run", "add", "import"}  # fmt: skip
OFTEN = [verb for verb in ACTS for _ in range(1 if verb in RARE else 8 if verb == "undo" else 3)]
READS = {
    "asks", "audit", "audit checkpoint", "audit export", "audit log", "audit mails", "audit verify", "backup", "case", "case show", "completion", "config", "demo",
    "digest", "doctor", "export", "extract", "help", "jobs", "letter", "letter show", "letters", "list", "mine",
    "organisations", "organisations show", "outbox", "outbox show", "overdue", "people", "report", "report case",
    "report organisation", "report overdue", "restore", "run", "show", "today",
}  # fmt: skip
"""Those that change nothing in the store, or all of it at once."""
NOT_UNDONE = {"people add", "case add", "forget"}
"""People and cases that came into the world stay, and what was erased does not come back."""
NO_CHANGE = {"jobs run", "outbox cancel", "outbox retry", "review"}
"""What is no change of a promise, or several."""

LETTER = "{sender}\n\n{date}\n\nDear Ms Okafor,\n\n{body}\n\nYours sincerely,\n\nJo Lind\n"
FOREIGN = (
    "Ziegelei Nord GmbH\n\n12. Mai 2026\n\nSehr geehrte Damen und Herren,\n\nvielen Dank für Ihr Schreiben. Wir werden die "
    "Öfen bis zum 1. August 2026 prüfen lassen und Ihnen das Ergebnis mitteilen.\n\nMit freundlichen Grüßen\n"
)
REGISTER = "organisation,quote,due,status\nBrightwater Mills Ltd,We will mend the lock,2026-09-01,open\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where two look after letters: 1 with four promises, 2 of another sender, 3 a copy of it, 4 unread."""
    folder = tmp_path_factory.mktemp("prepared")
    home = folder / "home"
    home.mkdir()
    (home / "tracker.toml").write_text(
        "[office]\nsecond_pair_of_eyes = true\n[extraction]\npropose_below = 0.92\n"
    )
    tracker = Tracker(home, environ={"TRACKER_ACTOR": "Clerk"})
    for name in ("Ana", "Ben"):
        tracker.ok("people", "add", name, "--email", f"{name.lower()}@office.example")
    tracker.ok("case", "add", "Wells", "--lead", "Ana")
    (folder / "register.csv").write_text(REGISTER)
    (folder / "foreign.txt").write_text(FOREIGN)
    body = "\n\n".join(SENTENCES)
    promised = (
        "We will publish the whole report on wells within two months.\n\nPlease send us the list of wells."
    )
    for name, sender, date, words in (
        ("first.txt", "Brightwater Mills Ltd", "1 June 2026", body),
        ("harbour.txt", "Northport Harbour Board", "20 May 2026", promised),
        ("second.txt", "Brightwater Mills Ltd", "28 May 2026", promised),
    ):
        (folder / name).write_text(LETTER.format(sender=sender, date=date, body=words))
    (folder / "harbour.html").write_text(
        "<html><body><p>"
        + (folder / "harbour.txt").read_text().replace("\n\n", "</p><p>").replace("\n", "<br>")
        + "</p></body></html>"
    )
    for name in ("first.txt", "harbour.txt", "harbour.html"):
        tracker.ok("add", folder / name, "--owner", "Ana")
    assert tracker("add", folder / "foreign.txt").code == 4
    assert [each["duplicate_of"] for each in tracker.ok("letters", "--json").json if each["id"] == 3] == [2]
    assert {each["status"] for each in tracker.ok("list", "--json").json} == {"open", "proposed"}
    return folder


def rows(home: Path) -> dict[str, list[dict[str, Any]]]:
    """All that stands in the store but for mail and history; what was taken out, and what only counts up, left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    with closing(sqlite3.connect(home / "tracker.db")) as store:
        store.row_factory = sqlite3.Row
        for table in (
            "letters",
            "commitments",
            "asks",
            "holds",
            "evidence",
            "notes",
            "links",
            "people",
            "cases",
            "aliases",
        ):
            those = [dict(row) for row in store.execute(f"SELECT * FROM {table} ORDER BY id")]
            for row in those:
                row.pop("version", None)
                row.pop("deadline_version", None)
            found[table] = [row for row in those if not row.get("withdrawn")]
        letters = {row["id"] for row in found["letters"]}
    # New names and asks of what was taken out stay behind it.
    found["asks"] = [row for row in found["asks"] if row["letter_id"] in letters]
    return found


class Life(RuleBasedStateMachine):
    """Two people at one store, day after day."""

    prepared: Path

    @initialize()
    def begin(self) -> None:
        """A home of their own."""
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name) / "home"
        shutil.copytree(self.prepared / "home", self.home)
        self.now = MORNING

    def teardown(self) -> None:
        """At the end the record is whole, and everything can be looked at."""
        if not hasattr(self, "home"):
            return
        tracker = self.tracker("Ana")
        assert "all tables agree with it" in tracker("doctor").out
        for each in tracker.ok("list", "--status", "all", "--json").json:
            tracker.ok("show", str(each["id"]))
        for words in ("overdue", "asks", "mine", "today", "letters", "list"):
            tracker.ok(words)
        tracker.ok("today", "--everybody", "--json")
        tracker.ok("digest", "Ana")
        self.folder.cleanup()

    def tracker(self, actor: str) -> Tracker:
        """The command as that person types it now."""
        return Tracker(self.home, self.now, environ={"TRACKER_ACTOR": actor})

    def run(self, actor: str, verb: str, words: list[str]) -> Answer:
        """What a command says; it ends with a code that is documented, and one sentence where it is refused."""
        if words[:1] == ["keys"]:
            with typed(words[1]):
                answer = self.tracker(actor)(verb)
        else:
            answer = self.tracker(actor)(*verb.split(), *words)
        assert answer.code in {0, 1, 2, 3, 4, 5}, (verb, words, answer)
        if answer.code in {2, 3, 5}:
            assert answer.err.count("\n") == 1, (verb, words, answer)
            assert answer.err.startswith("tracker: "), (verb, words, answer)
        return answer

    @rule(
        verb=st.sampled_from(OFTEN),
        way=st.integers(0, 5),
        numbers=st.tuples(*[st.integers(1, 8)] * 2, st.integers(1, 4), st.integers(1, 2)),
        keys=st.text("ansb", min_size=1, max_size=4),
        actor=st.sampled_from(["Ana", "Ben"]),
        days=st.integers(0, 9),
        back=st.booleans(),
    )
    def do(
        self,
        verb: str,
        way: int,
        numbers: tuple[int, int, int, int],
        keys: str,
        actor: str,
        days: int,
        back: bool,
    ) -> None:
        """One command; sometimes it is taken back at once, and then all is as it was."""
        ways = ACTS[verb]
        c, d, letter, ask = numbers
        places = {"c": c, "d": d, "l": letter, "a": f"a{ask}", "n": f"0{c}", "keys": keys}
        files = {"SECOND": self.prepared / "second.txt", "REGISTER": self.prepared / "register.csv"}
        words = [str(files.get(word, word)).format(**places) for word in ways[way % len(ways)]]
        self.now += timedelta(days=days)
        before = rows(self.home)
        answer = self.run(actor, verb, words)
        if answer.code not in {0, 1}:
            assert rows(self.home) == before, (verb, words, answer)
        elif back and verb not in NO_CHANGE | {"undo"} and (after := rows(self.home)) != before:
            undone = self.run(actor, "undo", ["--yes"])
            assert undone.code == (5 if verb in NOT_UNDONE else 0), (verb, words, undone)
            assert rows(self.home) == (after if verb in NOT_UNDONE else before), (verb, words)

    @invariant()
    def every_state_has_its_name(self) -> None:
        """What stands of a commitment fits together."""
        if not hasattr(self, "home"):
            return
        found = rows(self.home)
        those = {row["id"]: row for row in found["commitments"]}
        open_asks = {row["id"] for row in found["asks"] if row["answered"] is None}
        for number, row in those.items():
            status, outcome = row["status"], row["outcome"]
            assert status in {"proposed", "open", "resolved", "dismissed"}, row
            assert (outcome is not None) == (status == "resolved"), row
            assert row["superseded_by"] is None or outcome == "superseded", row
            assert row["superseded_by"] != number, row
            assert (row["confirmation"] is not None) == (status == "resolved"), row
            assert row["kept_on"] is None or outcome in {"kept", "partly"}, row
            assert (row["condition"] is None) == (row["condition_state"] is None), row
            assert (row["due"] is None) == (row["due_basis"] is None), row
            assert (row["first_due"] is None) == (row["due_because"] is None), row
            assert row["first_due"] is None or row["first_due"] < row["due"], row
            held = [
                e["since"]
                for e in found["holds"]
                if e["commitment_id"] == number and e["ask_id"] in open_asks
            ]
            assert row["waiting_since"] == min(held, default=None), row
            snoozed = row["snoozed_until"]
            assert snoozed is None or snoozed <= (self.now + timedelta(days=90)).date().isoformat(), row


def test_commands_in_any_order(prepared: Path) -> None:
    Life.prepared = prepared
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_command_that_changes_something_takes_part() -> None:
    assert set(EVERY_COMMAND) - READS == set(ACTS)
