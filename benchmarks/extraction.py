"""How fast letters are read, beside two public extractors of commitments, and whether time grows with length alone.

    python benchmarks/extraction.py LETTERS_FOLDER [--peers PYTHON] [--most BYTES]

The letters (*.txt) are read one after the other, again and again, until a megabyte is done; ours splits, judges,
dates and explains. The peers are optional and read the same letters; `--peers` names the Python of a throwaway
environment that holds them:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install follow-through==0.3.1 cogext-primitive==0.1.2
    python benchmarks/extraction.py LETTERS_FOLDER --peers /tmp/peers/bin/python

Times are those of the processor, the best of three rounds; the extractors take turns in each round, so that a busy
machine slows all of them. The last table reads one text of each length, made of the letters' own sentences only: heads
and closes in the middle would make the rest another's letter.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from tracker.extraction import Lexicon, extract, load_lexicon
from tracker.extraction.sentences import find_sentences
from tracker.extraction.zones import find_zones
from tracker.resources import config_path

MEGABYTE = 1_000_000
RUNS = 3
LENGTHS = (10_000, 100_000, 1_000_000, 10_000_000)

Measured: TypeAlias = tuple[float, float]
"""Seconds a megabyte, promises found in one."""

PEERS = ("follow-through", "cogext-primitive")
PEER = """
import json, sys, time
from pathlib import Path
name, letters = sys.argv[1], [Path(p).read_text(encoding="utf-8", errors="replace") for p in sys.argv[2:]]
try:
    if name == "follow-through":
        from follow_through.extract import extract_text

        def read(text):
            return extract_text(text, "letter")
    else:
        from cogext_primitive import extract_commitments as read
except ImportError:
    print(json.dumps(None)); raise SystemExit
size, found, begun = 0, 0, time.process_time()
while size < {megabyte}:
    for letter in letters:
        found += len(read(letter))
        size += len(letter)
spent = time.process_time() - begun
print(json.dumps([spent / size * {megabyte}, found * {megabyte} / size]))
"""


def main() -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--peers", help="Python of the environment that holds the peers", default=sys.executable
    )
    parser.add_argument("--most", type=int, default=LENGTHS[-1], help="the longest single text, in bytes")
    args = parser.parse_args()
    paths = sorted(args.folder.glob("*.txt"))
    if not paths:
        print(f"{args.folder}: holds no *.txt letter.", file=sys.stderr)
        return 2
    letters = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    lexicon = load_lexicon(config_path("lexicon/en.toml").read_bytes())
    print_beside_peers(letters, paths, lexicon, args.peers)
    print_growth(letters, lexicon, args.most)
    return 0


def print_beside_peers(letters: Sequence[str], paths: Sequence[Path], lexicon: Lexicon, python: str) -> None:
    """A line for us and for each peer, or why there is none."""
    readers: dict[str, Callable[[], Measured | None]] = {
        "tracker": lambda: read_ours(letters, lexicon),
        **{name: partial(read_with, name, python, paths) for name in PEERS},
    }
    best: dict[str, Measured] = {}
    for _ in range(RUNS):
        for name, read in readers.items():
            measured = read()
            if measured is not None:
                best[name] = min(measured, best.get(name, measured))
    sentences = sum(len(find_sentences(text, find_zones(text, lexicon.zones))) for text in letters)
    sentences_in_mb = sentences / sum(map(len, letters)) * MEGABYTE
    ours, found = best["tracker"]
    print(
        f"{'tracker':<18}{1 / ours:8.2f} MB/s {sentences_in_mb / ours:10.0f} sentences/s {found:8.0f} found in 1 MB"
    )
    for name in PEERS:
        if name not in best:
            print(f"{name:<18}not installed for {python}; see the head of this file")
            continue
        spent, found = best[name]
        print(
            f"{name:<18}{1 / spent:8.2f} MB/s {'':>22} {found:8.0f} found in 1 MB; ours is {spent / ours:.1f} times as fast"
        )


def read_ours(letters: Sequence[str], lexicon: Lexicon) -> Measured:
    """One round of ours: everything found, split, dated and explained."""
    size = found = 0
    begun = time.process_time()
    while size < MEGABYTE:
        for text in letters:
            found += len(extract(text, lexicon, explain=True).commitments)
            size += len(text)
    spent = time.process_time() - begun
    return spent / size * MEGABYTE, found * MEGABYTE / size


def read_with(name: str, python: str, paths: Sequence[Path]) -> Measured | None:
    """One round of a peer in its own process; None where it is not installed."""
    run = subprocess.run(
        [python, "-c", PEER.format(megabyte=MEGABYTE), name, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(run.stdout) if run.returncode == 0 else None
    return None if answer is None else (answer[0], answer[1])


def print_growth(letters: Sequence[str], lexicon: Lexicon, most: int) -> None:
    """Seconds a megabyte in single texts of growing length."""
    joined = "\n\n".join(body(text, lexicon) for text in letters)
    print("\nlength      s/MB")
    costs: dict[int, float] = {}
    for length in (length for length in LENGTHS if length <= most):
        text = (joined * (length // len(joined) + 1))[:length]
        rounds = max(MEGABYTE // 10 // length, 1)
        spent = best(lambda text=text, rounds=rounds: [extract(text, lexicon) for _ in range(rounds)])  # type: ignore[misc]
        costs[length] = spent / rounds / length * MEGABYTE
        print(f"{length:<12,}{costs[length]:.3f}")
    if costs:
        shortest, longest = min(costs), max(costs)
        growth = costs[longest] / costs[shortest]
        print(f"a megabyte of {longest:,} costs {growth:.2f} times what one of {shortest:,} costs")


def body(text: str, lexicon: Lexicon) -> str:
    """The sentences of a letter, a paragraph each five."""
    sentences = [text[s.start : s.end] for s in find_sentences(text, find_zones(text, lexicon.zones))]
    return "\n\n".join(" ".join(sentences[n : n + 5]) for n in range(0, len(sentences), 5))


def best(work: Callable[[], object]) -> float:
    """Seconds of the processor: the best of some runs."""
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
