"""What an import did, in numbers that add up."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is. ``bytes_total`` is what there is to read."""

    phase: str
    rows: int
    bytes_done: int
    bytes_total: int


Progress = Callable[[ImportProgress], None]


@dataclass
class FileResult:
    """One file's rows: ``rows_read = rows_loaded + rows_duplicate + rows_rejected``.

    ``sha256`` is that of its bytes.
    """

    file_name: str
    source: str
    table_name: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_duplicate: int = 0
    rows_rejected: int = 0
    is_known: bool = False
    sha256: str = ""


@dataclass
class ImportReport:
    """One import. ``is_published`` is False when nothing new was found.

    ``found`` counts bursts, in all and by verdict, ``clusters`` clusters, in all and by kind;
    both are empty where detection did not run. ``unpriced`` lists models (provider, model,
    requests) whose requests have tokens but no cost, fifty at most.
    """

    fingerprint: str = ""
    is_published: bool = False
    seconds: float = 0.0
    files: list[FileResult] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    reject_file: str | None = None
    found: dict[str, int] = field(default_factory=dict)
    clusters: dict[str, int] = field(default_factory=dict)
    unpriced: list[dict[str, object]] = field(default_factory=list)

    def _sum(self, name: str) -> int:
        return sum(getattr(result, name) for result in self.files)

    @property
    def rows_read(self) -> int:
        return self._sum("rows_read")

    @property
    def rows_loaded(self) -> int:
        return self._sum("rows_loaded")

    @property
    def rows_duplicate(self) -> int:
        return self._sum("rows_duplicate")

    @property
    def rows_rejected(self) -> int:
        return self._sum("rows_rejected")

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, sums included."""
        sums = {
            name: getattr(self, name)
            for name in ("rows_read", "rows_loaded", "rows_duplicate", "rows_rejected")
        }
        return {**sums, **asdict(self)}
