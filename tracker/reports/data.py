"""Reports as JSON. Names of fields are a contract: those that `tracker overdue --json` has, too, mean the same."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from tracker.followup.lifecycle import days_over
from tracker.model import Event, Mailing
from tracker.reports.facts import Dossier, Frame
from tracker.reports.tables import Report
from tracker.reports.words import became, deed, fate, hidden, why, without_addresses


def to_json(report: Report) -> bytes:
    """One value: what it is, its figures, where the audit chain stood, and its rows."""
    frame = report.frame
    value = {
        "report": report.kind,
        "title": report.title,
        "office": frame.office,
        "day": frame.day.isoformat(),
        "past": frame.past is not None,
        "made": frame.made.isoformat(),
        "zone": frame.zone.key,
        "figures": report.counts,
        "audit": {"count": frame.position.count, "head": frame.position.head},
        "commitments": [
            {"list": section.key, **_row(dossier, frame)}
            for section in report.sections
            for dossier in section.dossiers
        ],
    }
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    return "".join(map(_visible, text)).encode() + b"\n"


def _visible(character: str) -> str:
    """Characters that hide or turn others stand as escapes: the value stays exact."""
    if character == "\n" or character.isascii() or not hidden(character):
        return character
    return json.dumps(character)[1:-1]


def _row(dossier: Dossier, frame: Frame) -> dict[str, Any]:
    each, deadline = dossier.commitment, dossier.commitment.deadline
    row = {
        "id": each.id,
        "organisation": each.organisation,
        "confidential": dossier.withheld or each.confidential,
        "quote": each.quote or None,
        "before": dossier.before or None,
        "after": dossier.after or None,
        "actor": each.actor or None,
        "action": each.action or None,
        "condition": each.condition,
        "due": deadline.latest,
        "due_basis": deadline.basis,
        "explanation": why(each, withheld=dossier.withheld),
        "days_over": days_over(each, frame.day),
        "status": each.status,
        "outcome": each.outcome,
        "days_late": each.days_late,
        "owner": each.owner,
        "case": each.case,
        "letter": each.letter_id,
        "letter_date": each.letter_date,
        "page": dossier.page,
        "source": dossier.source or None,
        "mails": [mail_shape(mail, frame.zone) for mail in dossier.mails],
        "history": [_event(event, frame) for event in dossier.history],
    }
    return row if frame.past is None else row | {"since": became(dossier)}


def mail_shape(mail: Mailing, zone: ZoneInfo) -> dict[str, Any]:
    """One mail about a commitment; it names the reader, and no address."""
    return {
        "message": mail.message_id,
        "to": mail.reader,
        "state": mail.state,
        "composed": mail.created.isoformat(),
        "sent": mail.sent and mail.sent.isoformat(),
        "bounced": mail.bounced and mail.bounced.isoformat(),
        "told": fate(mail, zone),
        "reply": mail.reply and without_addresses(mail.reply),
    }


def _event(event: Event, frame: Frame) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "login": event.login,
        "action": event.action,
        "told": deed(event, frame),
        "note": event.note,
    }
