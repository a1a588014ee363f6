"""What does each family of evidence contribute? The search without it, scored the same.

    python -m benchmarks.cluster_ablation WAREHOUSE TRUTH [WAREHOUSE TRUTH …]
        [--without payment network …]

Looks for clusters in a warehouse with everything, then without one family at a time, each in a
process of its own, and prints a Markdown table: recall and precision per campaign (and into
how many clusters it was broken), and whom else it flags. `hydrascope/synth/scoring_clusters.py`
says what these mean. Nothing is written into the warehouse.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.burst_methods import note
from benchmarks.cluster_seeds import percent
from hydrascope.clusters.evidence import FAMILIES
from hydrascope.clusters.settings import Settings
from hydrascope.findings.clusters import look
from hydrascope.synth.scoring_clusters import PROBABLE, cluster_summary, score_clusters
from hydrascope.synth.scoring_truth import read_truth
from hydrascope.warehouse.store import Warehouse

ALL = "nothing"
HEAD = (
    "data",
    "without",
    "campaigns: recall, precision (clusters)",
    "all: recall",
    "precision",
    "decoys",
    "background",
    "seconds",
)


def alone(warehouse: Path, folder: Path, family: str) -> dict[str, Any]:
    """Look and score in this process."""
    conn = Warehouse(warehouse).connect()
    begun = time.perf_counter()
    without = () if family == ALL else (family,)
    evidence, found, _ = look(conn, Settings(without=without))
    seconds = time.perf_counter() - begun
    names = conn.execute("select account_key, account_id from known_accounts").df()
    ids = names.set_index("account_key")["account_id"]
    rows = [(f"c{n}", one.kind.kind, one.kind.confidence) for n, one in enumerate(found.clusters)]
    members = [
        (f"c{n}", account, PROBABLE)
        for n, one in enumerate(found.clusters)
        for account in ids.loc[evidence.keys[one.members]]
    ]
    scores = score_clusters(
        pd.DataFrame(rows, columns=["cluster_id", "kind", "confidence"], dtype="str"),
        pd.DataFrame(members, columns=["cluster_id", "account_id", "membership"], dtype="str"),
        read_truth(folder),
    )
    campaigns = scores.campaigns.astype(object).where(scores.campaigns.notna(), None)
    return {
        "seconds": seconds,
        "campaigns": campaigns.to_dict("records"),
        **cluster_summary(scores),
    }


def apart(warehouse: Path, folder: Path, family: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.cluster_ablation", str(warehouse), str(folder),
               "--alone", family]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"without {family}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))


def compare(warehouse: Path, folder: Path, families: list[str]) -> Iterator[tuple[str, ...]]:
    about = note(folder)
    data = f"{about['scenario']} {about['scale']:g} seed {about['seed']}"
    for family in [ALL, *families]:
        told = apart(warehouse, folder, family)
        campaigns = [
            f"{one['campaign']} {percent(one['recall'])}, {percent(one['precision'])}"
            f" ({one['clusters']})"
            for one in told["campaigns"]
        ]
        yield (
            data,
            family,
            "; ".join(campaigns) or "–",
            percent(told["cluster_recall"]),
            percent(told["cluster_precision"]),
            f"{told['decoy_accounts_flagged']:,}",
            f"{told['background_accounts_flagged']:,}",
            f"{told['seconds']:.0f}",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="WAREHOUSE TRUTH")
    parser.add_argument("--without", nargs="+", default=list(FAMILIES), metavar="FAMILY")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if len(asked.pairs) % 2:
        parser.error("each warehouse needs its truth: WAREHOUSE TRUTH [WAREHOUSE TRUTH …]")
    if asked.alone:
        print(json.dumps(alone(asked.pairs[0], asked.pairs[1], asked.alone)))
        return
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for warehouse, folder in zip(asked.pairs[::2], asked.pairs[1::2], strict=True):
        for row in compare(warehouse, folder, asked.without):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
