"""What a text of one's own may name. Anything else of a version is out of reach."""

import hashlib
import hmac
import re

# What people read about first, in the order a schema browser shows it.
FRIENDLY = (
    *("requests", "accounts", "account_attributes", "account_aliases", "events"),
    *("bursts", "burst_accounts", "clusters", "cluster_accounts", "links"),
)
# What the queries behind the pages read: rollups, stored tables, what detection found.
STORED = (
    *("cells", "cells_day", "cells_hour", "segments"),
    *("account_cells", "account_day", "account_hour", "account_totals", "account_details"),
    *("account_attributes_raw", "known_accounts", "addresses", "fact_requests"),
    *("dataset_facts", "import_files", "import_rejects", "import_notices"),
    *("detection_facts", "found_signup_hours", "found_bursts", "found_burst_accounts"),
    *("found_burst_values", "found_burst_diversity", "found_burst_reasons"),
    *("found_burst_cohorts", "cluster_facts", "found_clusters", "found_cluster_accounts"),
    *("found_cluster_evidence", "found_cluster_families", "found_cluster_values"),
    *("found_cluster_shows", "found_cluster_tests", "found_successions", "found_cluster_days"),
    *("found_cluster_hours", "found_cluster_mix", "found_cluster_candidates"),
    *("found_cluster_filters", "found_links"),
    *("cells_estimated", "overlap_days", "fact_set_aside", "requests_set_aside"),
    *("prices", "primary_sources", "source_days", "cost_report_days"),
)
MACROS = (
    *("account_cells_between", "chosen_segments", "signed_up"),
    *("judged_members", "counted_members", "strongest_values"),
    *("is_in_window", "measure_value", "measured_requests", "estimated_share"),
)
PUBLISHED = (*FRIENDLY, *STORED, *MACROS)

# What stands in for a table: {data} is the version. Queries of pages ask for rowid, which a view
# has only where it says so.
_SHORT = re.compile(r"\{short:(\w+)\}")
REVEALED = {"fact_requests": "select *, rowid from {data}.fact_requests"}
_NAMED = {
    "known_accounts": """
        select * replace (if(account_id = '(unknown)', account_id, pseudonym) as account_id)
        from {data}.known_accounts
    """,
    "events": """
        select * exclude (pseudonym)
            replace (coalesce(pseudonym, {short:account_id}) as account_id)
        from {data}.events
        left join (select account_id, pseudonym from {data}.known_accounts) using (account_id)
    """,
    "account_aliases": """
        select * exclude (pseudonym) replace (
            coalesce(pseudonym, {short:account_id}) as account_id,
            {short:id_value} as id_value
        )
        from {data}.account_aliases
        left join (select account_id, pseudonym from {data}.known_accounts) using (account_id)
    """,
    "fact_requests": """
        select * replace (
            {short:user_id} as user_id,
            {short:end_user_id} as end_user_id,
            {short:api_key_id} as api_key_id
        ), rowid
        from {data}.fact_requests
    """,
    "fact_set_aside": """
        select * replace (
            {short:user_id} as user_id,
            {short:end_user_id} as end_user_id,
            {short:api_key_id} as api_key_id
        )
        from {data}.fact_set_aside
    """,
}


def named(secret: bytes) -> dict[str, str]:
    """Tables with short names in place of ids of accounts, users and keys.

    An account has the name pages give it; other ids get one made with a secret of the
    installation (not the one of its hashes), so that nobody can try ids out.
    """
    salt = hmac.new(secret, b"short names in SQL", hashlib.sha256).hexdigest()[:32]
    return {
        table: _SHORT.sub(rf"'id-' || left(sha256('{salt}' || \1), 12)", query)
        for table, query in _NAMED.items()
    }
