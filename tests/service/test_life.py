"""No sequence of verbs leads to a state that has no meaning, and undo returns to what was seen before."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.service.life import NAMES, Life
from tracker.app import App
from tracker.errors import RefusedError, UnknownError, UsageError
from tracker.followup.lifecycle import is_due_for_review, is_overdue
from tracker.model import Basis, Commitment, Outcome, Status
from tracker.service import (
    asks,
    conditions,
    deadlines,
    editing,
    evidence,
    lifecycle,
    notes,
    ownership,
    undoing,
)
from tracker.service.by_hand import Written
from tracker.service.lifecycle import Resolution
from tracker.service.spoken import Spoken
from tracker.store import audit, soundness
from tracker.store.unit import reading

PEOPLE = ("Ana", "Ben")
REFUSALS = (RefusedError, UsageError, UnknownError)


@dataclass(frozen=True)
class Draw:
    """What a verb is given."""

    chosen: list[int]
    days: int
    flag: bool
    outcome: Outcome


def resolve(app: App, draw: Draw) -> object:
    pieces = (evidence.EvidenceGiven("https://mills.example/report", None),) if draw.flag else ()
    by = draw.chosen[-1] if draw.outcome is Outcome.SUPERSEDED else None
    reason = None if draw.flag else "told by telephone"
    how = Resolution(draw.outcome, "as it is", pieces, reason, past(app, draw), by)
    return lifecycle.resolve(app.engine, app.act(), draw.chosen[:1], how, app.practice())


def past(app: App, draw: Draw) -> date:
    return app.today() - timedelta(days=draw.days)


def ahead(app: App, draw: Draw) -> date:
    return app.today() + timedelta(days=draw.days)


def prove(app: App, draw: Draw) -> object:
    shown = evidence.Shown(past(app, draw), draw.flag, "seen")
    piece = evidence.EvidenceGiven("minutes.txt", b"the minutes")
    return evidence.add(app.engine, app.act(), draw.chosen, [piece], shown, app.today())


def edit(app: App, draw: Draw) -> object:
    condition = "if asked" if draw.flag else None
    wording = editing.Wording(action="publish all of it", condition=condition, due=ahead(app, draw))
    return editing.edit(app.engine, app.act(), draw.chosen[0], wording, None)


def enter(app: App, draw: Draw) -> object:
    words = "We will mend the road." if draw.flag else "You will get the map."
    spoken = Spoken("Brightwater Mills Ltd", "a telephone call", app.today())
    return app.add_spoken(spoken, Written(words, "mend the road"))


def link(app: App, draw: Draw) -> None:
    kind = notes.BY_HAND[draw.days % len(notes.BY_HAND)]
    notes.link(app.engine, app.act(), draw.chosen[0], draw.chosen[-1], kind)


def hold(app: App, draw: Draw) -> object:
    since = past(app, draw) if draw.flag else None
    return asks.hold(app.engine, app.act(), NAMES, draw.chosen, since, app.today())


def settle(app: App, draw: Draw) -> object:
    act, day = app.act(), past(app, draw)
    if draw.flag:
        return conditions.waive(app.engine, act, draw.chosen, "anyway", app.today())
    return conditions.came_about(app.engine, act, draw.chosen, day, "in the minutes", app.practice())


def snooze(app: App, draw: Draw) -> object:
    until = ahead(app, draw) if draw.flag else None
    return deadlines.snooze(app.engine, app.act(), draw.chosen, until, app.today())


VERBS: list[Callable[[App, Draw], object]] = [
    resolve,
    resolve,
    prove,
    edit,
    enter,
    link,
    hold,
    settle,
    snooze,
    lambda app, draw: lifecycle.accept(app.engine, app.act(), draw.chosen),
    lambda app, draw: lifecycle.dismiss(app.engine, app.act(), draw.chosen, "a slip"),
    lambda app, draw: lifecycle.reopen(app.engine, app.act(), draw.chosen, "after all"),
    lambda app, draw: lifecycle.confirm(app.engine, app.act(), draw.chosen, None),
    lambda app, draw: deadlines.extend(app.engine, app.act(), draw.chosen, ahead(app, draw), "asked for"),
    lambda app, draw: asks.free(app.engine, app.act(), NAMES, draw.chosen, "a slip"),
    lambda app, draw: asks.answer(app.engine, app.act(), [NAMES], past(app, draw), "sent", app.today()),
    lambda app, draw: asks.assign(app.engine, app.act(), [NAMES], PEOPLE[draw.flag]),
    lambda app, draw: ownership.assign(app.engine, app.act(), draw.chosen, PEOPLE[draw.flag]),
    lambda app, draw: ownership.hand_over(app.engine, app.act(), PEOPLE[draw.flag], PEOPLE[not draw.flag]),
    lambda app, draw: notes.note(app.engine, app.act(), draw.chosen, "They rang."),
]

draws = st.builds(
    Draw,
    st.lists(st.integers(1, 6), min_size=1, max_size=2, unique=True),
    st.integers(0, 100),
    st.booleans(),
    st.sampled_from(Outcome),
)


@dataclass
class Done:
    """An act that can be undone, and what was seen before it; None where another came in between."""

    actor: str
    seen: dict[str, Any] | None


class LifeOfCommitments(RuleBasedStateMachine):
    """Two people, one letter, and every verb in any order."""

    begun: Path
    """A store that has both of them and the letter."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-life-"))
        shutil.copy(self.begun, self.folder / "tracker.db")
        self.life = Life(self.folder, f"sqlite:///{self.folder / 'tracker.db'}")
        self.done: list[Done] = []
        self.seen: dict[str, Any] = {}

    @initialize(second_pair=st.booleans())
    def begin(self, second_pair: bool) -> None:
        self.life.second_pair_of_eyes = second_pair
        self.look()

    def act(self, actor: str, verb: Callable[[App], object]) -> None:
        app, head = self.life.app(actor), self.head()
        try:
            verb(app)
        except REFUSALS:
            assert self.head() == head
            return
        if self.head() != head:
            self.done.append(Done(actor, self.seen))
            self.look()

    def look(self) -> None:
        self.seen = self.life.seen()
        held = self.life.held()
        for each in self.life.commitments():
            self.check(each, held=each.id in held)

    def head(self) -> int:
        with reading(self.life.app().engine) as connection:
            return audit.checkpoint(connection).count

    @property
    def today(self) -> Any:
        return self.life.now.date()

    @rule(actor=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS), draw=draws, undone=st.booleans())
    def act_and_perhaps_undo(
        self, actor: str, verb: Callable[[App, Draw], object], draw: Draw, undone: bool
    ) -> None:
        self.act(actor, lambda app: verb(app, draw))
        if undone:
            self.undo(actor)

    @rule(forward=st.integers(1, 40))
    def wait(self, forward: int) -> None:
        self.life.now += timedelta(days=forward)

    @rule(actor=st.sampled_from(PEOPLE))
    def undo(self, actor: str) -> None:
        app, head = self.life.app(actor), self.head()
        try:
            found = undoing.last_act(app.engine, actor)
            undoing.undo(app.engine, app.act(), found[0].batch)
        except RefusedError:
            assert self.head() == head
            return
        self.look()
        position = max(n for n, done in enumerate(self.done) if done.actor == actor)
        undone = self.done.pop(position)
        if position == len(self.done) and undone.seen is not None:
            assert self.seen == undone.seen
        for later in self.done[position:]:
            later.seen = None

    def check(self, each: Commitment, *, held: bool) -> None:
        today = self.today
        assert (each.status is Status.RESOLVED) == (each.outcome is not None)
        assert (each.outcome is Outcome.SUPERSEDED) == (each.superseded_by is not None)
        assert each.superseded_by != each.id
        assert each.confirmation is None or each.status is Status.RESOLVED
        assert each.confirmation is None or self.life.second_pair_of_eyes
        assert each.kept_on is None or each.outcome in {Outcome.KEPT, Outcome.PARTLY}
        assert (each.condition is None) == (each.condition_state is None)
        assert (each.waiting_since is not None) == held
        deadline = each.deadline
        assert (deadline.first is None) == (deadline.because is None)
        if deadline.first is not None:
            assert deadline.latest is not None
            assert deadline.latest > deadline.first
            assert deadline.basis in {Basis.SET, Basis.POLICY}
        late = is_overdue(each, today), is_due_for_review(each, today)
        assert not all(late)
        if each.dormant or each.waiting_since or each.status is not Status.OPEN:
            assert late == (False, False)

    def teardown(self) -> None:
        if self.done:
            with reading(self.life.app().engine) as connection:
                assert audit.verify_chain(connection).sound
                assert soundness.check_rows(connection) == []
        self.life.close()
        shutil.rmtree(self.folder)


def test_every_sequence_of_verbs_makes_sense(sqlite_template: Path, tmp_path: Path) -> None:
    LifeOfCommitments.begun = begun = tmp_path / "tracker.db"
    shutil.copy(sqlite_template, begun)
    life = Life(tmp_path, f"sqlite:///{begun}")
    assert len(life.begin().commitments) == 4
    life.close()
    run_state_machine_as_test(
        LifeOfCommitments,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],  # what fails is told at once: to make it shorter takes many minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
