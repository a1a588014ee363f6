"""The spec of a chart, as a line of the query it draws: what a link or a brief opens with.

A spec has ``kind``, ``x``, ``y`` and, for some, ``by``: columns of the answer.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

KINDS = ("line", "bar", "area", "scatter", "heat map", "timeline")
_SPEC = re.compile(r"\n?^-- chart: (?P<spec>\{.*\})\s*$", re.MULTILINE)


def written(text: str) -> dict[str, Any] | None:
    """The spec a text carries as ``-- chart: {…}``; None when there is none one can read."""
    found = _SPEC.search(text)
    try:
        told = json.loads(found["spec"]) if found else None
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.get("kind") in KINDS else None


def noted(text: str, spec: Mapping[str, Any] | None) -> str:
    """The text with this spec as its last line, in place of another's; None takes it away."""
    bare = _SPEC.sub("", text).rstrip()
    if spec is None:
        return f"{bare}\n"
    return f"{bare}\n-- chart: {json.dumps(spec, ensure_ascii=False)}\n"
