"""The sources Hydrascope knows: one module each, found by their ``SOURCES``."""

import importlib
import pkgutil
from functools import cache

from hydrascope.ingest.source import Source


@cache
def registry() -> tuple[Source, ...]:
    """Every source of every module in this folder, by name."""
    found: list[Source] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found.extend(getattr(loaded, "SOURCES", ()))
    return tuple(sorted(found, key=lambda source: source.name))
