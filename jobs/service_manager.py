"""What a service manager is told: that we are ready, that we live, that we stop (sd_notify(3))."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping

log = logging.getLogger("tracker.jobs")


class ServiceManager:
    """Whoever listens at NOTIFY_SOCKET; nobody, where that is not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def say(self, state: str) -> None:
        """Such as "READY=1". A manager that cannot be reached is told nothing: our work goes on."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.settimeout(1)
                line.sendto(state.encode(), self._address)
        except OSError as error:
            log.warning("the service manager cannot be told %s (%s)", state, error.strerror)
