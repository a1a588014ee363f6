"""What the engine says about how it answers, as a tree people can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What the engine wraps around the query it explains; it says nothing about the query.
_WRAPPERS = {"EXPLAIN_ANALYZE", "RESULT_COLLECTOR", "QUERY"}


@dataclass(frozen=True)
class Step:
    """One operator: what it does, how many rows it gives, and what it reads from.

    ``expected_rows`` is the engine's estimate; ``rows``, ``scanned_rows`` and ``seconds``
    (of processor time over all threads) are measured, and None where nothing was run.
    """

    name: str
    details: tuple[tuple[str, str], ...]
    expected_rows: int | None
    rows: int | None
    scanned_rows: int | None
    seconds: float | None
    inputs: tuple["Step", ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Step"]]:
        """Every step with its depth, from the last to be done to the first."""
        yield depth, self
        for step in self.inputs:
            yield from step.walk(depth + 1)


@dataclass(frozen=True)
class Plan:
    """The whole plan; ``analyzed`` when the query was run to measure it."""

    root: Step
    analyzed: bool

    @property
    def scanned_rows(self) -> int | None:
        """Rows read from tables, where measured."""
        told = [step.scanned_rows for _, step in self.root.walk() if step.scanned_rows is not None]
        return sum(told) if told else None

    def lines(self) -> list[str]:
        """The tree as text, one step a line, indented."""
        return ["  " * depth + _line(step) for depth, step in self.root.walk()]


def plan(told: Any, *, analyzed: bool) -> Plan:
    """Read what ``explain (format json)`` gives, with or without ``analyze``."""
    roots = told.get("operator", [told]) if isinstance(told, Mapping) else told
    root = _step(roots[0])
    while root.name in _WRAPPERS and len(root.inputs) == 1:
        root = root.inputs[0]
    return Plan(root, analyzed)


def _step(node: Mapping[str, Any]) -> Step:
    info = dict(node.get("extra_info") or {})
    expected = info.pop("Estimated Cardinality", None)
    details = tuple((str(key), _text(value)) for key, value in info.items())
    measured = "timing" in node
    return Step(
        str(node.get("name") or node.get("type") or "?").strip(),
        details,
        int(expected) if expected is not None and str(expected).isdigit() else None,
        int(node.get("intermediate_rows", 0)) if measured else None,
        int(node["rows_scanned"]) if "rows_scanned" in node else None,
        float(node["timing"]) if measured else None,
        tuple(_step(child) for child in node.get("children", ())),
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(step: Step) -> str:
    parts = [step.name.replace("_", " ").lower()]
    parts += [f"{key.lower()}: {value}" for key, value in step.details]
    if step.rows is not None:
        parts.append(f"{step.rows:,} rows")
    elif step.expected_rows is not None:
        parts.append(f"about {step.expected_rows:,} rows")
    if step.scanned_rows is not None:
        parts.append(f"{step.scanned_rows:,} scanned")
    if step.seconds is not None:
        parts.append(f"{step.seconds * 1000:,.1f} ms")
    return " · ".join(parts)
