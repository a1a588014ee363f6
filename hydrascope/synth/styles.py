"""Ways of using the product: what is asked, how long, from which kind of program.

A style is a handful of numbers shared by many accounts. Rows look their account's style up,
so people, decoys and campaigns are drawn by the same code and differ in numbers only.
"""

from dataclasses import dataclass

import numpy as np

from hydrascope.schema import TASKS
from hydrascope.synth.noise import Array, split
from hydrascope.synth.spec import Mix
from hydrascope.synth.world import TASK_CODE


@dataclass(frozen=True)
class Style:
    """``own``, ``common`` and ``pool`` are shares of requests made from the account's own
    templates, from ones everybody uses, and from a list shared within one actor; the
    rest is written once and never repeated."""

    name: str
    tasks: Mix
    own: float
    common: float
    pool: float = 0.0
    session: float = 8.0  # requests per sitting; 0 for programs without sittings
    stream: float = 0.6
    input_scale: float = 1.0
    output_scale: float = 1.0
    spread: float = 0.45  # of length within one template
    cached: float = 0.25  # share of the requests whose input is partly cached
    embed: float = 0.0  # share of own templates that are embeddings
    vary: float = 0.8  # day to day variation of volume; 0 is steady


_CODE: Mix = (("coding", 7), ("tool_use", 2), ("reasoning", 1), ("other", 1))
_TALK: Mix = (("other", 5), ("writing", 4), ("coding", 2), ("reasoning", 2), ("vision", 1))
_TEXT: Mix = (("writing", 7), ("other", 3), ("data_analysis", 2), ("vision", 1))

BASE: tuple[Style, ...] = (
    Style("hobbyist", _TALK, 0.25, 0.3, session=6, stream=0.8),
    Style("developer", _CODE, 0.45, 0.15, session=9, embed=0.04),
    Style("student", (*_TALK, ("coding", 3), ("data_analysis", 1)), 0.3, 0.35, session=7),
    Style("professional", _TEXT, 0.4, 0.25, session=5, stream=0.85),
    Style(
        "researcher",
        (("data_analysis", 5), ("reasoning", 4), ("writing", 2), ("grading", 1.2)),
        0.7,
        0.05,
        session=40,
        stream=0.2,
        vary=1.6,
        embed=0.06,
    ),
    Style(
        "agent",
        (("coding", 6), ("tool_use", 6), ("reasoning", 1)),
        0.6,
        0.12,
        session=25,
        stream=0.9,
        cached=0.6,
        input_scale=1.8,
    ),
    Style(
        "product",
        (("other", 5), ("writing", 3), ("data_analysis", 3), ("tool_use", 3), ("vision", 1)),
        0.85,
        0.04,
        session=0,
        stream=0.4,
        cached=0.45,
        embed=0.12,
    ),
    Style(
        "automation",
        (("data_analysis", 5), ("other", 3), ("tool_use", 3), ("grading", 0.8)),
        0.92,
        0.02,
        session=0,
        stream=0.1,
        spread=0.35,
        embed=0.10,
        vary=0.5,
    ),
    Style("hackathon", _CODE, 0.3, 0.12, pool=0.25, session=12),
    Style("class", (("coding", 5), ("reasoning", 2), ("writing", 2)), 0.15, 0.15, pool=0.5),
    Style("resold", (*_TALK, ("coding", 4), ("tool_use", 2)), 0.35, 0.12, session=4, stream=0.8),
    Style(
        "evaluator", (("grading", 6), ("reasoning", 5)), 0.05, 0.02, pool=0.85, session=0, stream=0
    ),
    Style("popular_app", _TEXT, 0.12, 0.05, pool=0.72, session=5, stream=0.95),
)
COMMON_STYLE = Style("common", (*_TALK, ("grading", 0.4), ("data_analysis", 1)), 0, 1)


class Styles:
    """All styles of a run as look-up arrays."""

    def __init__(self) -> None:
        self._styles = [COMMON_STYLE, *BASE]

    def add(self, style: Style) -> int:
        """Register a style; returns its number."""
        self._styles.append(style)
        return len(self._styles) - 1

    def number(self, name: str) -> int:
        return next(i for i, style in enumerate(self._styles) if style.name == name)

    def freeze(self) -> None:
        """Build the look-up arrays; call once every style is added."""
        styles = self._styles
        shares = np.array([[s.own, s.common, s.pool] for s in styles], dtype=np.float32)
        self.shares = np.cumsum(shares, axis=1)
        self.task_of_byte = np.stack([_task_bytes(style.tasks) for style in styles])
        for name in ("session", "stream", "spread", "cached", "embed", "vary"):
            values = np.array([getattr(style, name) for style in styles], dtype=np.float32)
            setattr(self, name, values)
        self.session: Array
        self.stream: Array
        self.spread: Array
        self.cached: Array
        self.embed: Array
        self.vary: Array
        self.log_input = np.log(np.array([s.input_scale for s in styles], dtype=np.float32))
        self.log_output = np.log(np.array([s.output_scale for s in styles], dtype=np.float32))


def _task_bytes(tasks: Mix) -> Array:
    """A task for each byte value, in the given proportions: a template's byte is its task."""
    weights = np.zeros(len(TASKS))
    for name, weight in tasks:
        weights[TASK_CODE[name]] += weight
    return np.repeat(np.arange(len(TASKS), dtype=np.uint8), split(256, weights))
