"""How fast letters come in: whole folders with one and two workers, and reading alone beside the bare libraries.

    python benchmarks/letters.py [--letters 2000] [--rounds 3]

The letters are invented, all different, of 250 to 500 words, in equal parts plain text, HTML, DOCX, mail and PDF.
"Adding" is the real command in a process of its own, into an empty store on this disk: its start counts, its modules being
compiled already, as in an installation. "Bare" is what each library needs for the text alone: pypdfium2, trafilatura,
python-docx, the standard library's email. Memory is the highest sum over all processes of the command of their
proportional set size (PSS), looked at 20 times a second.
"CPU" is what all these processes used together, seen as often: it says what a busy machine's clock does not. "Safety" is
reading and finding the promises of the same letters with every parser in its child process, over doing both right here.
Runs alternate; given are medians.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from html import escape
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median

import docx
import pypdfium2
import trafilatura
from fpdf import FPDF

from tracker.app import reading_of
from tracker.config import Settings
from tracker.letters import LetterText, Readers, read_letter
from tracker.service.arrivals import Arrival, Given, letters_in
from tracker.service.preparing import prepare

TODAY = dt.date(2026, 1, 5)

ORGANISATIONS = (
    "Northfield Mining plc",
    "Halden Copper Ltd",
    "Veyra Systems AS",
    "Brightwater Mills Ltd",
    "Ostrel Foods",
)
PLACES = ("Upper Creek", "Port Ellis", "Black Tarn", "Anson Bay", "Long Reach", "Silver Hill", "Marsh End")
THINGS = (
    "inspection report",
    "list of suppliers",
    "water readings",
    "audit of wages",
    "safety plan",
    "complaints log",
)
SMALL_TALK = (
    "Thank you for your letter of {day} {month} {year} about {place}, which our board has read with great care.",
    "Our engineers have visited {place} {n} times since {month}, and have taken {m} samples there.",
    "The council of {place} was told of this on {day} {month}, and its surveyors were present throughout.",
    "We understand that {n} families live below the works, and that {m} of them draw their water from the creek.",
    "It is true that in {month} {year} some {n} tonnes of stone were moved without a permit.",
    "The reports in the press about {place} are in part mistaken, since {m} of the {n} wells lie outside our land.",
    "Many of the people who work for us come from {place}, and their families have lived there for {n} years.",
)
PROMISES = (
    "We will publish the {thing} for {place} by {day} {month} {next}.",
    "We will meet the village council of {place} within {n} days of this letter.",
    "We shall repair all {n} wells at {place} before the end of {month} {next}.",
    "If the samples of {month} exceed the limit, we will pay for {n} tanks of water.",
)
MONTHS = ("January", "March", "April", "June", "July", "September", "October", "November")


@dataclass(frozen=True)
class Sample:
    """One invented letter."""

    organisation: str
    date: str
    paragraphs: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The whole letter, paragraph by paragraph."""
        end = ["Yours sincerely,", "Jane Holt", "Director of Operations"]
        return [self.organisation, "12 Harbour Street", self.date, "Dear Ms Okafor,", *self.paragraphs, *end]


def invent(random: Random) -> Sample:
    """A letter with small talk and some promises."""
    year = random.randint(2005, 2025)

    def filled(sentence: str) -> str:
        return sentence.format(
            day=random.randint(1, 28), month=random.choice(MONTHS), year=year, next=year + 1, n=random.randint(3, 99),
            m=random.randint(3, 99), place=random.choice(PLACES), thing=random.choice(THINGS),
        )  # fmt: skip

    def paragraph() -> str:
        talk = [filled(random.choice(SMALL_TALK)) for _ in range(random.randint(2, 4))]
        return " ".join([*talk, *([filled(random.choice(PROMISES))] if random.random() < 0.5 else [])])

    paragraphs = tuple(paragraph() for _ in range(random.randint(4, 6)))
    date = f"{random.randint(1, 28)} {random.choice(MONTHS)} {year}"
    return Sample(random.choice(ORGANISATIONS), date, paragraphs)


def as_text(sample: Sample) -> bytes:
    """Plain text."""
    return "\n\n".join(sample.lines).encode()


def as_html(sample: Sample) -> bytes:
    """A page with its surroundings."""
    links = "".join(f"<li><a href='/{n}'>Page {n} of our site</a></li>" for n in range(30))
    body = "".join(f"<p>{escape(line)}</p>" for line in sample.lines)
    return (
        f"<!doctype html><html><head><title>Answer</title></head><body><nav><ul>{links}</ul></nav><main><article>{body}"
        f"</article></main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def as_docx(sample: Sample) -> bytes:
    """A Word document."""
    document = docx.Document()
    for line in sample.lines:
        document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_mail(sample: Sample) -> bytes:
    """A mail in plain text."""
    message = EmailMessage()
    message["From"] = f"Jane Holt <jane@{sample.organisation.split()[0].lower()}.example>"
    message["To"] = "okafor@rivers.example"
    message["Date"] = "Thu, 14 Mar 2024 09:30:00 +0100"
    message["Subject"] = "Our answer"
    message.set_content("\n\n".join(sample.lines))
    return message.as_bytes()


def as_pdf(sample: Sample) -> bytes:
    """A PDF of one or two pages."""
    pages = FPDF()
    pages.set_font("Times", size=11)
    pages.add_page()
    for line in sample.lines:
        pages.multi_cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
        pages.ln(3)
    return bytes(pages.output())


FORMATS: dict[str, Callable[[Sample], bytes]] = {
    "text": as_text, "html": as_html, "docx": as_docx, "mail": as_mail, "pdf": as_pdf,
}  # fmt: skip


def bare_html(content: bytes) -> str:
    """As trafilatura gives it."""
    return trafilatura.extract(content.decode(), include_tables=True) or ""


def bare_docx(content: bytes) -> str:
    """As python-docx gives it."""
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def bare_mail(content: bytes) -> str:
    """As the standard library gives it."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def bare_pdf(content: bytes) -> str:
    """As pypdfium2 gives it."""
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


BARE: dict[str, Callable[[bytes], str]] = {
    "text": bytes.decode, "html": bare_html, "docx": bare_docx, "mail": bare_mail, "pdf": bare_pdf,
}  # fmt: skip


def write_letters(folder: Path, count: int) -> None:
    """As many different letters, the formats in turn."""
    random = Random(count)
    folder.mkdir()
    for number, (name, make) in enumerate(islice(cycle(FORMATS.items()), count)):
        (folder / f"{number:05}.{name}").write_bytes(make(invent(random)))


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare_reading(contents: dict[str, list[bytes]], rounds: int) -> None:
    """Reading by format: bare, in this process, and in the child process; milliseconds a letter."""
    print(f"{'':6}{'bare':>8}{'ours':>8}{'child':>8}   ms a letter; child over ours, ours over bare")
    totals = {"bare": 0.0, "ours": 0.0, "child": 0.0}
    with Readers() as readers:
        for name, letters in contents.items():
            ways: dict[str, Callable[[bytes], object]] = {
                "bare": BARE[name],
                "ours": lambda content: read_letter(content, "letter"),
                "child": lambda content: readers.read(content, "letter"),
            }
            seconds = interleaved(
                {way: partial(read_all, read, letters) for way, read in ways.items()}, rounds
            )
            each = {way: 1000 * value / len(letters) for way, value in seconds.items()}
            for way in totals:
                totals[way] += each[way] / len(contents)
            print_reading(name, each)
    print_reading("all", totals)


def read_all(read: Callable[[bytes], object], letters: Sequence[bytes]) -> None:
    """Each once."""
    for content in letters:
        read(content)


def interleaved(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each work; the first round only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = timed(work)
            if number:
                taken[name].append(seconds)
    return {name: median(values) for name, values in taken.items()}


def print_reading(name: str, each: dict[str, float]) -> None:
    """One line."""
    columns = "".join(f"{each[way]:8.2f}" for way in ("bare", "ours", "child"))
    print(
        f"{name:6}{columns}   {each['child'] / each['ours']:.2f}x, {each['ours'] / max(each['bare'], 1e-3):.2f}x"
    )


def compare_safety(contents: dict[str, list[bytes]], rounds: int) -> None:
    """What the child process adds to reading letters and finding their promises."""
    letters = [each for kind in contents.values() for each in kind]
    how = reading_of(Settings())

    def work(read: Callable[[bytes], LetterText]) -> None:
        for content in letters:
            arrival = Arrival(content, "letter", read(content), TODAY)
            prepare(letters_in(arrival), Given(), how)

    with Readers() as readers:
        seconds = interleaved(
            {
                "here": partial(work, lambda content: read_letter(content, "letter")),
                "apart": partial(work, lambda content: readers.read(content, "letter")),
            },
            rounds,
        )
    print(f"safety in bulk: {100 * (seconds['apart'] / seconds['here'] - 1):+.0f} %")


@dataclass(frozen=True)
class Run:
    """One run of the command."""

    seconds: float
    cpu: float
    """Seconds of processor time, of all its processes."""
    peak: float
    """MiB."""


def add(folder: Path, workers: int) -> Run:
    """The command on an empty store."""
    with tempfile.TemporaryDirectory() as home:
        words = ["--home", home, "add", str(folder), "--recursive", "--workers", str(workers)]
        code = "from tracker.cli import main; main()"
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )
        peak, used = 0.0, dict[int, float]()
        while process.poll() is None:
            processes = family(process.pid)
            peak = max(peak, sum(map(memory, processes)))
            used |= {each: processor_time(each) or used.get(each, 0.0) for each in processes}
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        said = process.communicate()[0]
        count = len(list(folder.iterdir()))
        if f"{count} letters added" not in said or "copies" in said or "copy" in said:
            raise RuntimeError(said[:2000])
        return Run(seconds, sum(used.values()), peak)


def family(process: int) -> list[int]:
    """A process and all that it started."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [process, *(each for child in listed for each in family(int(child)))]


def memory(process: int) -> float:
    """Its proportional set size in MiB."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)


def processor_time(process: int) -> float:
    """Seconds that it used so far; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare_adding(folders: Sequence[Path], contents: dict[str, list[bytes]], rounds: int) -> None:
    """Whole folders, with one and two workers, beside the bare reading of the same files."""
    for folder in folders:
        count = len(list(folder.iterdir()))
        runs: dict[int, list[Run]] = {1: [], 2: []}
        bare, bare_cpu = [], []
        for _ in range(rounds):
            began = time.process_time()
            bare.append(
                timed(lambda: [BARE[name](each) for name, letters in contents.items() for each in letters])
            )
            bare_cpu.append(time.process_time() - began)
            for workers, done in runs.items():
                done.append(add(folder, workers))
        times = count / sum(map(len, contents.values()))
        bare_seconds, bare_cpu_seconds = median(bare) * times, median(bare_cpu) * times
        took = {workers: median(run.seconds for run in some) for workers, some in runs.items()}
        cpu = {workers: median(run.cpu for run in some) for workers, some in runs.items()}
        peaks = {workers: median(run.peak for run in some) for workers, some in runs.items()}
        for workers in runs:
            print(
                f"{count} letters, workers {workers}: {count / took[workers]:.0f} letters/s, {took[workers]:.1f} s, "
                f"{took[workers] / bare_seconds:.2f}x the bare reading, CPU {cpu[workers]:.1f} s, "
                f"{cpu[workers] / bare_cpu_seconds:.2f}x, peak {peaks[workers]:.0f} MiB"
            )
        print(f"{count} letters: two workers are {took[1] / took[2]:.2f}x as fast as one")


def main() -> None:
    """Make the letters, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name, "few"), Path(name, "many")
        write_letters(few, max(10, wanted.letters // 10))
        write_letters(many, wanted.letters)
        contents = {kind: [path.read_bytes() for path in sorted(few.glob(f"*.{kind}"))] for kind in FORMATS}
        compare_reading(contents, wanted.rounds)
        compare_safety(contents, wanted.rounds)
        compare_adding([few, many], contents, wanted.rounds)


if __name__ == "__main__":
    main()
