"""What the styles of a Word document make of a paragraph: a heading, or an entry of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from lxml import etree

from tracker.letters.packages import parse_xml
from tracker.letters.word_package import NAME_SPACE, WordPackage, named

_PROPERTIES, _NUMBERING, _STYLE, _STYLE_ID = map(named, ("pPr", "numPr", "style", "styleId"))
_ROOT = re.compile(rb"(?:<\?xml[^>]{0,200}\?>)?\s{0,100}<w:styles\s[^>]{0,9000}>")
_LARGEST_HEAD = 10_000
_MOST_PARENTS = 20
_NAMED_LISTS = (("List Bullet", "bullet"), ("List Number", "decimal"))


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a paragraph's style."""

    heading: bool = False
    list_id: str = ""
    level: int = 0
    list_kind: str | None = None
    """"bullet", "decimal", "lowerLetter", …; None outside of lists."""


class Styles:
    """The styles and lists of one document, read when a paragraph names them."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._known: dict[str, Style] = {}

    def of(self, properties: etree._Element | None) -> Style:
        """The style of a paragraph with these properties."""
        if properties is None:
            return Style()
        style_id = _value(properties, named("pStyle"))
        if style_id not in self._known:
            self._known[style_id] = self._style(style_id)
        style = self._known[style_id]
        own = properties.find(_NUMBERING)
        return style if own is None else self._listed(style, own)

    def _style(self, style_id: str) -> Style:
        """By its name, and by the nearest of its ancestors that numbers."""
        element = self._elements.find(style_id)
        if element is None:
            return Style()
        name = _value(element, named("name"))
        heading = name.lower().startswith(("heading", "title"))
        for _ in range(_MOST_PARENTS):
            numbering = element.find(f"{_PROPERTIES}/{_NUMBERING}")
            if numbering is not None:
                return self._listed(Style(heading), numbering)
            parent = self._elements.find(_value(element, named("basedOn")))
            if parent is None:
                break
            element = parent
        kind = next((kind for start, kind in _NAMED_LISTS if name.startswith(start)), None)
        return Style(heading, name, 0, kind)

    def _listed(self, style: Style, numbering: etree._Element) -> Style:
        list_id = _value(numbering, named("numId")) or style.list_id
        depth = _value(numbering, named("ilvl"))
        level = int(depth) if depth.isdecimal() and len(depth) < 3 else 0
        kind = self._kinds.get((list_id, level), "bullet") if list_id not in {"", "0"} else None
        return Style(style.heading, list_id, level, None if kind == "none" else kind)

    @cached_property
    def _elements(self) -> _StylePart:
        return _StylePart(next(self._package.bytes_of("styles"), b""))

    @cached_property
    def _kinds(self) -> dict[tuple[str, int], str]:
        return {key: kind for root in self._package.of_kind("numbering") for key, kind in _kinds(root)}


class _StylePart:
    """The part that holds the styles. Word's own hold 350 KB, of which a letter uses three or four styles.

    So these are cut out and parsed alone, where the part is written as Word writes it; any other is parsed whole.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        root = _ROOT.match(content[:_LARGEST_HEAD])
        usual = root is not None and NAME_SPACE.encode() in root[0] and b"<!" not in content
        self._root = root[0] if root is not None and usual else None

    def find(self, style_id: str) -> etree._Element | None:
        """The style with that id; None where there is none."""
        if not style_id or not self._content:
            return None
        if self._root is None:
            return self._whole.get(style_id)
        wanted = escape(style_id, {'"': "&quot;"})
        at = self._content.find(f'w:styleId="{wanted}"'.encode())
        start = self._content.rfind(b"<w:style ", 0, max(at, 0))
        end = self._content.find(b"</w:style>", max(at, 0))
        if min(at, start, end) < 0:
            return None
        cut = self._content[start:end] + b"</w:style></w:styles>"
        return _by_id(parse_xml(self._root + cut)).get(style_id)

    @cached_property
    def _whole(self) -> dict[str, etree._Element]:
        return _by_id(parse_xml(self._content))


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    return {style.get(_STYLE_ID, ""): style for style in root.iterchildren(_STYLE)}


def _kinds(root: etree._Element) -> list[tuple[tuple[str, int], str]]:
    """((list id, level), "bullet" or "decimal" or …) from the numbering part."""
    levels = {
        abstract.get(named("abstractNumId")): [
            (int(level.get(named("ilvl"), "0")), _value(level, named("numFmt")))
            for level in abstract.iterchildren(named("lvl"))
            if level.get(named("ilvl"), "0").isdecimal()
        ]
        for abstract in root.iterchildren(named("abstractNum"))
    }
    return [
        ((number.get(named("numId"), ""), depth), kind)
        for number in root.iterchildren(named("num"))
        for depth, kind in levels.get(_value(number, named("abstractNumId")), [])
    ]


def _value(element: etree._Element, tag: str) -> str:
    child = element.find(tag)
    return "" if child is None else str(child.get(named("val"), ""))
