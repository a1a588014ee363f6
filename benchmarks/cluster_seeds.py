"""Do the clusters hold up on other seeds? One simulation after the other, one row each.

    python -m benchmarks.cluster_seeds FOLDER [--scenarios quiet stealth …] [--scale 0.05]
        [--seeds 1 2 3] [--results FILE] [--keep] [--again]
    python -m benchmarks.cluster_seeds FOLDER --table [--results FILE]

Simulates into FOLDER, imports, scores (`hydrascope/synth/scoring_clusters.py` says what found
means) and adds one JSON line per run to FILE, FOLDER/results.jsonl unless given; a run that
is in it is not made again, so this can be stopped and started. What was simulated and imported
is removed after each run, unless asked to keep it. ``--again`` looks for clusters anew in what
was kept, when the detection has changed; give it a results file of its own. ``--table`` only
prints what there is, as Markdown.

A line also says of every coordinated cluster who is in it, which families speak for it and
which tests made it coordinated.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from hydrascope import db
from hydrascope.synth.scoring_clusters import (
    COORDINATED,
    PROBABLE,
    cluster_summary,
    reported_as,
    score_clusters,
)
from hydrascope.synth.scoring_truth import BACKGROUND, CAMPAIGN, Truth, read_truth
from hydrascope.warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = (
    "quiet", "stealth", "reported-2026", "sparse", "noisy", "blended-50", "blended-25",
    "reported-2026-june", "blended-10", "blended-5",
)  # fmt: skip
HEAD = (
    "scenario",
    "scale",
    "seed",
    "campaigns: recall, precision (clusters)",
    "all: recall",
    "precision",
    "coordinated, no campaign's",
    "decoy accounts flagged",
    "background flagged",
    "seconds",
    "code",
)


def run(*arguments: object) -> None:
    """One of our own commands. Raises RuntimeError with what it said when it fails."""
    command = [sys.executable, "-m", "hydrascope", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[2:])}: {done.stderr[-2000:]}")


DETECT = """
import sys, duckdb
from hydrascope import db
from hydrascope.findings.clusters import detect
with duckdb.connect(sys.argv[1]) as conn:
    conn.execute("set TimeZone = 'UTC'")
    db.script(conn, "warehouse/views")
    db.script(conn, "warehouse/measures")
    detect(conn)
"""


def detect(version: Path) -> float:
    """Look for clusters in a warehouse of this benchmark's own; seconds of wall time."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", DETECT, str(version)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return time.perf_counter() - begun


def has_clusters(version: Path) -> bool:
    """Whether the import looked for clusters."""
    with duckdb.connect(str(version), read_only=True) as conn:
        told = conn.execute(
            "select 1 from duckdb_tables() where table_name = 'cluster_facts'"
        ).fetchall()
        return bool(told) and bool(
            conn.execute("select 1 from cluster_facts where name = 'families'").fetchall()
        )


def one(folder: Path, scenario: str, scale: float, seed: int, again: bool) -> dict[str, Any]:
    """One run, scored."""
    exports, warehouse = folder / "exports", folder / "warehouse"
    if not (exports / "SYNTHETIC.json").is_file():
        shutil.rmtree(exports, ignore_errors=True)
        run("simulate", scenario, "--scale", scale, "--seed", seed, "--out", exports)
    begun = time.perf_counter()
    was_there = (warehouse / "current.json").is_file()
    if not was_there:
        run("import", exports, "--warehouse", warehouse)
    imported = time.perf_counter() - begun
    version, seconds = Warehouse(warehouse).current().path, None
    if (again and was_there) or not has_clusters(version):
        seconds = detect(version)
    told = scored(version, read_truth(exports))
    return {
        "scenario": scenario,
        "scale": scale,
        "seed": seed,
        "code": code(),
        "import_seconds": round(imported, 1),
        "detect_seconds": None if seconds is None else round(seconds, 1),
        **told,
    }


def code() -> str:
    """Which state of the code this is: a commit, with a plus when it was changed since."""
    if (told := ROOT / "CODE").is_file():
        return told.read_text(encoding="utf-8").strip()
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def scored(version: Path, truth: Truth) -> dict[str, Any]:
    with duckdb.connect(str(version), read_only=True) as conn:
        members = db.run(conn, "evaluate/cluster_members")
        scores = score_clusters(db.run(conn, "evaluate/clusters"), members, truth)
        acting = scores.clusters[scores.clusters["kind"] == COORDINATED]
        return {
            **cluster_summary(scores),
            "campaigns": plain(scores.campaigns),
            "others": [
                {**row, "reported_as": reported_as(scores, row["name"])}
                for row in plain(scores.others)
            ],
            "coordinated": [
                {**row, **detail(conn, row["cluster_id"], members, truth)} for row in plain(acting)
            ],
        }


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with null for nothing."""
    told: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return told


def detail(
    conn: duckdb.DuckDBPyConnection, cluster_id: str, members: pd.DataFrame, truth: Truth
) -> dict[str, Any]:
    """Who is in a cluster, what speaks for it, and which tests decided its kind."""
    inside = (members["cluster_id"] == cluster_id) & (members["membership"] == PROBABLE)
    names = truth.accounts.set_index("account_id")["name"]
    actors = members.loc[inside, "account_id"].map(names).fillna(BACKGROUND).value_counts()
    families = conn.execute(
        "select family, round(median_bits, 1) from found_cluster_families where cluster_id = $1"
        " and median_bits >= 2 order by median_bits desc",
        [cluster_id],
    ).fetchall()
    tests = conn.execute(
        "select test, points, value from found_cluster_tests where cluster_id = $1"
        " and points <> 0 order by place",
        [cluster_id],
    ).fetchall()
    return {
        "actors": {str(name): int(number) for name, number in actors.items()},
        "families": dict(families),
        "tests": {test: [points, value] for test, points, value in tests},
    }


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def row(told: dict[str, Any]) -> str:
    campaigns = [
        f"{one['campaign']} {percent(one['recall'])}, {percent(one['precision'])}"
        f" ({one['clusters']})"
        for one in told["campaigns"]
    ]
    decoys = {
        one["name"]: one["flagged"]
        for one in told["others"]
        if one["label"] not in (CAMPAIGN, BACKGROUND) and one["flagged"]
    }
    who = ", ".join(f"{name} {number}" for name, number in decoys.items())
    seconds = told["detect_seconds"] or told["import_seconds"]
    cells = (
        told["scenario"],
        f"{told['scale']:g}",
        told["seed"],
        "; ".join(campaigns) or "–",
        percent(told["cluster_recall"]),
        percent(told["cluster_precision"]),
        f"{told['coordinated_without_campaign']} of {told['coordinated_clusters']}",
        f"{told['decoy_accounts_flagged']}" + (f" ({who})" if who else ""),
        told["background_accounts_flagged"],
        f"{seconds:.0f}",
        told["code"],
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def known(results: Path) -> Iterator[dict[str, Any]]:
    if results.is_file():
        for line in results.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="Work folder; made if it is not there.")
    parser.add_argument("--scenarios", nargs="+", default=list(SCENARIOS))
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--results", type=Path, help="Default: FOLDER/results.jsonl.")
    parser.add_argument("--keep", action="store_true", help="Leave exports and warehouses.")
    parser.add_argument("--again", action="store_true", help="Detect anew in what was kept.")
    parser.add_argument("--table", action="store_true", help="Only print what there is.")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    results = asked.results or asked.folder / "results.jsonl"
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    done = set()
    for told in known(results):
        done.add((told["scenario"], told["scale"], told["seed"]))
        print(row(told))
    todo = [(name, asked.scale, seed) for name in asked.scenarios for seed in asked.seeds]
    for name, scale, seed in [] if asked.table else todo:
        if (name, scale, seed) in done:
            continue
        folder = asked.folder.resolve() / f"{name}-{scale:g}-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            told = one(folder, name, scale, seed, asked.again)
        except RuntimeError as error:
            print(f"{name} {scale:g} seed {seed} failed: {error}", file=sys.stderr, flush=True)
            continue
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
        print(row(told), flush=True)
        if not asked.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
