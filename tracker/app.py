"""The composition root: settings and places become an application with a store, a clock and a transport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker.clock import Clock, fixed_clock
from tracker.config import Place, Settings
from tracker.resources import config_path
from tracker.service.names import readable

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.extraction.deadlines import WorkingCalendar
    from tracker.followup.quiet import IsWorking
    from tracker.followup.review_days import ReviewRules
    from tracker.letters import Limits, Readers
    from tracker.mail.transports import Transport
    from tracker.model import Commitment
    from tracker.service.arrivals import Given
    from tracker.service.bulk import Outcome
    from tracker.service.by_hand import Written
    from tracker.service.corrections import Correction, Edited
    from tracker.service.delivery import Post
    from tracker.service.exchange.register import Office
    from tracker.service.reading import Reading
    from tracker.service.several import Practice
    from tracker.service.showing import Shown
    from tracker.service.spoken import Spoken
    from tracker.service.storing import Added
    from tracker.store.unit import Act


def compose(place: Place, settings: Settings, clock: Clock, environ: Mapping[str, str]) -> App:
    """The application for one place; nothing is opened before it is used."""
    return App(place, settings, clock, environ)


def reading_of(settings: Settings, calendar: WorkingCalendar | None = None) -> Reading:
    """How letters are read; worker processes ask for it, too."""
    from tracker.extraction import load_lexicon
    from tracker.service.reading import Reading

    extraction = settings.extraction
    return Reading(
        lexicon=load_lexicon(config_path(f"lexicon/{extraction.language}.toml").read_bytes()),
        calendar=calendar or calendar_of(settings),
        review=review_rules(),
        propose_below=extraction.propose_below,
        same_letter=settings.letters.same_letter,
    )


def limits_of(settings: Settings) -> Limits:
    """How much one letter may cost."""
    from tracker.letters import Limits
    from tracker.letters.lettertext import MEBIBYTE

    letters = settings.letters
    return Limits(
        size=int(letters.max_mebibytes * MEBIBYTE),
        seconds=letters.max_seconds,
        memory=letters.memory_mebibytes * MEBIBYTE,
        ocr_seconds=letters.ocr_page_seconds,
        ocr_memory=letters.ocr_memory_mebibytes * MEBIBYTE,
    )


def calendar_of(settings: Settings) -> WorkingCalendar:
    """The office's working days."""
    from tracker.extraction.deadlines import WEEKDAYS, holiday_calendar

    office = settings.office
    return holiday_calendar(office.country, office.subdivision) if office.country else WEEKDAYS


def review_rules() -> ReviewRules:
    """When to look again at promises without a day."""
    from tracker.followup.review_days import load_review_rules

    return load_review_rules(config_path("deadlines.toml").read_bytes())


@dataclass(frozen=True)
class App:
    """What commands and jobs work with. Its parts are built once, when first asked for."""

    place: Place
    settings: Settings
    clock: Clock
    environ: Mapping[str, str]

    @cached_property
    def engine(self) -> Engine:
        """The store, created and migrated on first use. Raises UnavailableError."""
        from tracker.store.engine import open_engine

        return open_engine(self.place.database_url)

    @property
    def store_file(self) -> Path | None:
        """Where an SQLite store lies; None for a store on a server. Opens nothing. Raises ConfigError."""
        from tracker.store.engine import file_named

        return file_named(self.place.database_url)

    @property
    def backup_folder(self) -> Path:
        """Where the nightly backups go; a path that is not absolute begins in the home folder of the store."""
        return self.place.home / Path(self.settings.backup.folder).expanduser()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.settings.office.zone)

    def today(self) -> date:
        """The day at the office."""
        return self.clock().astimezone(self.zone).date()

    def act(self) -> Act:
        """A person who changes something, now. Raises RefusedError where she may only read."""
        self.require_change()
        return self.stamp()

    def stamp(self) -> Act:
        """Who is here, now: for jobs, which nobody does in person, and for records of what was shown."""
        from tracker.store.unit import Act

        return Act(self.clock(), self.place.actor, self.place.login)

    def require_change(self) -> None:
        """Raises RefusedError where whoever acts may only read."""
        from tracker.service.roles import require_change

        require_change(self.engine, self.place.actor, known_only=self.settings.office.known_people_only)

    @cached_property
    def reading(self) -> Reading:
        """How letters are read."""
        return reading_of(self.settings, self.calendar)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The office's working days; holidays are loaded when the first day is asked for."""
        return calendar_of(self.settings)

    @property
    def is_working(self) -> IsWorking:
        """On which days mail goes out: all, or those that are no quiet days."""
        from tracker.followup.quiet import every_day

        return self.calendar.is_working if self.settings.office.quiet_days else every_day

    def extract(self, path: Path, day: date | None, sender: str | None, *, explain: bool) -> list[Shown]:
        """What the file promises, and each letter in it; stores nothing. Raises UnreadableError."""
        from tracker.errors import UnreadableError
        from tracker.letters import load_file
        from tracker.service.arrivals import Arrival
        from tracker.service.showing import promises_in

        content = load_file(path, self.readers.limits.size)
        text = self.readers.read(content, readable(path.name))
        if text.unread_reason and not text.parts:
            raise UnreadableError(f"{path}: {text.unread_reason}")
        arrival = Arrival(content, readable(path), text, self.today())
        return list(promises_in(arrival, self.reading, date=day, sender=sender, explain=explain))

    def add(self, path: Path, given: Given) -> list[Added]:
        """Store the letter in the file, then those in it. Raises UnreadableError, UnknownError, UnavailableError."""
        from tracker.errors import UnreadableError
        from tracker.letters import load_file
        from tracker.service import letters
        from tracker.service.storing import checked

        if path.is_dir():
            raise UnreadableError(
                f"{path}: is a folder, not a letter; name the files in it, or take all of them with --recursive."
            )
        given = checked(given, self.today())
        content = load_file(path, self.readers.limits.size)
        text = self.readers.read(content, readable(path.name))
        arrival = letters.Arrival(content, readable(path), text, self.today())
        return letters.add_all(
            self.engine,
            self.act(),
            list(letters.letters_in(arrival)),
            given,
            self.reading,
            self.settings.office.default_owner,
        )

    def add_many(self, files: Iterable[Path], given: Given, workers: int) -> Iterator[Outcome]:
        """Store the letters in the files, read in so many processes. Raises UnknownError, UnavailableError."""
        from tracker.service import bulk
        from tracker.service.storing import checked

        desk = bulk.Desk(
            self.engine,
            self.act,
            partial(reading_of, self.settings),
            self.settings.letters.same_letter,
            self.settings.office.default_owner,
            self.today(),
            limits_of(self.settings),
        )
        return bulk.add_many(desk, files, checked(given, self.today()), workers)

    def add_by_hand(self, number: int, written: Written) -> Commitment:
        """Store a promise that a person read. Raises UnknownError, RefusedError, UsageError."""
        from tracker.service import by_hand

        default_owner = self.settings.office.default_owner
        return by_hand.add(self.engine, self.act(), number, written, review_rules(), default_owner)

    def add_spoken(self, spoken: Spoken, written: Written) -> Commitment:
        """Store a promise that was spoken. Raises UnknownError, RefusedError, UsageError."""
        from tracker.service import spoken as service

        default_owner = self.settings.office.default_owner
        return service.add(
            self.engine, self.act(), spoken, written, review_rules(), default_owner, self.today()
        )

    def register_office(self, file: str) -> Office:
        """What entries of a register of that name are completed with."""
        from tracker.service.exchange.register import Office

        return Office(file, review_rules(), self.settings.office.default_owner, self.today())

    def practice(self) -> Practice:
        """How the office works today."""
        from tracker.service.several import Practice

        return Practice(self.today(), lambda: self.reading, self.settings.office.second_pair_of_eyes)

    def edit_letter(self, number: int, correction: Correction) -> Edited:
        """Correct a letter's facts. Raises UnknownError, RefusedError, UsageError."""
        from tracker.service import corrections

        office = corrections.Office(self.reading, self.settings.office.default_owner, self.today())
        return corrections.edit(self.engine, self.act(), number, correction, office)

    def reread_letter(self, number: int) -> Added:
        """Read an unread letter again. Raises UnknownError, RefusedError, UnreadableError."""
        from tracker.service import corrections, rereading

        office = corrections.Office(self.reading, self.settings.office.default_owner, self.today())
        return rereading.read_again(self.engine, self.act(), number, self.readers, office)

    @cached_property
    def readers(self) -> Readers:
        """Child processes that read what strangers send, under limits; started when first needed."""
        from tracker.letters import Readers

        return Readers(limits_of(self.settings))

    def close(self) -> None:
        """End what was opened."""
        opened = vars(self)
        if "readers" in opened:
            self.readers.close()
        if "engine" in opened:
            self.engine.dispose()

    def new_transport(self) -> Transport:
        """Where mail leaves: the mail folder, or the configured server. Raises ConfigError."""
        from tracker.mail.transports import make_transport

        return make_transport(self.settings.mail, self.place.mail_folder, self.environ)

    def post(self) -> Post:
        """What delivery works with."""
        from tracker.service.delivery import Post

        return Post(
            self.engine, self.settings, self.clock, self.place.actor, self.place.login, self.new_transport
        )

    def at(self, instant: datetime) -> App:
        """The same application with its clock stopped at `instant` (aware)."""
        return replace(self, clock=fixed_clock(instant))

    def record_heartbeat(self) -> None:
        """Leave a sign of life of the scheduler."""
        from tracker.service.health import beat

        beat(self.engine, self.clock())
