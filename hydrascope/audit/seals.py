"""What ties the trail to this installation: seals by its secret, and the head kept apart."""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from hydrascope.audit import checks
from hydrascope.errors import WarehouseError


@dataclass(frozen=True)
class Head:
    """The last entry: its number, from 1, and its hash. Written ``42:9f3c…``."""

    entry_id: int
    entry_hash: str

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.entry_hash}"


@dataclass(frozen=True)
class Key:
    """The key of the seals, made from the installation's secret and named by its digest."""

    made: bytes
    key_id: str

    @classmethod
    def of(cls, secret: Callable[[], bytes]) -> "Key":
        made = hmac.digest(secret(), b"hydrascope audit trail", "sha256")
        return cls(made, hashlib.sha256(made).hexdigest()[:8])

    def seal(self, text: str) -> str:
        """HMAC-SHA-256 in hexadecimal digits."""
        return hmac.new(self.made, text.encode(), "sha256").hexdigest()

    def broken(self, rows: checks.Rows) -> list[str]:
        """Entries whose seal is not theirs, or that another secret sealed."""
        told = [
            f"Entry {row['entry_id']} carries a seal that is not its own: it was altered."
            for row in rows
            if row["key_id"] == self.key_id and row["seal"] != self.seal(row["entry_hash"])
        ]
        foreign = [row["entry_id"] for row in rows if row["key_id"] != self.key_id]
        if foreign:
            told.append(
                f"{len(foreign)} entries, from {foreign[0]} to {foreign[-1]}, were sealed with"
                " another secret than this installation's: who wrote them cannot be checked."
            )
        return told


class HeadFile:
    """Where the head is kept, apart from the trail."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, head: Head, key: Key) -> None:
        """Write it whole or not at all. Raises WarehouseError."""
        told = asdict(head) | {"key_id": key.key_id, "seal": key.seal(str(head))}
        draft = self.path.with_suffix(".tmp")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.touch(mode=0o600)
            with draft.open("wb") as file:
                file.write(orjson.dumps(told))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError as error:
            raise WarehouseError(
                f"The head of the audit trail cannot be written: {error}.",
                f"Check the folder {self.path.parent}.",
            ) from error

    def broken(self, rows: checks.Rows, key: Key) -> list[str]:
        """What the head knows and the trail does not."""
        try:
            told = orjson.loads(self.path.read_bytes())
            head, key_id = Head(int(told["entry_id"]), str(told["entry_hash"])), told["key_id"]
            is_sound = key_id != key.key_id or told["seal"] == key.seal(str(head))
        except FileNotFoundError:
            return [f"The head {self.path} is missing: a cut cannot be ruled out."] if rows else []
        except (OSError, ValueError, KeyError, TypeError):
            return [f"The head {self.path} is damaged: a cut cannot be ruled out."]
        altered = (
            [] if is_sound else [f"The head {self.path} was altered: its seal is not its own."]
        )
        last = rows[-1]["entry_id"] if rows else 0
        if last < head.entry_id:
            gone = f"{last + 1} to {head.entry_id}" if head.entry_id > last + 1 else f"{last + 1}"
            return [*altered, f"The trail was cut at its end: it lacks {gone}."]
        return altered + checks.noted(rows, str(head))
