"""Somebody who changes records all the time, by the commands that people use.

    python -m tests.faults.writer HOME CLOCK NUMBER CHANGES

Resolves and reopens the commitment NUMBER, which is hers alone, and every third time changes Person 1, as all others do.
Says "up" on standard error when she begins. Ends with 1 and the command's answer at the first that does not succeed.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.cli.driver import Tracker
from tests.faults.clock import FileClock


def main() -> None:
    home, clock, number, changes = sys.argv[1:]
    tracker = Tracker(Path(home), environ=dict(os.environ))
    sys.stderr.write("up\n")
    sys.stderr.flush()
    is_open = True
    for turn in range(int(changes)):
        now = replace(tracker, now=FileClock(Path(clock))())
        if turn % 3 == 2:
            # A day of her own each time: two equal ones after another would be no change.
            until = str(date(2026, 7, 1) + timedelta(days=int(number) * 1000 + turn % 1000))
            answer = now("people", "absent", "Person 1", "--until", until, "--cover", "Person 2")
        elif is_open:
            answer = now("resolve", number, "--as", "kept", "--note", "seen", "--without-evidence", "told")
            is_open = False
        else:
            answer = now("reopen", number, "--note", "looked again")
            is_open = True
        if answer.code:
            sys.exit(f"{turn}: {answer}")


if __name__ == "__main__":
    main()
