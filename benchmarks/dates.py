"""How well the deadline grammar reads the English date suite of Microsoft Recognizers-Text.

    python benchmarks/dates.py [PATH] [--errors]

Counted are the expected results of type date, daterange, duration or set in cases not marked NotSupported
for Python, where the result lies after the case's reference time. Right is the same last day (a range's
`end` minus one day, as the suite's ends are exclusive), or for durations and sets the same rule; for ranges
without an end the same first day. The grammar reads its bare form here: also words that it leaves alone in
letters, because no promise is dated by them ("2 hours", a month or weekday without its preposition).
The suite writes the month first.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tracker.extraction.deadlines import Anchors
from tracker.extraction.deadlines.dates import default_words
from tracker.extraction.deadlines.finder import read_all
from tracker.extraction.deadlines.scan import Scan
from tracker.model import Deadline

SUITE = Path("../shared/eval/dates/recognizers/DateTimeModel.json")
COUNTED = {"date", "daterange", "duration", "set"}
HOLIDAYS = re.compile(
    r"christmas|juneteenth|freedom day|jubilee day|workers' day|thanksgiving|independence day|easter|new year",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"P(?P<count>[\d.]+)(?P<unit>[DWMY])|PT(?P<hours>[\d.]+)(?P<small>[HMS])")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "TH": "hour", "TM": "minute", "TS": "second"}
_RULE = re.compile(r"(?P<count>[\d.]+|every|every (?P<every>[\d.]+)) (?P<unit>[a-z]+?)s?$")
_ALIKE = {"quarter": ("month", 3), "fortnight": ("week", 2), "decade": ("year", 10), "half": ("month", 6)}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Expected:
    """One result of the suite, with its input."""

    text: str
    reference: date
    words: str
    start: int
    end: int
    type: str
    timex: str
    last: date | None
    first: date | None

    @property
    def excluded(self) -> str | None:
        """The class that keeps it out of the count."""
        reasons = {
            "times of day": self.type in {"time", "timerange"}
            or (self.type == "set" and "T" in self.timex.removeprefix("P")),
            "datetimes": self.type in {"datetime", "datetimerange"},
            f"other types ({self.type})": self.type not in COUNTED,
            "holidays by name": HOLIDAYS.search(self.words) is not None,
            "no result (the suite resolves none)": self.dated and self.day is None,
            "past results": self.dated and self.day is not None and self.day <= self.reference,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)

    @property
    def dated(self) -> bool:
        """Whether its result is a day rather than a rule."""
        return self.type in {"date", "daterange"}

    @property
    def day(self) -> date | None:
        """The last day, or the first of a range without an end."""
        return self.last or self.first


def main() -> None:
    """Read the suite, print the counts, and on `--errors` every case that is not right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path, default=SUITE)
    parser.add_argument("--errors", action="store_true", help="list what is wrong or unanswered")
    options = parser.parse_args()
    cases = json.loads(options.path.read_text(encoding="utf-8-sig"))
    excluded: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for case in cases:
        marks = case.get("NotSupported", "") + case.get("NotSupportedByDesign", "")
        if "python" in marks.lower():
            excluded["cases not supported for Python"] += 1
            continue
        results = list(expected_results(case))
        alternatives = alternative_results(results)
        for result in results:
            reason = result.excluded or ("alternatives" if result in alternatives else None)
            if reason:
                excluded[reason] += 1
                continue
            found = answers(result)
            verdict = judge(result, found)
            verdicts[f"{result.type} {verdict}"] += 1
            verdicts[verdict] += 1
            if options.errors and verdict != "right":
                report(verdict, result, found)
            if verdict == "wrong" and any(d.latest == expected_end(result) for d in found):
                verdicts["named end"] += 1
    print_counts(excluded, verdicts)


def expected_results(case: dict[str, Any]) -> Iterator[Expected]:
    """The results of one case; of several readings the one in the future."""
    reference = date.fromisoformat(case.get("Context", {}).get("ReferenceDateTime", "1900-01-01")[:10])
    for result in case["Results"]:
        values = result.get("Resolution", {}).get("values", []) or [{}]
        readings = [(_last(value), _first(value), value.get("timex", "")) for value in values]
        last, first, timex = max(readings, key=lambda reading: reading[0] or reading[1] or date.min)
        yield Expected(
            case["Input"],
            reference,
            result["Text"],
            result["Start"],
            result["End"] + 1,
            result["TypeName"].partition(".")[2],
            timex,
            last,
            first,
        )


def expected_end(expected: Expected) -> date | None:
    """The suite's own end of a closed range: the last day that the words name ("3 to 12 May")."""
    return expected.last + timedelta(days=1) if expected.last and expected.timex.startswith("(") else None


def _last(value: dict[str, str]) -> date | None:
    if value.get("end"):
        end = _day(value["end"])
        return end - timedelta(days=1) if end else None
    return _day(value.get("value", "")) if "start" not in value else None


def _first(value: dict[str, str]) -> date | None:
    first = _day(value.get("start", ""))
    # The suite writes "after 15 June" as a start of 15 June, and "after June" as one of 1 July.
    later = value.get("Mod") == "after" and value.get("sourceEntity") == "datetimepoint"
    return first + timedelta(days=1) if first and later else first


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def alternative_results(results: list[Expected]) -> set[Expected]:
    """Results that the input offers to choose from: "next Monday or Tuesday"."""
    found: set[Expected] = set()
    chain: list[Expected] = []
    for result in results:
        between = result.text[chain[-1].end : result.start].strip(" ,").lower() if chain else "."
        if between not in {"or", "", "or on"} or result.type not in COUNTED:
            chain = []
        elif "or" in result.text[chain[-1].end : result.start]:
            found.update((*chain, result))
        chain.append(result)
    return found


def answers(expected: Expected) -> list[Deadline]:
    """What the grammar reads where the suite expects its result, the reading that shares most with it."""
    scan = Scan(
        expected.text, default_words(), Anchors(letter=expected.reference), month_first=True, bare=True
    )
    scan.cut(0, len(expected.text))
    shared = [
        (min(deadline.end or 0, expected.end) - max(deadline.start or 0, expected.start), deadline)
        for deadline in read_all(scan)
    ]
    most = max((length for length, _ in shared), default=0)
    return [deadline for length, deadline in shared if length == most > 0]


def judge(expected: Expected, found: list[Deadline]) -> str:
    """Right, wrong or unanswered."""
    if not found:
        return "unanswered"
    if expected.type in {"duration", "set"}:
        return (
            "right" if any(rule_of(expected.timex) == _same(deadline.rule) for deadline in found) else "wrong"
        )
    if expected.last is None:
        return "right" if any(deadline.earliest == expected.first for deadline in found) else "wrong"
    return "right" if any(deadline.latest == expected.last for deadline in found) else "wrong"


def rule_of(timex: str) -> tuple[str, float] | str:
    """A timex as the unit and count of our rules: "P2W" is (week, 2); "XXXX-WXX-1" is Monday."""
    period = _PERIOD.fullmatch(timex)
    if period:
        unit = period["unit"] or "T" + period["small"]
        return _UNITS[unit], float(period["count"] or period["hours"])
    weekday = re.fullmatch(r"XXXX-WXX-(\d)", timex)
    return _WEEKDAYS[int(weekday[1]) - 1] if weekday else timex


def _same(rule: str | None) -> tuple[str, float] | str:
    read = _RULE.match(rule or "")
    if read is None:
        return (rule or "").removeprefix("every ")
    counted = read["every"] or read["count"]
    unit, times = _ALIKE.get(read["unit"], (read["unit"], 1))
    if read["unit"].capitalize() in _WEEKDAYS:
        return read["unit"].capitalize()
    return unit, (1.0 if counted == "every" else float(counted)) * times


def report(verdict: str, expected: Expected, found: list[Deadline]) -> None:
    """One line on a case that is not right."""
    wanted = (
        expected.timex if expected.type in {"duration", "set"} else expected.last or f"from {expected.first}"
    )
    read = "; ".join(f"{d.text!r} {d.kind} {d.earliest} {d.latest} {d.rule}" for d in found) or "nothing"
    around = expected.text[max(0, expected.start - 40) : expected.end + 30]
    print(
        f"{verdict}: {expected.words!r} in {around!r} on {expected.reference}: expected {wanted}, read {read}"
    )


def print_counts(excluded: Counter[str], verdicts: Counter[str]) -> None:
    """The counts of each excluded class and of the verdicts."""
    for reason, count in sorted(excluded.items()):
        print(f"excluded  {count:4}  {reason}")
    counted = sum(verdicts[verdict] for verdict in ("right", "wrong", "unanswered"))
    print(f"counted   {counted:4}")
    for verdict in ("right", "wrong", "unanswered"):
        parts = ", ".join(f"{kind} {verdicts[f'{kind} {verdict}']}" for kind in sorted(COUNTED))
        print(f"{verdict:9} {verdicts[verdict]:4}  {verdicts[verdict] / max(1, counted):.1%}  ({parts})")
    print(
        f'of the wrong, {verdicts["named end"]} are ranges whose words name their last day ("3 to 12 May"): read as that day,'
    )
    print("which is the suite's exclusive end; minus one day it would be the day before.")


if __name__ == "__main__":
    main()
