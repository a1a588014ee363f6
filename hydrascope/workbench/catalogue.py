"""What the tables hold, for a schema browser and for completion."""

import re
from functools import cache
from pathlib import Path

from hydrascope import dictionary
from hydrascope.dictionary import grain
from hydrascope.schema import Table
from hydrascope.workbench.published import FRIENDLY, STORED

__all__ = ["Table", "functions", "grain", "tables"]
FUNCTIONS = Path(__file__).resolve().parents[1] / "sandbox" / "functions.txt"
_NAME = re.compile(r"^[a-z]\w+$")


@cache
def tables() -> dict[str, Table]:
    """Every published table, those people read about first."""
    known = dictionary.tables()
    return {name: known[name] for name in (*FRIENDLY, *STORED)}


@cache
def functions() -> tuple[str, ...]:
    """Names of the functions a text may call; operators left out."""
    lines = FUNCTIONS.read_text(encoding="utf-8").splitlines()
    return tuple(sorted({line for line in lines if _NAME.match(line)}))
