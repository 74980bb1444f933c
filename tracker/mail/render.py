"""Templates to text: strict, escaped, and clean of characters that could deceive a reader or a mail program."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tracker.errors import TemplateError
from tracker.resources import template_folder

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Environment

SCHEMES = frozenset({"http", "https", "mailto"})
WIDTH = 72
# Control, surrogate and unassigned-for-interchange characters, soft hyphens, zero-width and bidi marks.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
BREAKS = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]+")


def render(name: str, values: dict[str, Any]) -> str:
    """The template `name`, such as "digest/body.html". Raises TemplateError, naming it."""
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415 - 117 ms that only a mail pays

    try:
        return environment().get_template(name).render(values)
    except JinjaError as error:
        line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
        raise TemplateError(f"templates/email/{name}{line}: {clean(str(error))}.") from error
    except Exception as error:  # what it says could hold words of a letter
        raise TemplateError(f"templates/email/{name}: {type(error).__name__} while rendering.") from error


def render_html(name: str, values: dict[str, Any]) -> str:
    """An HTML template with its styles written into the tags, as mail programs need them."""
    from css_inline import InlineError  # noqa: PLC0415 - see inliner

    rendered = render(name, values)
    try:
        return inliner().inline(rendered)
    except InlineError as error:
        raise TemplateError(f"templates/email/{name}: its styles cannot be read.") from error


def clean(text: str) -> str:
    """One line without control, zero-width, direction and surrogate characters."""
    return " ".join(UNSEEN.sub("", text).split())


def tidy(text: str) -> str:
    """Without unseen characters and line breaks; spaces stay as they are."""
    return BREAKS.sub(" ", UNSEEN.sub("", text))


def link(url: str) -> str:
    """The URL where its scheme may stand in a mail, else nothing."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in SCHEMES else ""


@cache
def environment() -> Environment:
    """All templates of mails; what is undefined is an error, what is printed is cleaned."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - see render

    made = Environment(
        loader=FileSystemLoader(template_folder("email")),
        autoescape=is_html,  # noqa: S701 - on for every .html; text mails need none
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(link=link, wrap=_wrap)
    return made


@cache
def inliner() -> CSSInliner:
    """Fetches nothing; keeps the rules for narrow and dark screens."""
    from css_inline import CSSInliner  # noqa: PLC0415 - only a mail needs it

    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)


def is_html(name: str | None) -> bool:
    """By explicit rule: Jinja's own list of suffixes leaves some kinds of markup raw."""
    match (name or "").rpartition(".")[2]:
        case "html":
            return True
        case "txt":
            return False
        case _:
            raise TemplateError(f"templates/email/{name}: only .html and .txt are known.")


def _finalize(value: Any) -> Any:
    """Every printed value passes here before it is escaped; what a macro rendered was cleaned inside it."""
    ours = isinstance(value, _Lines) or hasattr(value, "__html__")
    return tidy(value) if isinstance(value, str) and not ours else value


class _Lines(str):
    """Cleaned words whose line breaks are ours."""

    __slots__ = ()


def _wrap(text: str, indent: int = 0) -> _Lines:
    """For text mails: lines of at most 72 characters, all but the first indented."""
    lines = textwrap.wrap(clean(text), WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return _Lines(("\n" + " " * indent).join(lines))
