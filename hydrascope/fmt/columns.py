"""How each table column reads: its heading, its kind, and what it means."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """How a table column reads: its heading, its kind, and what it means."""

    label: str
    kind: str = "text"
    meaning: str = ""


COLUMNS: dict[str, Shown] = {
    "pseudonym": Shown("Account", meaning="Stable short name; the id itself is not shown."),
    "requests": Shown("Requests", "count"),
    "request_count": Shown("Requests", "count", "Above 1 where one row stands for a bucket."),
    "before_requests": Shown("Requests before", "count", "In the period compared with."),
    "input_tokens": Shown("Input tokens", "count"),
    "output_tokens": Shown("Output tokens", "count"),
    "gen_ai_usage_input_tokens": Shown("Input tokens", "count"),
    "gen_ai_usage_output_tokens": Shown("Output tokens", "count"),
    "cost_usd": Shown("Cost, USD", "usd", "As the source reports it; empty where it has none."),
    "place": Shown("Place", "count", "1 = the largest rise."),
    "amount": Shown("In the range", "count", "Requests, tokens or USD, as chosen above."),
    "before_amount": Shown("Before", "count", "In the period compared with, as it was."),
    "expected_amount": Shown("Expected", "count", "The period before, scaled to the same length."),
    "excess": Shown("Excess", "count", "In the range, less what was expected."),
    "share_of_amount": Shown("Share of all", "percent", "Part of everything in the range."),
    "active_accounts": Shown("Active accounts", "count", "Accounts with requests."),
    "mean_per_account": Shown("Mean per account", "count"),
    "median_per_account": Shown("Median per account", "count"),
    "requests_since": Shown("Requests since", "count", "From the release to the window's end."),
    "share_after_day": Shown(
        "Share in 24 h", "percent", "New model's share of the first 24 hours."
    ),
    "hours_to_quarter": Shown("Hours to 25%", "count", "First hour whose last six reached 25%."),
    "hours_to_half": Shown("Hours to 50%", "count", "First hour whose last six reached 50%."),
    "times_background": Shown("Times all", "count", "Share in 24 h over that of all requests."),
    "error_share": Shown("Error share", "percent", "Share of requests that were not ok."),
    "requests_change": Shown("Change", "count", "Requests more than before, or fewer."),
    "series": Shown("Value"),
    "new_accounts": Shown("Sign-ups", "count"),
    "tokens": Shown("Tokens", "count", "Input and output tokens."),
    "silent_hours": Shown("Silent hours", "count", "Hours without a request in between."),
    "longest_gap_at": Shown("Longest gap from, UTC", "time"),
    "longest_gap_h": Shown("Longest gap, hours", "count"),
    "files": Shown("Files", "count"),
    "reasons": Shown("Why rejected"),
    "other_accounts": Shown("Other accounts with it", "count"),
    "share_of_requests": Shown("Share of requests", "percent"),
    "http_response_status_code": Shown("HTTP status"),
    "client_prefix_hash": Shown("Client network"),
    "request_id": Shown("Request id"),
    "source_file": Shown("Source file"),
    "source_line": Shown("Source line", "count"),
    "event_type": Shown("Event"),
    "event_label": Shown("Label"),
    "share_of_excess": Shown("Share of change", "percent", "Part of the total change it makes."),
    "created_at": Shown("Signed up, UTC", "time"),
    "first_request_at": Shown("First request, UTC", "time"),
    "last_request_at": Shown("Last request, UTC", "time"),
    "first_at": Shown("First record, UTC", "time"),
    "last_at": Shown("Last record, UTC", "time"),
    "first_seen": Shown("First seen, UTC", "time"),
    "last_seen": Shown("Last seen, UTC", "time"),
    "imported_at": Shown("Imported, UTC", "time"),
    "bucket_at": Shown("Time, UTC", "time"),
    "ts": Shown("Time, UTC", "instant"),
    "signup_country": Shown("Sign-up country"),
    "gen_ai_request_model": Shown("Model asked for"),
    "gen_ai_provider_name": Shown("Provider"),
    "geo_country_iso_code": Shown("Country"),
    "user_agent_original": Shown("Client"),
    "task_category": Shown("Task"),
    "prompt_template_hash": Shown("Template"),
    "duration_ms": Shown("Duration, ms", "count"),
    "rank": Shown("Rank", "count", "1 = the most surprising burst."),
    "signups": Shown(
        "Sign-ups around it",
        "bars",
        "All sign-ups from one burst length before to one after; inside an attribute, its own"
        " sign-ups from start to end.",
    ),
    "burst_start_at": Shown("From, UTC", "time", "First sign-up."),
    "lasts": Shown("Lasts"),
    "burst_among": Shown("Among", meaning="All sign-ups, or those sharing one attribute value."),
    "burst_top": Shown("Most shared", meaning="The most over-represented value, and who has it."),
    "burst_said": Shown("Explained", meaning="What a person said: these rows are grey."),
    "accounts": Shown("Accounts", "count"),
    "expected_accounts": Shown("Expected sign-ups", "decimal", "At that time of the week."),
    "score": Shown("Surprise, bits", "decimal", "Each bit halves what chance would show."),
    "common_accounts": Shown("Accounts in both", "count"),
    "later_requests": Shown("Requests since", "count", "By its accounts, in all the data."),
    "still_active": Shown("Still active", "count", "Not banned, asked in the data's last week."),
    "banned_accounts": Shown("Banned since", "count", "Accounts of it banned since."),
    "shared_values": Shown("Shared values", "count", "Over-represented values it shows."),
    "cluster": Shown("Cluster", meaning="Stable short name."),
    "cluster_kind": Shown("What it looks like"),
    "cluster_change": Shown("Change", meaning="Requests against the period before."),
    "cluster_families": Shown("Families", "count", "Independent kinds of evidence for it."),
    "share": Shown("Share", "percent"),
    "other_share": Shown("Share, other", "percent", "Of the other's members."),
    "membership": Shown("Member"),
    "match_weight": Shown("Bits", "decimal", "For the account being one of the cluster."),
    "other_membership": Shown("Member, other"),
    "other_match_weight": Shown("Bits, other", "decimal", "For it being one of the other."),
    "explained_by": Shown("What else it could be"),
    "fell_at": Shown("Fell at"),
    "reason": Shown("Why"),
    "signed_up_at": Shown("Signed up, UTC", "instant"),
    "email_domain": Shown("Mail domain"),
    "wave": Shown("Wave", "count"),
    "attr_type": Shown("Attribute"),
    "attr_value": Shown("Value"),
    "n_obs": Shown("Seen", "count", "How often it was observed."),
    "rows_read": Shown("Rows read", "count"),
    "rows_loaded": Shown("Loaded", "count"),
    "rows_duplicate": Shown("Duplicate", "count"),
    "rows_rejected": Shown("Rejected", "count"),
    "file_name": Shown("File"),
    "table_name": Shown("Table"),
}


def column(name: str) -> Shown:
    """How a column reads; one nobody described is its own name in words."""
    return COLUMNS.get(name) or Shown(name.replace("_", " ").capitalize())
