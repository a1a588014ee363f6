"""Mappings kept per schema: the next file with the same columns is mapped by itself."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from hydrascope.errors import InputError
from hydrascope.ingest.contract import file_digest
from hydrascope.ingest.mapping import Rules, read_mapping

FOLDER = "mappings"


def schema_of(names: Iterable[str]) -> str:
    """A short name for a set of columns, whatever their order."""
    told = "\n".join(sorted({name.split("/")[0] for name in names}))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class Saved:
    """The mappings of an installation: ``<schema>.toml`` in a folder that need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(path.stem for path in self.folder.glob("*.toml"))

    def path(self, names: Iterable[str]) -> Path | None:
        """The mapping kept for exactly these columns."""
        schema = schema_of(names)
        return self.folder / f"{schema}.toml" if schema in self._there else None

    def rules(self, names: Iterable[str]) -> tuple[Rules, str] | None:
        """That mapping, and the sha256 of its file. Raises InputError if somebody broke it."""
        path = self.path(names)
        return None if path is None else (read_mapping(path), file_digest(path))

    def keep(self, names: Iterable[str], mapping: Path) -> Path:
        """Keep a checked mapping for these columns. Raises InputError when it does not fit."""
        columns = list(names)
        rules = read_mapping(mapping)
        if not rules.fits(frozenset(name.split("/")[0] for name in columns)):
            raise InputError(
                "The mapping reads a column that the file does not have.", "Choose another."
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{schema_of(columns)}.toml"
        draft = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.tmp")
        draft.touch(mode=0o600)
        draft.write_bytes(mapping.read_bytes())
        os.replace(draft, path)
        self.__dict__.pop("_there", None)
        return path
