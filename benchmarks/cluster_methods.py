"""Which method finds the campaigns' accounts, and whom else does it flag?

    python -m benchmarks.cluster_methods WAREHOUSE TRUTH [WAREHOUSE TRUTH …] [--methods ours …]

Every method reads the same warehouse in a process of its own, stopped after ten minutes or at
MEMORY, and says which accounts act as one. What it says is scored with the same code
(`hydrascope/synth/scoring_clusters.py`); one Markdown table. Seconds include reading the
evidence; peak memory is the process's, with all caps tried. Groups of fewer than 8 accounts are
left out, of everybody's.

What was chosen for the others, so that each does what it can:

* *connected components* of accounts that share a value of few accounts: of the identifiers
  at sign-up (card, phone, mail name, address, prefix), and of everything accounts show, the
  templates and hours of sign-up included. Values of more than ``cap`` accounts are left out,
  for each of CAPS; the cap printed is the one that does best on this very truth (harmonic mean
  of precision and recall): nobody could choose it so well;
* *Leiden* (graspologic, resolution 1) likewise: the bipartite graph of accounts and values
  projected on accounts, an edge of weight 1 between any two that share a value; the cap is
  needed, as a value of n accounts makes n²/2 edges;
* *Splink 5* on DuckDB as its documentation sets it up: one row per account with what it signed
  up with, the prefix, client and TLS fingerprint it asked from most, and its 20 rarest
  templates; exact match with term-frequency adjustment, templates by size of the overlap;
  blocked on each identifier and on the rarest templates; the prior from the card, u from random
  pairs, m by EM on three different blockings; clusters of the pairs at 0.95 and at 0.99;
* *volume*: as many accounts as the campaigns have, those with the most requests. It is told
  that number, which nobody knows beforehand.

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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import graspologic_native
import numpy as np
import pandas as pd
import psutil
from scipy import sparse

from benchmarks.burst_methods import note
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.settings import Settings
from hydrascope.findings.clusters import look
from hydrascope.findings.reading import read_evidence
from hydrascope.synth.scoring_clusters import (
    COORDINATED,
    PROBABLE,
    ClusterScores,
    cluster_summary,
    score_clusters,
)
from hydrascope.synth.scoring_truth import CAMPAIGN, Truth, read_truth
from hydrascope.warehouse.store import Warehouse

LEAST = 8
CAPS = (3, 5, 10, 20, 50, 100)
SECONDS, MEMORY = 600, 10 * 2**30
IDENTIFIERS = ("payment", "phone", "email_norm", "address", "prefix")
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
Groups = list[np.ndarray]  # account keys
Said = dict[str, tuple[Groups, float]]  # and the seconds it took


def ours(conn: duckdb.DuckDBPyConnection, _: int) -> Said:
    begun = time.perf_counter()
    evidence, found, _ = look(conn, Settings())
    seconds = time.perf_counter() - begun
    acting = [one for one in found.clusters if one.kind.kind == COORDINATED]
    return {
        "Hydrascope": ([evidence.keys[one.members] for one in acting], seconds),
        "Hydrascope, every kind": ([evidence.keys[one.members] for one in found.clusters], seconds),
    }


def shared(evidence: Evidence, attrs: tuple[str, ...] | None, cap: int) -> sparse.csr_array:
    """Accounts × values of at most so many accounts, of some attributes or of all."""
    wanted = np.array([attrs is None or name in attrs for name in evidence.attrs])
    kept = wanted[evidence.attr] & (evidence.users <= cap)
    return evidence.shows[:, np.flatnonzero(kept)]


def capped(
    conn: duckdb.DuckDBPyConnection, name: str, group_of: Callable[[sparse.csr_array], np.ndarray]
) -> Said:
    """What a grouping of accounts by shared values says, with each cap."""
    begun = time.perf_counter()
    evidence, _ = read_evidence(conn)
    reading, said = time.perf_counter() - begun, {}
    for values, attrs in (("identifiers", IDENTIFIERS), ("all values", None)):
        for cap in CAPS:
            begun = time.perf_counter()
            group = group_of(shared(evidence, attrs, cap))
            parts = pd.Series(evidence.keys).groupby(group)
            groups = [part.to_numpy() for _, part in parts if len(part) >= LEAST]
            seconds = reading + time.perf_counter() - begun
            said[f"{name}, {values}, cap {cap}"] = (groups, seconds)
    return said


def components(conn: duckdb.DuckDBPyConnection, _: int) -> Said:
    def group_of(shows: sparse.csr_array) -> np.ndarray:
        both = sparse.block_array([[None, shows], [shows.T, None]], format="csr")
        return sparse.csgraph.connected_components(both, directed=False)[1][: shows.shape[0]]

    return capped(conn, "connected components", group_of)


def leiden(conn: duckdb.DuckDBPyConnection, _: int) -> Said:
    def group_of(shows: sparse.csr_array) -> np.ndarray:
        graph = sparse.csr_array(shows @ shows.T)
        graph.setdiag(0)
        graph.eliminate_zeros()
        graph.sort_indices()
        begins, places = graph.indptr.astype(np.int64), graph.indices.astype(np.int32)
        accounts = shows.shape[0]
        _, found = graspologic_native.leiden_csr(
            begins, places, np.ones(graph.nnz), accounts, resolution=1.0, seed=1
        )
        return np.array([found.get(place, -1 - place) for place in range(accounts)])

    return capped(conn, "Leiden", group_of)


RECORDS = """
with clients as (
    select account_key, mode(user_agent_original) as agent, mode(tls_ja4) as seen_ja4,
        mode(address_key) as address_key
    from fact_requests group by account_key
), used as (
    select distinct account_key, prompt_template_hash as template from fact_requests
    where prompt_template_hash is not null
), counted as (
    select *, count(*) over (partition by template) as users from used
), few as (
    select account_key, list(template::varchar order by users, template)[:20] as templates
    from counted where users between 2 and 100 group by account_key
)
select known.account_key as unique_id, payment_fingerprint_hash as payment,
    phone_hash as phone, email_norm_hash as email_norm, email_domain, email_pattern, org_id as org,
    signup_address_hash as address, signup_prefix_hash as prefix, signup_asn::varchar as asn,
    coalesce(agent, signup_user_agent) as agent, coalesce(seen_ja4, signup_tls_ja4) as ja4,
    addresses.client_prefix_hash as seen_prefix, templates,
    templates[1] as template_1, templates[2] as template_2
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join clients on known.account_key = clients.account_key
left join addresses on clients.address_key = addresses.address_key
left join few on known.account_key = few.account_key
where known.account_id <> '(unknown)'
"""


def splink(conn: duckdb.DuckDBPyConnection, _: int) -> Said:
    import splink.comparison_library as library
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begun = time.perf_counter()
    records = conn.execute(RECORDS).to_arrow_table()
    known = {name for name in records.column_names if records[name].null_count < len(records)}
    exact = [
        "payment", "phone", "email_norm", "email_domain", "email_pattern", "org", "address",
        "prefix", "asn", "agent", "ja4", "seen_prefix",
    ]  # fmt: skip
    comparisons = [
        library.ExactMatch(name).configure(term_frequency_adjustments=True)
        for name in exact
        if name in known
    ]
    if "templates" in known:
        comparisons.append(library.ArrayIntersectAtSizes("templates", [5, 2, 1]))
    blocks = ["payment", "phone", "email_norm", "address", "prefix", "seen_prefix", "template_1",
              "template_2"]  # fmt: skip
    rules = [block_on(name) for name in blocks if name in known]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI(connection=":memory:")
    linker = Linker(api.register(records) if hasattr(api, "register") else records, settings)
    linker.training.estimate_probability_two_random_records_match(rules[:1], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for name in ("payment", "prefix", "template_1"):
        if name in known:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(name))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    said = {}
    for threshold in (0.95, 0.99):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        ).as_pandas_dataframe()
        parts = clusters.groupby("cluster_id")["unique_id"]
        groups = [part.to_numpy() for _, part in parts if len(part) >= LEAST]
        said[f"Splink, {threshold}"] = (groups, time.perf_counter() - begun)
    return said


def volume(conn: duckdb.DuckDBPyConnection, wanted: int) -> Said:
    begun = time.perf_counter()
    found = conn.execute(
        "select account_key from account_totals inner join known_accounts using (account_key)"
        " where account_id <> '(unknown)' order by requests desc, account_key limit $1",
        [wanted],
    ).fetchnumpy()["account_key"]
    return {"most requests": ([found], time.perf_counter() - begun)}


METHODS: dict[str, Callable[[duckdb.DuckDBPyConnection, int], Said]] = {
    "ours": ours,
    "components": components,
    "leiden": leiden,
    "splink": splink,
    "volume": volume,
}


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
