"""What a mail may say of a commitment or an ask, in words ready for the templates.

Words that must not leave are left out here, so that no template can print them.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tracker.followup.digests import Change, DigestContent, DigestLine, DigestSection, SectionKind
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.reminders import PlannedReminder, Reason
from tracker.mail.render import clean
from tracker.model import Ask, Basis, Commitment, Person, Role

LONGEST_QUOTE = 600
LONGEST_ACTION = 160
LONGEST_NUMBERS = 200
"""Characters of a command to paste."""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One commitment. Words of its letter, and of a confidential one its case, are None where they must not leave."""

    id: int
    confidential: bool
    organisation: str
    case: str | None
    quote: str | None
    action: str | None
    condition: str | None
    day: str | None
    """Such as "Friday 4 December 2026"."""
    when: str
    """Such as "7 days left" or "9 days overdue"."""
    opening: str
    """The same as the end of a sentence on the promise: "is due in 7 days"."""
    tone: str
    """How it presses: "over", "soon" or "calm"."""
    why: str
    """Why that day."""
    review: bool
    """The day is the office's own, to look at it."""
    new: bool = False


@dataclass(frozen=True, slots=True)
class ReminderView:
    """One promise in a reminder, and why this reader is told of it."""

    promise: PromiseView
    reason: str
    """"due", "escalated" or "condition"."""
    headline: str
    """One sentence, such as "A promise that you follow up is due in 7 days."."""
    lead: str
    """The headline up to its pressing end, `pressing`."""
    pressing: str
    note: str | None
    """What led to an escalation, or how a question about a condition goes on."""
    away: AwayView | None
    """For whom the reader stands in."""


@dataclass(frozen=True, slots=True, order=True)
class AwayView:
    """A person who is away."""

    name: str
    until: str | None
    """Her last day away, such as "Friday 4 December 2026"."""


@dataclass(frozen=True, slots=True)
class AskView:
    """One thing that a letter asks of us."""

    id: str
    confidential: bool
    organisation: str
    quote: str | None
    letter: int


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part of a digest."""

    kind: str
    title: str
    lines: tuple[PromiseView, ...]
    total: int
    more: int
    command: str
    """Shows them all."""


def promise_view(commitment: Commitment, today: date, *, quotes: bool, new: bool = False) -> PromiseView:
    """A commitment as seen on `today`; `quotes` is whether words of letters may stand in mails at all."""
    spoken = quotes and not commitment.confidential
    when, opening, tone = _when(commitment, today)
    return PromiseView(
        id=commitment.id,
        confidential=commitment.confidential,
        organisation=commitment.organisation,
        case=None if commitment.confidential else commitment.case,
        quote=_cut(commitment.quote, LONGEST_QUOTE) if spoken else None,
        action=_cut(commitment.action, LONGEST_ACTION) if spoken else None,
        condition=_cut(commitment.condition, LONGEST_ACTION) if spoken and commitment.condition else None,
        day=long_day(commitment.due) if commitment.due else None,
        when=when,
        opening=opening,
        tone=tone,
        why=_why(commitment, spoken=spoken),
        review=commitment.deadline.basis is Basis.POLICY,
        new=new,
    )


def reminder_view(reminder: PlannedReminder, today: date, ask_every: int, *, quotes: bool) -> ReminderView:
    """One planned reminder as seen on `today`; `ask_every` is in days."""
    promise = promise_view(reminder.commitment, today, quotes=quotes)
    away = away_view(reminder.away) if reminder.away else None
    match reminder.reason:
        case Reason.CONDITION:
            lead, pressing = "Has the condition of this promise", "come about?"
            note: str | None = (
                f"Nothing to tell yet? Leave it: you are asked again in {counted(ask_every, 'day')}."
            )
        case Reason.ESCALATED:
            owner = clean(reminder.commitment.owner or "")
            follower = f"{owner} follows up" if owner else "nobody follows up"
            lead, pressing, note = (
                f"A promise that {follower}",
                promise.opening,
                _reminded(owner, reminder.times),
            )
        case Reason.DUE:
            follower = f"{away.name} follows up" if away else "you follow up"
            lead, pressing, note = f"A promise that {follower}", promise.opening, None
    ended = pressing if pressing.endswith("?") else f"{pressing}."
    return ReminderView(promise, reminder.reason.value, f"{lead} {ended}", lead, pressing, note, away)


def away_view(person: Person) -> AwayView:
    """A person who is away."""
    return AwayView(clean(person.name), long_day(person.absent_until) if person.absent_until else None)


def change_words(change: Change) -> str:
    """Such as "2 more overdue than on Monday 16 November 2026"."""
    day = long_day(change.since)
    if change.by == 0:
        return f"As many overdue as on {day}"
    return f"{abs(change.by)} {'more' if change.by > 0 else 'fewer'} overdue than on {day}"


def rest_command(rest: Collection[Commitment]) -> str:
    """Shows these commitments by their numbers; very many by who follows them up, whoever reads of them here."""
    numbers = _ranges({each.id for each in rest})
    if len(numbers) <= LONGEST_NUMBERS:
        return f"tracker list {numbers}"
    owners = sorted({clean(each.owner) if each.owner else "nobody" for each in rest})
    # Names are quoted, as the reader will paste them into a shell.
    return f"tracker list {' '.join(shlex.quote(f'owner:{name}') for name in owners)}"


def _ranges(numbers: Collection[int]) -> str:
    """Such as "12-15,18"."""
    # In a run of numbers, each is as far from its place as the next.
    runs = groupby(enumerate(sorted(numbers)), key=lambda placed: placed[1] - placed[0])
    ends = [(run[0][1], run[-1][1]) for run in (list(run) for _, run in runs)]
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)


def section_view(section: DigestSection, content: DigestContent, *, quotes: bool) -> SectionView:
    """One section of a digest, with its heading and the command that shows the rest."""
    return SectionView(
        kind=section.kind.value,
        title=TITLES[section.kind],
        lines=tuple(_line_view(line, content.today, quotes=quotes) for line in section.lines),
        total=section.total,
        more=section.more,
        command=_command(section.kind, content),
    )


def ask_view(ask: Ask, *, quotes: bool) -> AskView:
    """An ask; of a confidential letter only who asks, and its number."""
    return AskView(
        id=f"a{ask.id}",
        confidential=ask.confidential,
        organisation=ask.organisation,
        quote=_cut(ask.quote, LONGEST_ACTION) if quotes and not ask.confidential else None,
        letter=ask.letter_id,
    )


def quoted(commitments: Sequence[Commitment], asks: Sequence[Ask], *, quotes: bool) -> tuple[int, ...]:
    """Ids of the letters whose words the views of these show."""
    sources: list[Commitment | Ask] = [*commitments, *asks]
    return tuple(sorted({each.letter_id for each in sources if quotes and not each.confidential}))


def long_day(day: date) -> str:
    """Such as "Friday 4 December 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def counted(number: int, noun: str) -> str:
    """Such as "1 day" or "3 days"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


TITLES = {
    SectionKind.OVERDUE: "Overdue",
    SectionKind.REVIEW: "Time to review",
    SectionKind.SOON: "Coming up",
    SectionKind.NEW: "New",
    SectionKind.PROPOSED: "Promises or not? Accept or dismiss",
    SectionKind.RESOLVED: "Resolved",
    SectionKind.WAITING: "Held up by us",
    SectionKind.DORMANT: "Waiting for a condition",
    SectionKind.UNOWNED: "Nobody follows these up",
}


FILTERS = {
    SectionKind.OVERDUE: "is:overdue",
    SectionKind.REVIEW: "is:review",
    SectionKind.SOON: "due:today..",
    SectionKind.PROPOSED: "status:proposed",
    SectionKind.RESOLVED: "status:resolved",
    SectionKind.WAITING: "is:waiting",
    SectionKind.DORMANT: "is:dormant",
    SectionKind.UNOWNED: "owner:none",
}


def _command(kind: SectionKind, content: DigestContent) -> str:
    """Shows the whole list."""
    person = content.person
    since = local_day(content.since, zone_named(person.zone))
    words = FILTERS.get(kind, f"added:{since}..")
    everyone = person.role is Role.AUDITOR or kind is SectionKind.UNOWNED
    whose = "" if everyone else f"--owner {shlex.quote(clean(person.name))} "
    return f"tracker list {whose}{words}"


def _reminded(owner: str, times: int) -> str:
    """What led to an escalation."""
    if not owner:
        return "It has no owner, so nobody was reminded."
    return f"{owner} was reminded {'once' if times == 1 else f'{times} times'}."


def _line_view(line: DigestLine, today: date, *, quotes: bool) -> PromiseView:
    return promise_view(line.commitment, today, quotes=quotes, new=line.new)


def _when(commitment: Commitment, today: date) -> tuple[str, str, str]:
    """`when`, `opening` and `tone` of its view."""
    if commitment.outcome is not None:
        return str(commitment.outcome), f"was resolved as {commitment.outcome}", "calm"
    if commitment.waiting_since is not None:
        return f"waiting for us since {long_day(commitment.waiting_since)}", "waits for us", "calm"
    if commitment.dormant or commitment.due is None:
        return "waiting" if commitment.dormant else "no day", "is waiting for a look", "calm"
    return _day_when(commitment, commitment.due, today)


def _day_when(commitment: Commitment, due: date, today: date) -> tuple[str, str, str]:
    left = (due - today).days
    if commitment.deadline.basis is Basis.POLICY:
        return _review_when(left)
    if left < 0:
        late = f"{counted(-left, 'day')} overdue"
        return late, f"is {late}", "over"
    tone = "soon" if left <= 14 else "calm"
    if left == 0:
        return "due today", "is due today", tone
    return f"{counted(left, 'day')} left", f"is due in {counted(left, 'day')}", tone


def _review_when(left: int) -> tuple[str, str, str]:
    if left < 0:
        late = counted(-left, "day")
        return f"{late} past review", f"has been due for review for {late}", "soon"
    if left == 0:
        return "review today", "is due for review today", "soon"
    return f"review in {counted(left, 'day')}", f"is due for review in {counted(left, 'day')}", "calm"


def _why(commitment: Commitment, *, spoken: bool) -> str:
    deadline = commitment.deadline
    if deadline.first is not None:
        moved = "put off" if deadline.basis is Basis.POLICY else "extended"
        return f"{moved} from {long_day(deadline.first)}" + (f": {deadline.because}" if spoken else "")
    match deadline.basis:
        case Basis.STATED if spoken and deadline.text:
            return f"the letter says “{_cut(deadline.text, LONGEST_ACTION)}”"
        case Basis.STATED:
            return "the letter's own day"
        case Basis.SET:
            return "set by a colleague"
        case Basis.POLICY:
            return "our own day to look at it; the letter names none"
        case None:
            return "the letter names no day"


def _cut(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0] + "…"
