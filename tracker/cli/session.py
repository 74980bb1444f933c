"""What one run of the command line works with; built when first asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.clock import Clock, system_clock

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tracker.app import App
    from tracker.config import Place
    from tracker.config_sources import Given
    from tracker.model import Event
    from tracker.service.naming import Names


class Session:
    """The global options, and the application that they lead to."""

    def __init__(
        self,
        home: Path | None,
        config: Path | None,
        clock: Clock = system_clock,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._home = home
        self._config = config
        self._clock = clock
        self._environ = environ

    def choose(self, home: Path | None, config: Path | None) -> None:
        """Take the options of the command line, which go before what was known."""
        self._home = home or self._home
        self._config = config or self._config

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment in which the command line was called."""
        return self._environ

    @property
    def home(self) -> Path:
        """The folder of the store, whatever the settings say."""
        from tracker.config import find_place

        return find_place(self._home, self._environ).home

    @property
    def place(self) -> Place:
        """Where the store and the settings lie; opens neither."""
        from msgspec.structs import replace

        from tracker.config import find_config, find_place

        place = find_place(self._home, self._environ)
        return replace(place, config=find_config(self._config, place.home, self._environ))

    @property
    def given(self) -> Given:
        """What was said on the command line and in the environment, before anything came of it."""
        from tracker.config_sources import Given

        return Given(self._home, self._config, self._environ)

    @cached_property
    def app(self) -> App:
        """The composed application; opens the store only when something asks for it. Raises ConfigError."""
        from tracker.app import compose
        from tracker.config import read_settings

        place = self.place
        return compose(place, read_settings(place.config), self._clock, self._environ)

    @cached_property
    def app_as_shipped(self) -> App:
        """The application with the shipped settings, for who must look at a store whose own cannot be used."""
        from tracker.app import compose
        from tracker.config import Settings

        return compose(self.place, Settings(), self._clock, self._environ)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of whoever reads the answer: hers, where she is one of the people, else the office's."""
        from tracker.service.people import zone_of

        return zone_of(self.app.engine, self.app.place.actor) or self.app.zone

    def names_in(self, events: Sequence[Event]) -> Names:
        """The names behind the numbers in a history that is to be shown."""
        from tracker.service.naming import names_in

        return names_in(self.app.engine, events)

    def close(self) -> None:
        """End what the application opened, if it was built at all."""
        for name in ("app", "app_as_shipped"):
            if name in vars(self):
                vars(self)[name].close()


pass_session = click.make_pass_decorator(Session)
