"""Which method finds the campaigns' accounts, and whom else does it flag?

    python -m benchmarks.cluster_methods WAREHOUSE TRUTH [WAREHOUSE TRUTH …] [--methods ours …]

Every method reads the same warehouse in a process of its own, stopped after ten minutes or at
MEMORY, and says which accounts act as one. What it says is scored with the same code
(`hydrascope/synth/scoring_clusters.py`); one Markdown table. Seconds include reading the
evidence; peak memory is the process's, with all caps tried. Groups of fewer than 8 accounts are
left out, of everybody's.

What was chosen for the others is said atop `benchmarks/cluster_others.py`, and why.

They do not say what is innocent: all they report counts as flagged. *Hydrascope, every kind*
is ours judged like that. *Flagged* and *precision*, *recall* count accounts, whichever group
they are in; *in their own* is recall where an account counts only in a group that belongs to
its campaign, *groups* how many of these there are per campaign.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from benchmarks.burst_methods import note
from benchmarks.cluster_others import METHODS
from hydrascope.synth.scoring_clusters import (
    COORDINATED,
    PROBABLE,
    ClusterScores,
    cluster_summary,
    score_clusters,
)
from hydrascope.synth.scoring_truth import CAMPAIGN, Truth, read_truth
from hydrascope.warehouse.store import Warehouse

SECONDS, MEMORY = 600, 10 * 2**30
HEAD = (
    "data",
    "method",
    "flagged",
    "precision",
    "recall",
    "in their own",
    "groups",
    "decoys",
    "background",
    "seconds",
    "peak MB",
)


def alone(method: str, warehouse: Path, wanted: int, out: Path) -> None:
    """Run one method in this process and write what it says."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    conn = Warehouse(warehouse).connect()
    said = METHODS[method](conn, wanted)
    names = conn.execute("select account_key, account_id from known_accounts").df()
    ids = names.set_index("account_key")["account_id"]
    told = {
        name: {"groups": [ids.loc[part].tolist() for part in groups], "seconds": seconds}
        for name, (groups, seconds) in said.items()
    }
    out.write_text(json.dumps(told), encoding="utf-8")


def apart(method: str, warehouse: Path, wanted: int) -> tuple[dict[str, Any], float]:
    """Run one method in a process of its own: what it wrote, and its peak memory in MB.

    What it wrote is empty but for ``failed`` where it did not finish.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.json"
        command = [sys.executable, "-m", "benchmarks.cluster_methods", str(warehouse), "-",
                   "--alone", method, str(wanted), str(out)]  # fmt: skip
        with (Path(folder) / "log").open("w+") as log:
            child = subprocess.Popen(command, stdout=log, stderr=log)
            peak, begun, why = 0, time.perf_counter(), ""
            while child.poll() is None and not why:
                peak = max(peak, memory(child.pid))
                if time.perf_counter() - begun > SECONDS:
                    why = f"not within {SECONDS} s"
                elif peak > MEMORY:
                    why = f"more than {MEMORY / 2**30:.0f} GB"
                time.sleep(0.05)
            if why:
                child.kill()
                child.wait()
                return {"failed": why}, peak / 2**20
            if child.returncode:
                log.seek(0)
                print(log.read()[-3000:], file=sys.stderr)
                return {"failed": "broke off, see above"}, peak / 2**20
        return json.loads(out.read_text(encoding="utf-8")), peak / 2**20


def memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def judged(groups: list[list[str]], truth: Truth) -> ClusterScores:
    """Everything a method says, as coordinated clusters."""
    rows = [(f"g{number:05d}", COORDINATED, "high") for number in range(len(groups))]
    members = [
        (f"g{number:05d}", account, PROBABLE)
        for number, group in enumerate(groups)
        for account in group
    ]
    return score_clusters(
        pd.DataFrame(rows, columns=["cluster_id", "kind", "confidence"], dtype="str"),
        pd.DataFrame(members, columns=["cluster_id", "account_id", "membership"], dtype="str"),
        truth,
    )


def line(groups: list[list[str]], truth: Truth) -> tuple[str, ...]:
    """The cells between the method's name and its time."""
    scores = judged(groups, truth)
    told = cluster_summary(scores)
    flagged = {account for group in groups for account in group}
    theirs = set(truth.accounts.loc[truth.accounts["label"] == CAMPAIGN, "account_id"])
    hit = len(flagged & theirs)
    per_campaign = scores.campaigns["clusters"].tolist()
    return (
        f"{len(flagged):,}",
        f"{hit / len(flagged):.1%}" if flagged else "–",
        f"{hit / len(theirs):.1%}" if theirs else "–",
        f"{told['cluster_recall']:.1%}" if theirs else "–",
        ", ".join(map(str, per_campaign)) or "–",
        f"{told['decoy_accounts_flagged']:,}",
        f"{told['background_accounts_flagged']:,}",
    )


def best(said: dict[str, Any], truth: Truth) -> dict[str, Any]:
    """Of what differs in its cap alone, that which does best."""
    theirs = set(truth.accounts.loc[truth.accounts["label"] == CAMPAIGN, "account_id"])

    def quality(name: str) -> float:
        flagged = {account for group in said[name]["groups"] for account in group}
        return 2 * len(flagged & theirs) / max(len(flagged) + len(theirs), 1)

    chosen: dict[str, str] = {}
    for name in said:
        same = name.partition(", cap ")[0]
        if same not in chosen or quality(name) > quality(chosen[same]):
            chosen[same] = name
    return {name: said[name] for name in chosen.values()}


def compare(warehouse: Path, folder: Path, methods: list[str]) -> Iterator[tuple[str, ...]]:
    about, truth = note(folder), read_truth(folder)
    data = f"{about['scenario']} {about['scale']:g} seed {about['seed']}"
    wanted = int((truth.accounts["label"] == CAMPAIGN).sum())
    for method in methods:
        told, peak = apart(method, warehouse, wanted)
        if "failed" in told:
            yield (data, method, told["failed"], *["–"] * 7, f"{peak:,.0f}")
            continue
        for name, said in best(told, truth).items():
            cells = line(said["groups"], truth)
            yield (data, name, *cells, f"{said['seconds']:.1f}", f"{peak:,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="WAREHOUSE TRUTH")
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        alone(asked.alone[0], asked.pairs[0], int(asked.alone[1]), Path(asked.alone[2]))
        return
    if len(asked.pairs) % 2:
        parser.error("each warehouse needs its truth: WAREHOUSE TRUTH [WAREHOUSE TRUTH …]")
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for warehouse, folder in zip(asked.pairs[::2], asked.pairs[1::2], strict=True):
        for row in compare(warehouse, folder, asked.methods):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
