"""Just enough of an HTML reader to ask a page what stands where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "hr", "use", "path", "rect", "circle", "ellipse"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader sees, with single spaces."""
        pieces = (each if isinstance(each, str) else each.text for each in self.inside)
        return " ".join(" ".join(pieces).split())

    def all(self, tag: str = "", **attributes: str) -> Iterator[Element]:
        """The elements inside, in order; `data_field="minute"` asks for data-field. Templates are not looked into."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for each in self.inside:
            if isinstance(each, str) or each.tag == "template":
                continue
            if tag in {"", each.tag} and all(each.attributes.get(name) == value for name, value in wanted.items()):
                yield each
            yield from each.all(tag, **attributes)

    def one(self, tag: str = "", **attributes: str) -> Element:
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def texts(self, tag: str = "", **attributes: str) -> list[str]:
        return [each.text for each in self.all(tag, **attributes)]

    def __getitem__(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: bytes | str) -> Element:
    """The page as a tree; a tag that is not closed, or closed in the wrong place, is an error."""
    reader = _Reader()
    reader.feed(html.decode() if isinstance(html, bytes) else html)
    reader.close()
    assert [each.tag for each in reader.open] == ["document"]
    return reader.open[0]
