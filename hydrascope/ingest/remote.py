"""Exports that lie in a bucket or a database: copied to this machine, then read as files.

<warehouse>/remote-<id>/          private; gone when the import is, however it ends
<warehouse>/remote-<id>/lock      held while it is used; one left by a kill is swept next time
<warehouse>/remote-<id>/objects/  in a folder named like the bucket: objects by their keys

What reads the objects are the services' own clients behind fsspec; see ``addresses.CLIENTS``.
"""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hydrascope.errors import HydrascopeError, InputError
from hydrascope.ingest import addresses, postgres
from hydrascope.ingest.addresses import Address

BLOCK = 8 << 20
NAMED = 5
PASSWORD = (
    "the address holds a password, which the shell's history keeps and other users of this"
    " machine may see: put it into PGPASSWORD or ~/.pgpass"
)
_NO_NAME = "its key is no name a file can have here"
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')

# Hears what is being copied, the bytes done, and the bytes there are (None: not known).
Tell = Callable[[str, int, int | None], None]


@dataclass
class Brought:
    """What an import reads instead of the addresses, and what it should say of the copying.

    ``skipped`` are keys that were left, with the reason.
    """

    paths: list[str | Path] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Object:
    """One object of a bucket: its name for the client, its key for people, its bytes."""

    name: str
    key: str
    size: int


@contextmanager
def brought(paths: Sequence[str | Path], root: Path, tell: Tell | None = None) -> Iterator[Brought]:
    """The paths as they are, or, for addresses, private copies in ``root`` while this lasts.

    Everything is listed before anything is copied. Raises InputError for an address that cannot
    be read, a client that is not installed, or a disk that is too small.
    """
    given = [str(path) for path in paths if addresses.is_address(path)]
    if not given:
        yield Brought(list(paths))
        return
    if len(given) < len(paths):
        raise InputError(
            "Addresses and paths of this machine cannot be imported together.",
            "Import them one after the other.",
        )
    where = [addresses.read(address) for address in dict.fromkeys(given)]
    with _folder(root) as folder:
        yield _copied(where, folder, tell or (lambda *_: None))


@contextmanager
def _folder(root: Path) -> Iterator[Path]:
    """A private folder, gone afterwards, with those that a kill left behind."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = root / f"remote-{secrets.token_hex(4)}"
    held = FileLock(folder / "lock")
    with FileLock(root / "remote.lock"):
        for left in root.glob("remote-*/"):
            _sweep(left)
        folder.mkdir(mode=0o700)
        held.acquire()
    try:
        yield folder
    finally:
        held.release()
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(left: Path) -> None:
    try:
        with FileLock(left / "lock", timeout=0):
            pass
    except Timeout:
        return  # another import is using it
    shutil.rmtree(left, ignore_errors=True)


def _copied(where: Sequence[Address], folder: Path, tell: Tell) -> Brought:
    """Everything at the addresses, in a folder that is named like the bucket."""
    places = sorted({address.place for address in where})
    is_one = len(places) == 1
    target = folder / "objects" / (_as_name(places[0]) if is_one else "addresses")
    target.mkdir(parents=True)
    result = Brought([target])
    if any(address.secrets for address in where):
        result.notices.append(PASSWORD)
    listed = [
        (address, *_listed(address)) for address in where if address.scheme not in addresses.TABLES
    ]
    total = sum(one.size for _, _, objects in listed for one in objects)
    if (free := shutil.disk_usage(folder).free) < total:
        raise InputError(
            f"Copying takes {_size(total)}, and the warehouse's disk has {_size(free)} free.",
            "Free some, put the warehouse elsewhere (--warehouse), or import part by part.",
        )
    for address, files, objects in listed:
        inside = target if is_one else target / _as_name(address.place)
        _copy_all(address, files, objects, inside, result, total, tell)
    for address in where:
        if address.scheme in addresses.TABLES:
            inside = target if is_one else target / _as_name(address.place)
            _copy_table(address, inside, result, tell)
    if not any(path.is_file() for path in target.rglob("*")):
        told = "; ".join(f"{key}: {reason}" for key, reason in result.skipped[:NAMED])
        raise InputError(
            f"Nothing at {where[0].told} can be copied. {told}.",
            "Give the objects keys that can be names of files.",
        )
    return result


def _as_name(place: str) -> str:
    """A bucket's or database's name as that of a folder."""
    return re.sub(r"[^\w.-]|^[.]+", "_", place)


def _listed(address: Address) -> tuple[Any, list[_Object]]:
    """The client, and every object at the address, a prefix or a pattern."""
    with _said_plainly(address):
        from fsspec.core import url_to_fs

        files, path = url_to_fs(address.uri)
        files.invalidate_cache()
        has_pattern = any(sign in path for sign in "*?[")
        found = (files.glob if has_pattern else files.find)(path, detail=True)
        objects = [
            _Object(name, name.strip("/").partition("/")[2], int(told.get("size") or 0))
            for name, told in sorted(found.items())
            if told.get("type") != "directory" and not name.endswith("/")
        ]
    if not objects:
        raise InputError(f"There is nothing at {address.told}.", "Check bucket and prefix.")
    # Deepest first: where a key is also a folder of others, the folder's objects count more.
    return files, sorted(objects, key=lambda one: -one.key.count("/"))


def _copy_all(
    address: Address,
    files: Any,
    objects: Sequence[_Object],
    target: Path,
    result: Brought,
    total: int,
    tell: Tell,
) -> None:
    done = copied = size = 0
    for number, one in enumerate(objects, 1):
        label = f"object {number:,} of {len(objects):,} at {address.told}"
        tell(label, done, total)
        place = _made(target, one.key)
        if isinstance(place, str):
            result.skipped.append((one.key, place))
            continue
        with _said_plainly(address), files.open(one.name, "rb") as source, place.open("wb") as out:
            while block := source.read(BLOCK):
                out.write(block)
                done += len(block)
                tell(label, done, total)
        if (got := place.stat().st_size) != one.size:
            raise InputError(
                f"{one.key} at {address.told} has {one.size:,} bytes, and {got:,} came.",
                "It may have been written to meanwhile: try again. Nothing was loaded.",
            )
        copied += 1
        size += got
    result.notices.append(f"Copied {copied:,} of {len(objects):,} objects ({_size(size)})"
                          f" from {address.told}.")  # fmt: skip


def _made(target: Path, key: str) -> Path | str:
    """An empty private file of that name inside ``target``, or why there can be none."""
    parts = key.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return "its key is no plain relative path and may lead out of the folder"
    if any(part.startswith(".") for part in parts):
        return "hidden file"
    if os.name == "nt" and _NOT_ON_WINDOWS.search(key):
        return _NO_NAME
    place = target.joinpath(*parts)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600, exist_ok=False)
    except (FileExistsError, NotADirectoryError):
        return "its key is, in part or but for capitals, that of another object"
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.ENAMETOOLONG, errno.EINVAL):
            raise InputError(f"Copying failed: {error.strerror}.", "Check the disk.") from None
        return _NO_NAME
    return place


def _copy_table(address: Address, target: Path, result: Brought, tell: Tell) -> None:
    name = f"{address.schema}.{address.table}"
    place = _made(target, f"{name}.parquet")
    if isinstance(place, str):
        raise InputError(f"{name} cannot be copied: {place}.", "Read it through a view.")
    done = 0

    def step(label: str, size: int) -> None:
        nonlocal done
        done += size
        tell(label, done, None)

    with _said_plainly(address):
        rows = postgres.copy_table(address, place, step)
    result.notices.append(f"Copied {rows:,} rows of {name} from {address.told}.")


@contextmanager
def _said_plainly(address: Address) -> Iterator[None]:
    """Whatever a client raises becomes cause and remedy, without what must not be told."""
    client = addresses.CLIENTS[address.scheme]
    try:
        yield
    except HydrascopeError:
        raise
    except ImportError:
        raise InputError(
            f"Reading {address.scheme}:// needs {client}, which is not installed.",
            f"Run `pip install {client}`, or `pip install -r requirements-remote.in` for all.",
        ) from None
    except FileNotFoundError:
        raise InputError(
            f"There is nothing at {address.told}.", "Check bucket and prefix."
        ) from None
    except Exception as error:  # noqa: BLE001  every client has errors of its own
        said = address.without_secrets(" ".join(str(error).split())) or type(error).__name__
        raise InputError(
            f"{address.told} could not be read: {said.rstrip('.')}.", f"{_remedy(address)}."
        ) from None


def _remedy(address: Address) -> str:
    """What to look at when a client could not read."""
    chain = addresses.CHAIN
    if address.scheme in addresses.TABLES:
        chain = "User and password come from the address, PGUSER and PGPASSWORD, or ~/.pgpass"
    return f"Check that it can be reached. {chain}"


def _size(count: int) -> str:
    """Bytes in the unit that fits."""
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:,.0f} {units[0]}" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"
