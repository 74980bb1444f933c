"""Names that are surely one organisation, and names that a person must judge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.followup.organisations import key_of


@pytest.mark.parametrize(
    "others",
    [
        (
            "Brightwater Mills",
            "Brightwater Mills Ltd",
            "The Brightwater Mills Limited",
            "BRIGHTWATER MILLS, LTD.",
        ),
        ("Veyra Systems", "Veyra Systems S.A.", "Veyra Systems SA", "Veyra Systems s. a."),
        ("Lund & Vik", "Lund and Vik AS", "Lund & Vik Co. Ltd", "Lund & Vik Private Limited"),
        ("Halden Copper", "Halden Copper GmbH & Co. KG", "Halden Copper (Pty) Ltd"),
        ("Oakley's Mills", "Oakley\u2019s Mills plc".replace("\u2019", "'")),
    ],
)
def test_case_stops_articles_and_legal_forms_do_not_matter(others: tuple[str, ...]) -> None:
    assert len({key_of(name) for name in others}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Veyra", "Veyra Group"),
        ("Veyra Group", "Veyra Group Technologies Ltd"),
        ("Ministry of Labour", "Ministry of Health"),
        ("Lund Company", "Lund"),
        ("Halden Holdings", "Halden"),
        ("Limited", "Inc"),
        ("The", "A"),
    ],
)
def test_anything_else_is_left_to_a_person(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@given(st.text(min_size=1).filter(lambda name: any(map(str.isalnum, name))))
def test_a_name_always_has_a_key_and_a_legal_form_never_changes_it(name: str) -> None:
    assert key_of(name)
    if not name.rstrip().endswith((".", "'", "\u2019")) and key_of(name).split()[-1] not in {"and", "co"}:
        assert key_of(f"{name} Limited".casefold()) == key_of(f"{name.casefold()} ltd.")
