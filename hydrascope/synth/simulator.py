"""From a scenario to a folder of export files, in one go or not at all."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from hydrascope.errors import InputError
from hydrascope.synth import files, identity, records, tables
from hydrascope.synth.answers import Answered, answer
from hydrascope.synth.cast import Cast, gather
from hydrascope.synth.happenings import events
from hydrascope.synth.litellm import LARGEST_SCALE
from hydrascope.synth.noise import Array
from hydrascope.synth.rows import Asked, ask, together
from hydrascope.synth.scenarios import SCENARIOS
from hydrascope.synth.stage import Stage
from hydrascope.synth.targets import CanonicalFiles, LiteLlmFiles, Target
from hydrascope.synth.traffic import entries_of, plan
from hydrascope.synth.truth import write_truth

Progress = Callable[[int, int], None]
FORMATS = ("parquet", "litellm")
_ROWS_PER_FILE = 120_000  # small runs put several days into one file
_THREADS = 2


@dataclass(frozen=True)
class SimulationSummary:
    """What was written: rows of requests, accounts, files, bytes and seconds taken."""

    scenario: str
    scale: float
    seed: int
    format: str
    rows: int
    accounts: int
    files: int
    bytes: int
    seconds: float

    def to_dict(self) -> dict[str, str | int | float]:
        return asdict(self)


def simulate(
    scenario: str,
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    fmt: str = "parquet",
    progress: Progress | None = None,
) -> SimulationSummary:
    """Write the export files of a scenario to ``out``, and the truth to ``out/truth``.

    The same scenario, scale, seed and format give the same bytes. ``out`` appears only
    when everything is written; an earlier simulation there is replaced.
    """
    _check(scenario, scale, fmt)
    began = time.monotonic()
    stage = Stage(SCENARIOS[scenario], scale, seed)
    with files.replacing(Path(out)) as folder:
        rows, accounts = _write(stage, folder, fmt, progress)
        files.write_marker(folder, stage)
    written = [path for path in Path(out).rglob("*") if path.is_file()]
    return SimulationSummary(
        scenario, scale, seed, fmt, rows, accounts, len(written),
        sum(path.stat().st_size for path in written), round(time.monotonic() - began, 3),
    )  # fmt: skip


def _check(scenario: str, scale: float, fmt: str) -> None:
    if scenario not in SCENARIOS:
        raise InputError(
            f"There is no scenario '{scenario}'.", f"Choose one of: {', '.join(SCENARIOS)}."
        )
    if not 0 < scale <= 10:
        raise InputError(f"The scale {scale} is not usable.", "Give a number above 0, up to 10.")
    if fmt not in FORMATS:
        raise InputError(f"There is no format '{fmt}'.", f"Choose one of: {', '.join(FORMATS)}.")
    if fmt == "litellm" and scale > LARGEST_SCALE:
        raise InputError(
            f"Scale {scale} in the litellm format would fill the disk with text.",
            f"Use a scale up to {LARGEST_SCALE}, or the parquet format.",
        )
    records.check(SCENARIOS[scenario], fmt)


def _write(stage: Stage, folder: Path, fmt: str, progress: Progress | None) -> tuple[int, int]:
    """All files; returns how many requests and accounts."""
    cast = gather(stage)
    words = identity.account_words(stage, len(cast.accounts))
    ids = identity.account_ids(words, cast.accounts, "auth0" if fmt == "litellm" else "own")
    target: Target = LiteLlmFiles(folder) if fmt == "litellm" else CanonicalFiles(folder)
    target.write_people(stage, cast.accounts, ids)
    files.write_table(events(stage, cast.accounts, ids), folder / "events.parquet")
    write_truth(stage, cast.accounts, ids, cast.actors, folder / "truth")
    counts = plan(stage, cast.people, cast.segments)
    total, done = int(counts.sum()), 0
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs = [
            pool.submit(_write_days, stage, cast, ids, counts, days, target)
            for days in _batches(counts)
        ]
        try:
            for job in jobs:
                done += job.result()
                if progress is not None:
                    progress(done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return total, len(cast.accounts)


def _batches(counts: Array) -> Iterator[range]:
    """Runs of days for one file each: as many days as make it worth opening a file."""
    per_day = max(1.0, float(counts.sum()) / counts.shape[1])
    days = int(np.clip(np.ceil(_ROWS_PER_FILE / per_day), 1, counts.shape[1]))
    for first in range(0, counts.shape[1], days):
        yield range(first, min(first + days, counts.shape[1]))


def _write_days(
    stage: Stage, cast: Cast, ids: pa.StringArray, counts: Array, days: range, target: Target
) -> int:
    """One request file; returns its rows."""
    parts: list[tuple[Asked, Answered]] = []
    for day in days:
        today = counts[:, day]
        if today.sum():
            entries = entries_of(stage, cast.people, cast.segments, today, day)
            asked = ask(stage, cast.people, day, entries)
            asked.account = cast.owner[asked.account]
            parts.append((asked, answer(stage, day, asked)))
    if not parts:
        return 0
    asked, answered = (together(side) for side in zip(*parts, strict=True))
    first = stage.scenario.first_day + dt.timedelta(days=days[0])
    with closing(target.requests(first)) as writer:
        for part in files.row_groups(len(asked.account)):
            table = tables.requests(stage, ids, target.keys, asked, answered, part)
            writer.write(records.told(stage, table, "requests", days[0], part.start))
    return len(asked.account)
