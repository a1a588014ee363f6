"""Where a warehouse lives on disk: immutable versions, one pointer, one secret.

    <root>/current.json            which version is published
    <root>/usage-<digest>.duckdb   a version; never changed after it is published
                                   (-<settings> after the digest: judged with these)
    <root>/build-<id>/             a version being made; swept away when abandoned
    <root>/rejects/                rejected raw rows, by import
    <root>/secret.key              the key of every keyed hash of this installation

Readers open a published version read-only. A writer makes a new file beside it and then
replaces the pointer in one step, so a reader sees the old version or the new one, whole.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from hydrascope.errors import NoWarehouse, WarehouseBusy, WarehouseError

POINTER = "current.json"
# Raised when the physical tables change, so that old files are not mistaken for new ones.
SCHEMA_VERSION = "3"
KEPT_VERSIONS = 3
READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    # Adding up by account key without hashing, up to 2^20 accounts: three times as fast.
    "perfect_ht_threshold": "20",
}


@dataclass(frozen=True)
class Version:
    """One published state of the data."""

    path: Path
    fingerprint: str
    published_at: str


class Warehouse:
    """A folder of versions. Making the object touches nothing on disk."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def current(self) -> Version:
        """The published version. Raises NoWarehouse before the first import."""
        pointer = self.root / POINTER
        try:
            told = json.loads(pointer.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NoWarehouse(
                f"Nothing has been imported into {self.root} yet.",
                "Run `python -m hydrascope import PATH`.",
            ) from None
        except ValueError:
            raise WarehouseError(
                f"{pointer} is damaged.", "Import the exports again to write a new one."
            ) from None
        version = Version(self.root / told["file"], told["fingerprint"], told["published_at"])
        if not version.path.is_file():
            raise WarehouseError(
                f"The published version {version.path.name} is gone.", "Import the exports again."
            )
        if told.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
            raise WarehouseError(
                f"{version.path.name} was made by another version of Hydrascope.",
                "Import the exports again to write it anew.",
            )
        return version

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the published version."""
        return open_version(self.current().path)

    def secret(self) -> bytes:
        """The installation's key; made on first use, readable by its owner only."""
        path = self.root / "secret.key"
        if not path.exists():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_name(f"secret.{os.getpid()}.tmp")
            draft.touch(mode=0o600)
            draft.write_bytes(secrets.token_bytes(32))
            try:
                os.link(draft, path)  # fails, rather than overwrites, if another made one
            except FileExistsError:
                pass
            except OSError:  # a file system without hard links
                draft.replace(path)
            draft.unlink(missing_ok=True)
        return path.read_bytes()

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Hold the right to build; yields an empty folder, gone afterwards.

        Raises WarehouseBusy when another process holds it. Whatever a killed builder
        left behind is swept away first.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self.root / "import.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WarehouseBusy(
                f"Another import into {self.root} is running.", "Wait for it, or stop it."
            ) from None
        try:
            for abandoned in self.root.glob("build-*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            folder = self.root / f"build-{secrets.token_hex(4)}"
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            lock.release()

    def publish(
        self, built: Path, fingerprint: str, published_at: str, *, findings: str = ""
    ) -> Version:
        """Make a finished file the published version; the one moment readers can notice.

        ``findings`` names how detection was run on it: the same data judged otherwise is
        another file, since readers hold the old one open.
        """
        name = "-".join(part for part in ("usage", fingerprint, findings) if part)
        version = Version(self.root / f"{name}.duckdb", fingerprint, published_at)
        built.chmod(0o600)  # account ids are in it as the exports gave them
        _flush(built)
        os.replace(built, version.path)
        self.point(version)
        self._sweep(version)
        return version

    def point(self, version: Version) -> None:
        """Say in one step which file is the published version."""
        told = {**asdict(version), "file": version.path.name, "schema_version": SCHEMA_VERSION}
        del told["path"]
        draft = self.root / f"{POINTER}.tmp"
        draft.write_text(json.dumps(told, indent=1), encoding="utf-8")
        _flush(draft)
        os.replace(draft, self.root / POINTER)

    def _sweep(self, published: Version) -> None:
        """Drop versions beyond the newest few; a file still open elsewhere may refuse."""
        files = sorted(self.root.glob("usage-*.duckdb"), key=lambda file: file.stat().st_mtime)
        old = [file for file in files if file != published.path]
        for file in old[: len(old) - (KEPT_VERSIONS - 1)] if len(old) >= KEPT_VERSIONS else []:
            try:
                file.unlink()
            except OSError:
                continue  # Windows keeps open files; the next import tries again


def open_version(path: Path) -> duckdb.DuckDBPyConnection:
    """Open one version read-only, with nothing but the file itself in reach."""
    conn = duckdb.connect(str(path), read_only=True, config=READ_ONLY)
    conn.execute("set TimeZone = 'UTC'")
    conn.execute("set enable_progress_bar = false")
    return conn


def _flush(path: Path) -> None:
    """Wait until the file's bytes are on disk, so that a power cut finds them."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
