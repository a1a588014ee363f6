"""The methods that `benchmarks/cluster_methods.py` compares: each says which accounts act as one.

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
  pairs, m by EM on three different blockings; clusters of the pairs at 0.95 and at 0.99.
  Attributes no two accounts share are left out, as they cannot be trained;
* *volume*: as many accounts as the campaigns have, those with the most requests. It is told
  that number, which nobody knows beforehand.
"""

import time
from collections.abc import Callable

import duckdb
import graspologic_native
import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.settings import Settings
from hydrascope.findings import kept
from hydrascope.findings.clusters import look
from hydrascope.findings.reading import read_evidence
from hydrascope.synth.scoring_clusters import COORDINATED

LEAST = 8
CAPS = (3, 5, 10, 20, 50, 100)
IDENTIFIERS = ("payment", "phone", "email_norm", "address", "prefix")
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
    evidence, _ = read_evidence(conn, kept.prepare(conn))
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


def is_shared(column: pa.ChunkedArray) -> bool:
    """Whether two records agree on it at all; what they never do cannot be trained."""
    told = column.drop_null()
    if pa.types.is_list(column.type):
        return len(told) > 0
    return len(told.unique()) < len(told)


def splink(conn: duckdb.DuckDBPyConnection, _: int) -> Said:
    import splink.comparison_library as library
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begun = time.perf_counter()
    records = conn.execute(RECORDS).to_arrow_table()
    known = {name for name in records.column_names if is_shared(records[name])}
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
