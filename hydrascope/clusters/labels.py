"""Values as people see them: in tables, on pages and in the allow-list."""

from typing import Any

import numpy as np
import pandas as pd

from hydrascope.clusters.evidence import TEMPLATES


def text(label: Any, family: str) -> str:
    """Templates as digits, hours as a time, the rest as it is."""
    if family == TEMPLATES and not isinstance(label, str):
        return f"{int(label):016x}"
    if isinstance(label, (pd.Timestamp, np.datetime64)):
        return f"{pd.Timestamp(label):%Y-%m-%d %H:%M}"
    return str(label)
