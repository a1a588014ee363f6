"""What a text of one's own may name. Anything else of a version is out of reach."""

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
)
MACROS = (
    *("account_cells_between", "chosen_segments", "signed_up"),
    *("is_in_window", "measure_value", "measured_requests"),
)
PUBLISHED = (*FRIENDLY, *STORED, *MACROS)
