"""What a register that comes in is compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import Connection, false, select

from tracker.store.tables import commitments, letters

_MOST_PARAMETERS = 500


def promises_of(
    connection: Connection, organisation_ids: Collection[int]
) -> Iterator[tuple[int, date | None, str, str]]:
    """Of each promise of these organisations, as far as its letter is in force: (organisation, letter's date, quote, action)."""
    wanted = sorted(organisation_ids)
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        query = (
            select(commitments.c.organisation_id, letters.c.date, commitments.c.quote, commitments.c.action)
            .select_from(commitments.join(letters, letters.c.id == commitments.c.letter_id))
            .where(
                commitments.c.organisation_id.in_(wanted[first : first + _MOST_PARAMETERS]),
                commitments.c.withdrawn == false(),
                letters.c.withdrawn == false(),
            )
        )
        for organisation, day, quote, action in connection.execute(query):
            yield organisation, day, " ".join(quote.split()), " ".join(action.split())
