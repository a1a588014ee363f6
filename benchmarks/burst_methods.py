"""Which method finds the planted waves of sign-ups, and what else does it report?

    python -m benchmarks.burst_methods WAREHOUSE TRUTH [WAREHOUSE TRUTH …]

Scores the bursts in the warehouse and those of published methods, on the same sign-ups and
with the same code (`hydrascope/synth/scoring.py`, which says what found means), and prints
one Markdown table. The others see the number of sign-ups per hour over the days that were
simulated, and report windows: everybody who signed up in one is a member.

What was chosen for them, so that each does what it can:

* windows of fewer than 10 sign-ups are dropped, which takes noise from them and no target;
* z-score: mean and standard deviation of all hours, z > 3, adjacent hours merged. Variants:
  of the 7 days before; and against the same hour of the week, so that a Monday morning is
  compared with Monday mornings;
* Kleinberg 2002, "Bursty and hierarchical structure in streams": batches of an hour, s = 2,
  gamma = 1, two states. There is no total to take a share of, so an hour's cost is that of
  a Poisson count, the limit of his binomial. Variant: more states, and a burst is where
  the rate is at least four times the mean;
* PELT (Killick et al. 2012) as `ruptures` has it: KernelCPD with a linear kernel is PELT for
  the least-squares cost, in C: the same changes as its Pelt, a thousand times faster. On
  twice the square root of the counts (Anscombe), whose variance is then about 1, so that BIC
  is a penalty of 2 ln n: a place and a mean per change. A burst is a segment with a mean
  above twice the median hour. Variant: the variance taken from the data (differences of
  neighbouring hours), which allows for busy days.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import ruptures

from hydrascope import db
from hydrascope.detect.bursts import Settings
from hydrascope.findings.bursts import look
from hydrascope.synth.scoring import Scores, score, summary
from hydrascope.synth.scoring_truth import Truth, read_truth
from hydrascope.warehouse.store import Warehouse

HOUR = pd.Timedelta(hours=1)
LEAST = 10
HEAD = (
    "data",
    "method",
    "target waves found",
    "found or noticed",
    "median precision",
    "decoys found",
    "bursts reported",
    "without cause",
    "called scripted, not a campaign",
    "seconds",
)
Window = tuple[int, int, float, float]  # first hour, hour after the last, expected, score


@dataclass(frozen=True)
class Given:
    """What every method may see, and what only the scoring may."""

    name: str
    signups: pd.DataFrame  # account_id, created_at, in order of time
    first_at: pd.Timestamp
    counts: np.ndarray
    bursts: pd.DataFrame
    members: pd.DataFrame
    events: pd.DataFrame
    seconds: float
    truth: Truth


def given(warehouse: Path, folder: Path) -> Given:
    told = note(folder)
    first_at = pd.Timestamp(told["first_day"])
    hours = told["days"] * 24
    conn = Warehouse(warehouse).connect()
    signups = conn.execute(
        "select account_id, created_at from accounts"
        " where created_at >= $1 and created_at < $2 order by created_at",
        [first_at, first_at + hours * HOUR],
    ).df()
    begun = time.perf_counter()
    look(conn, Settings())  # the same search again, for its time only
    seconds = time.perf_counter() - begun
    at = ((signups["created_at"] - first_at) // HOUR).to_numpy()
    found = Given(
        f"{told['scenario']} {told['scale']:g} seed {told['seed']}",
        signups,
        first_at,
        np.bincount(at, minlength=hours).astype(float),
        db.run(conn, "evaluate/bursts"),
        db.run(conn, "evaluate/members"),
        db.run(conn, "evaluate/public_events"),
        seconds,
        read_truth(folder),
    )
    conn.close()
    return found


def note(folder: Path) -> dict[str, Any]:
    """What a simulation says of itself, beside its truth."""
    for place in (folder, folder.parent):
        if (file := place / "SYNTHETIC.json").is_file():
            return dict(json.loads(file.read_text(encoding="utf-8")))
    raise SystemExit(f"{folder} is not the truth of a simulation: no SYNTHETIC.json beside it.")


def merged(hot: np.ndarray, expected: np.ndarray, surprise: np.ndarray) -> Iterator[Window]:
    """Runs of hours that are hot, with what was expected in them."""
    edges = np.flatnonzero(np.diff(np.r_[0, hot.astype(int), 0]))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(first), int(end), float(expected[first:end].sum()), surprise[first:end].max()


def z_score(counts: np.ndarray) -> Iterator[Window]:
    expected = np.full(len(counts), counts.mean())
    z = (counts - expected) / max(counts.std(), 1e-9)
    return merged(z > 3, expected, z)


def z_score_rolling(counts: np.ndarray) -> Iterator[Window]:
    """Against the 7 days before, the hour itself left out; the first day is not judged."""
    before = pd.Series(counts).shift(1).rolling(168, min_periods=24)
    expected = before.mean().fillna(counts.mean()).to_numpy()
    spread = np.maximum(before.std().fillna(np.inf).to_numpy(), 1e-9)
    z = (counts - expected) / spread
    return merged(z > 3, expected, z)


def z_score_weekly(counts: np.ndarray) -> Iterator[Window]:
    """Against the same hour of all weeks."""
    hours = pd.Series(counts).groupby(np.arange(len(counts)) % 168)
    expected = hours.transform("mean").to_numpy()
    z = (counts - expected) / np.maximum(hours.transform("std").fillna(np.inf).to_numpy(), 1e-9)
    return merged(z > 3, expected, z)


def states(counts: np.ndarray, rates: np.ndarray, gamma: float) -> np.ndarray:
    """Kleinberg's automaton: the cheapest sequence of states, by Viterbi.

    A state costs what the count is unlikely at its rate; climbing costs gamma ln n per step,
    falling nothing.
    """
    cost = rates[None, :] - counts[:, None] * np.log(rates)[None, :]  # -ln Poisson, up to n!
    level = np.arange(len(rates))
    climb = gamma * np.log(len(counts)) * np.maximum(level[None, :] - level[:, None], 0)
    total = climb[0] + cost[0]
    came = np.zeros((len(counts), len(rates)), dtype=int)
    for hour in range(1, len(counts)):
        paths = total[:, None] + climb
        came[hour] = paths.argmin(axis=0)
        total = paths.min(axis=0) + cost[hour]
    path = np.empty(len(counts), dtype=int)
    path[-1] = total.argmin()
    for hour in range(len(counts) - 1, 0, -1):
        path[hour - 1] = came[hour, path[hour]]
    return path


def kleinberg(counts: np.ndarray, *, levels: int = 2, least: int = 1) -> Iterator[Window]:
    """Runs in state ``least`` or above; scored by their weight, the cost they save."""
    rates = max(counts.mean(), 1e-9) * 2.0 ** np.arange(levels)
    path = states(counts, rates, gamma=1.0)
    saved = counts * np.log(rates[path] / rates[0]) - (rates[path] - rates[0])
    expected = np.full(len(counts), rates[0])
    for first, end, usual, _ in merged(path >= least, expected, saved):
        yield first, end, usual, float(saved[first:end].sum())


def pelt(counts: np.ndarray, *, own_variance: bool = False) -> Iterator[Window]:
    stable = 2 * np.sqrt(counts + 3 / 8)
    variance = max(float(np.var(np.diff(stable))) / 2, 1.0) if own_variance else 1.0
    model = ruptures.KernelCPD(kernel="linear", min_size=1).fit(stable.reshape(-1, 1))
    ends = model.predict(pen=2 * variance * np.log(len(counts)))
    lengths = np.diff([0, *ends])
    means = np.repeat(np.add.reduceat(counts, [0, *ends[:-1]]) / lengths, lengths)
    expected = np.full(len(counts), np.median(counts))
    return merged(means > 2 * expected, expected, means)


METHODS: dict[str, Callable[[np.ndarray], Iterator[Window]]] = {
    "z-score of hours": z_score,
    "z-score, 7 days before": z_score_rolling,
    "z-score, hour of the week": z_score_weekly,
    "Kleinberg, two states": kleinberg,
    "Kleinberg, four times the mean": lambda counts: kleinberg(counts, levels=6, least=2),
    "PELT, BIC": pelt,
    "PELT, BIC, variance from the data": lambda counts: pelt(counts, own_variance=True),
}


def reported(data: Given, windows: list[Window]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Windows as bursts and their members."""
    created = data.signups["created_at"].to_numpy()
    rows, members = [], []
    for first, end, expected, surprise in windows:
        start_at, end_at = data.first_at + first * HOUR, data.first_at + end * HOUR
        low, high = np.searchsorted(created, [start_at.to_datetime64(), end_at.to_datetime64()])
        if high - low < LEAST:
            continue
        burst_id = f"w{first:06d}"
        rows.append((burst_id, None, start_at, end_at, expected, surprise, None))
        members.append(data.signups.iloc[low:high][["account_id"]].assign(burst_id=burst_id))
    bursts = pd.DataFrame(rows, columns=list(data.bursts.columns))
    return bursts, pd.concat([data.members.iloc[:0], *members], ignore_index=True)


def line(data: Given, method: str, scores: Scores, seconds: float | None) -> tuple[str, ...]:
    told = summary(scores, data.truth)
    precision, has_verdicts = told["median_precision"], scores.bursts["verdict"].notna().any()
    return (
        data.name,
        method,
        f"{told['target_waves_found']} of {told['target_waves']}",
        f"{told['target_waves_noticed']} of {told['target_waves']}",
        "–" if precision is None else f"{precision:.0%}",
        f"{told['decoys_found']} of {told['planted_decoys']}",
        f"{told['bursts_reported']:,}",
        f"{told['bursts_without_cause']:,} ({told['share_without_cause']:.0%})",
        f"{told['called_scripted_without_campaign']:,}" if has_verdicts else "–",
        "–" if seconds is None else f"{seconds:.2f}",
    )


def compare(data: Given) -> Iterator[tuple[str, ...]]:
    whole = score(data.bursts, data.members, data.truth, data.events)
    yield line(data, "Hydrascope", whole, data.seconds)
    among_all = data.bursts[data.bursts["attr_type"].isna()]
    seen = data.members[data.members["burst_id"].isin(among_all["burst_id"])]
    part = score(among_all, seen, data.truth, data.events)
    yield line(data, "Hydrascope, all sign-ups alone", part, None)
    for name, method in METHODS.items():
        begun = time.perf_counter()
        windows = list(method(data.counts))
        seconds = time.perf_counter() - begun
        scores = score(*reported(data, windows), data.truth, data.events)
        yield line(data, name, scores, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="WAREHOUSE TRUTH")
    pairs = parser.parse_args().pairs
    if len(pairs) % 2:
        parser.error("each warehouse needs its truth: WAREHOUSE TRUTH [WAREHOUSE TRUTH …]")
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for warehouse, folder in zip(pairs[::2], pairs[1::2], strict=True):
        for row in compare(given(warehouse, folder)):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
