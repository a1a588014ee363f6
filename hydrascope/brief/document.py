"""The briefing as a document, before any format: the same words, tables and charts for all."""

from collections.abc import Iterator
from dataclasses import dataclass

from hydrascope.brief.chart import Chart


@dataclass(frozen=True)
class Words:
    """One or a few sentences under a key.

    ``edited`` where they are the author's own; ``by`` says whose, where the level may see it.
    """

    key: str
    text: str
    edited: bool = False
    by: str = ""

    @property
    def said(self) -> str:
        """The text, marked where it is the author's own."""
        return self.text + (" †" if self.edited else "") + (f" ({self.by})" if self.by else "")


@dataclass(frozen=True)
class Table:
    """A table of text; ``numbers`` are the columns set to the right, from 0."""

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    query: str = ""

    @property
    def is_titled(self) -> bool:
        """Whether the caption is a heading (it ends without a full stop), not a remark below."""
        return bool(self.caption) and not self.caption.endswith(".")


@dataclass(frozen=True)
class Picture:
    """A chart where it stands in the text."""

    chart: Chart


@dataclass(frozen=True)
class Code:
    """A text of somebody's own SQL, line by line as it was written."""

    key: str
    text: str


Block = Words | Table | Picture | Code


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Stamp:
    """What is printed on every page: of which data, when, for whom."""

    title: str
    subject: str
    tlp: str
    level: str
    as_of: str
    fingerprint: str
    filters: str
    author: str
    synthetic: str
    software: str

    @property
    def marking(self) -> str:
        """``TLP:AMBER · internal``, with the word *synthetic* where the data is."""
        return f"TLP:{self.tlp} · {self.level}" + (" · SYNTHETIC DATA" if self.synthetic else "")

    @property
    def foot(self) -> str:
        """Data, filters and time, in one line."""
        return f"Dataset {self.fingerprint} · {self.filters} · as of {self.as_of}"


@dataclass(frozen=True)
class Briefing:
    """Page one, then the appendix."""

    stamp: Stamp
    first: tuple[Section, ...]
    appendix: tuple[Section, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        return (*self.first, *self.appendix)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.sections:
            yield from section.blocks

    def charts(self) -> list[Chart]:
        return [block.chart for block in self.blocks() if isinstance(block, Picture)]

    def sentences(self) -> list[Words]:
        """What an author may replace, in reading order."""
        return [block for block in self.blocks() if isinstance(block, Words)]
