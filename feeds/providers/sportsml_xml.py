"""XML from outside, read within bounds: no entities, no depth without end, and IPTC's namespaces taken off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from feeds.providers.provider import ParseError

ELEMENTS = 500_000  # 16 MB, the most a transport takes, could be millions: of 30 bytes each
DEPTH = 100
IPTC = "{http://iptc.org/std/"

Element = ElementTree.Element


def read_xml(payload: bytes) -> Element:
    """The root of a document, or a ParseError that a person understands."""
    start = payload[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start:
        raise ParseError("The body is empty.")
    if not start.startswith(b"<"):
        first = start.splitlines()[0].decode("ascii", errors="replace")
        raise ParseError(f"The body is not XML: it begins with {first[:40]!r}.")
    # Before the parser sees it: entities are declared nowhere else, and what expands them costs time even when refused.
    # Without its NULs UTF-16 reads as ASCII; every other encoding that the parser takes keeps ASCII as it is.
    if b"<!DOCTYPE" in payload.replace(b"\0", b""):
        raise ParseError("The body declares a document type (a web page, or entities). SportsML has none.")
    try:
        parser = ElementTree.XMLParser(target=_Bounded())
        parser.feed(payload)
        root: Element = parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ParseError(f"The body is not XML, or is cut off. ({error})") from None
    return root


class _Bounded(ElementTree.TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self.elements = self.depth = 0

    def start(self, tag: Any, attrs: dict[Any, Any], /) -> Element:
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS or self.depth > DEPTH:
            raise ParseError(f"The body has more than {ELEMENTS:,} elements, or more than {DEPTH} in each other.")
        return super().start(tag.rpartition("}")[2] if tag.startswith(IPTC) else tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag.rpartition("}")[2] if tag.startswith(IPTC) else tag)


def within(element: Element, path: str) -> Iterator[dict[str, str]]:
    """The attributes of what lies at a path below an element; what is empty is not said."""
    for found in element.findall(path):
        yield said(found)


def said(element: Element | None) -> dict[str, str]:
    return {} if element is None else {name: text for name, text in element.attrib.items() if text.strip()}


def code(text: str) -> str:
    """A code without its vocabulary: "speventstatus:mid-event" and the older "mid-event" are one."""
    return text.rpartition(":")[2]
