"""Reports as one HTML file that needs nothing else and lets nothing else in.

A content security policy allows exactly the one style and the one script, by their hashes, and no way to load or send
anything. All words are escaped by Jinja2; details lie in the page as JSON and are built from text nodes when opened.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from tracker.errors import TemplateError
from tracker.model import Event, Mailing
from tracker.reports.charts import Timeline, by_age, by_organisation, timeline
from tracker.reports.facts import Dossier, Frame, OverdueFacts, RecordFacts
from tracker.reports.figures import overdue_figures
from tracker.reports.tables import Report
from tracker.reports.words import (
    became,
    count,
    day,
    deed,
    fate,
    line,
    moment,
    short_day,
    shown,
    why,
    without_addresses,
)
from tracker.resources import template_folder

if TYPE_CHECKING:
    from jinja2 import Environment

# Jinja2 would be loaded with every command that only asks for a name from here.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def to_html(report: Report, facts: OverdueFacts | RecordFacts) -> bytes:
    """The whole page. Raises TemplateError."""
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415 - see above
    from markupsafe import Markup  # noqa: PLC0415

    folder = template_folder("report")
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    values = {
        "report": report,
        "frame": report.frame,
        "charts": _charts(facts),
        "timeline": _timeline(facts),
        "also": facts.also if isinstance(facts, RecordFacts) else (),
        "details": Markup(_json(details(report))),  # noqa: S704 - escaped in `_json`
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704
        "policy": policy(style, script),
    }
    try:
        return _environment().get_template("report.html").render(values).encode()
    except JinjaError as error:
        where = f", line {error.lineno}" if hasattr(error, "lineno") else ""
        raise TemplateError(f"templates/report{where}: {type(error).__name__}.") from error


def policy(style: str, script: str) -> str:
    """Nothing but this style and this script; nothing loaded, sent, framed or made from strings."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def details(report: Report) -> dict[str, Any]:
    """What opens under each row, by the commitment's number."""
    return {str(each.commitment.id): _detail(each, report.frame) for each in report.dossiers}


def _detail(dossier: Dossier, frame: Frame) -> dict[str, Any]:
    each = dossier.commitment
    found: dict[str, Any] = {
        "where": _where(dossier),
        "facts": [[name, line(value)] for name, value in _facts(dossier, frame) if value],
        "mails": [_mail(mail, frame) for mail in dossier.mails],
        "history": [_event(event, frame) for event in dossier.history],
    }
    if dossier.withheld:
        found["withheld"] = (
            f"This letter is confidential: its words are not in this report. To read them: tracker show {each.id}"
        )
    else:
        found["quote"] = shown(each.quote)
        found["before"] = ("… " if dossier.cut_before else "") + shown(dossier.before)
        found["after"] = shown(dossier.after) + (" …" if dossier.cut_after else "")
    if frame.past is not None:
        found["since"] = line(became(dossier))
    return found


def _where(dossier: Dossier) -> str:
    each = dossier.commitment
    of = f" of {day(each.letter_date)}" if each.letter_date else ", undated"
    page = f", page {dossier.page}" if dossier.page else ""
    source = f" ({line(dossier.source)})" if dossier.source else ""
    return f"Letter {each.letter_id}{of}{page}{source}"


def _facts(dossier: Dossier, frame: Frame) -> list[tuple[str, str]]:
    each = dossier.commitment
    condition = f"{each.condition} ({each.condition_state})" if each.condition else ""
    facts = [
        ("Deadline", why(each, withheld=dossier.withheld)),
        ("Bound", each.actor),
        ("Condition", condition),
        ("Promise", f"{each.strength}, {each.kind}"),
        ("Owner", each.owner or "nobody"),
        ("Case", each.case or ""),
    ]
    if frame.past is not None:
        facts.append(("Since then", became(dossier)))
    return facts


def _mail(mail: Mailing, frame: Frame) -> list[str]:
    reply = without_addresses(mail.reply) if mail.reply else ""
    when = moment(mail.sent or mail.created, frame.zone)
    return [when, line(mail.reader), line(fate(mail, frame.zone)), line(reply), _later(mail.created, frame)]


def _event(event: Event, frame: Frame) -> list[str]:
    who = event.actor if event.actor == event.login else f"{event.actor} (login {event.login})"
    note = line(event.note or "")
    return [moment(event.at, frame.zone), line(deed(event, frame)), line(who), note, _later(event.at, frame)]


def _later(at: Any, frame: Frame) -> str:
    """Marks what came after the day that a report tells of."""
    return "after the day of this report" if frame.past is not None and at >= frame.past else ""


def _charts(facts: OverdueFacts | RecordFacts) -> list[Any]:
    if isinstance(facts, RecordFacts) or not facts.overdue:
        return []
    found = overdue_figures([each.commitment for each in facts.overdue], (), facts.frame.day)
    return [by_age(found), by_organisation(found)]


def _timeline(facts: OverdueFacts | RecordFacts) -> Timeline | None:
    return timeline(facts.dossiers, facts.frame.day) if isinstance(facts, RecordFacts) else None


def _json(value: Any) -> str:
    """JSON that can end no script element and be taken for no markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - see above

    made = Environment(
        loader=FileSystemLoader(template_folder("report")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, short_day=short_day, count=count)
    made.globals.update(moment=moment)
    return made


def _finalize(value: Any) -> Any:
    """Every printed value passes here before it is escaped."""
    return line(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
