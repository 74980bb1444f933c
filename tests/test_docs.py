"""The README and docs/ name all that the program offers, and lead nowhere that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from jobs import JOBS, Job
from tests import examples
from tracker.cli.root import root
from tracker.config import Settings
from tracker.errors import ExitCode

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
ENVIRONMENT = (
    "TRACKER_HOME",
    "TRACKER_CONFIG",
    "TRACKER_DATABASE_URL",
    "TRACKER_ACTOR",
    "TRACKER_SMTP_PASSWORD",
)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Each command and subcommand with its full name."""
    context = click.Context(root, info_name="tracker")
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", found) for sub, found in command.commands.items())


EVERY_COMMAND = dict(every_command())


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def reference() -> str:
    """The pages whose examples are run, but for the README: together they tell of every command."""
    return "\n".join(text(page) for page in examples.PAGES if page.parent.name == "docs")


def anchors(page: Path) -> set[str]:
    """The names under which headings of the page can be linked."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_every_command_has_its_example(name: str) -> None:
    assert re.search(rf"^\$ tracker {name}\b", reference(), re.MULTILINE)


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_every_option_is_documented(name: str) -> None:
    page = reference()
    for parameter in EVERY_COMMAND[name].params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--"):
                assert re.search(rf"(?<![\w-]){option}(?![\w-])", page), f"{name} {option}"


def test_no_command_is_documented_that_does_not_exist() -> None:
    for page in PAGES:
        shown = re.findall(r"(?:^\$ |`)tracker ([a-z]+)(?: ([a-z]+))?", text(page), re.MULTILINE)
        for name, sub in shown:
            assert name in EVERY_COMMAND, f"{page.name}: tracker {name}"
            if sub and isinstance(EVERY_COMMAND[name], click.Group):
                assert f"{name} {sub}" in EVERY_COMMAND, f"{page.name}: tracker {name} {sub}"


@pytest.mark.parametrize("page", [ROOT / "README.md", COMMANDS_PAGE], ids=lambda page: page.name)
@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_explained(page: Path, code: ExitCode) -> None:
    assert re.search(rf"^\| {int(code)} +\| \w", text(page), re.MULTILINE)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_is_explained(job: Job) -> None:
    assert f"`{job.name}`" in text(ROOT / "docs" / "running.md")


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_every_variable_is_explained(name: str) -> None:
    assert f"`{name}`" in text(ROOT / "docs" / "running.md")


@pytest.mark.parametrize("section", Settings.__struct_fields__)
def test_every_section_of_the_settings_is_explained(section: str) -> None:
    assert f"`[{section}]`" in text(ROOT / "docs" / "running.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(found), target


def test_the_readme_leads_to_every_page() -> None:
    for page in PAGES[1:]:
        assert f"(docs/{page.name}" in text(ROOT / "README.md")


def test_the_first_screen_says_how_to_begin() -> None:
    first_screen = "\n".join(text(ROOT / "README.md").splitlines()[:40])
    assert "make demo" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("page", examples.PAGES, ids=lambda page: page.name)
def test_the_examples_are_what_the_commands_say(page: Path) -> None:
    assert text(page) == examples.refreshed(page), "write it anew with: python -m tests.examples"
