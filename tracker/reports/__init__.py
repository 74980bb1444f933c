"""What leaves the house as a file: `facts` come in, `figures` and `tables` select, the other modules render."""

from __future__ import annotations

from enum import StrEnum

from tracker.reports.facts import OverdueFacts, RecordFacts


class Form(StrEnum):
    """The kind of file that a report becomes; also the end of its name."""

    HTML = "html"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def render(facts: OverdueFacts | RecordFacts, form: Form) -> bytes:
    """The file. Raises TemplateError."""
    from tracker.reports.tables import overdue_report, record_report  # noqa: PLC0415 - each form loads its own library

    report = overdue_report(facts) if isinstance(facts, OverdueFacts) else record_report(facts)
    match form:
        case Form.HTML:
            from tracker.reports.page import to_html  # noqa: PLC0415

            return to_html(report, facts)
        case Form.XLSX:
            from tracker.reports.sheets import to_xlsx  # noqa: PLC0415

            return to_xlsx(report)
        case Form.CSV:
            from tracker.reports.delimited import to_csv  # noqa: PLC0415

            return to_csv(report)
        case Form.JSON:
            from tracker.reports.data import to_json  # noqa: PLC0415

            return to_json(report)
