"""LiteLLM's usage page, exported as CSV: one row per day and team (or tag, customer, …).

Daily sums, so every row is a bucket. The file with a column ``Model`` repeats the entity's
total for every model (the code that writes it adds up the same keys each time): its rows of
one day and entity are one row here, the others count as duplicates, and no model is kept.
Spend is rounded to four decimals and has thousands separators.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

# The first label is what was asked for; its column of ids is called after it.
_ENTITIES = ("Team", "Tag", "Organization", "Customer", "Agent", "User", "Key")
_ID = first_of(*(f'"{name} ID"' for name in _ENTITIES))

_FACTS = Facts(
    vendor="LiteLLM",
    files="CSV of the usage page: `Date,Team,Team ID,[Model,]Spend ($),Requests,…`",
    clock="days, UTC",
    fixture="litellm/usage-daily.csv",
    sample="schema",
    basis="code",
    units="tokens per day, US dollars rounded to four decimals",
    missing=("single requests: every row is a day", "models, even where the file has them"),
    warning="rows are sums of a day, rounded to a hundredth of a cent",
)


def _usage(anchors: tuple[str, ...], absent: tuple[str, ...] = ()) -> Source:
    return Source(
        name="litellm_usage",
        label="LiteLLM usage export (daily sums)",
        facts=_FACTS,
        table="requests",
        anchors=anchors,
        absent=absent,
        fields=(
            "Date",
            *(f"{name} ID" for name in _ENTITIES),
            "Spend ($)",
            "Requests",
            "Total Tokens",
            "Prompt Tokens",
            "Completion Tokens",
        ),
        time='"Date"',
        derived=(("day_at", 'instant("Date")'),),
        rejects=(("a day without requests", 'coalesce(to_count("Requests"), 0) = 0'),),
        account_chain=(
            ("api_key", '"Key ID"'),
            ("user", '"User ID"'),
            ("end_user", '"Customer ID"'),
            ("org", first_of('"Team ID"', '"Organization ID"')),
            ("tag", first_of('"Tag ID"', '"Agent ID"')),
        ),
        columns={
            "request_id": f"\"Date\" || ':' || coalesce({_ID}, '')",
            "ts": '"day_at"',
            "ts_end": '"day_at" + interval 1 day',
            "row_grain": "'bucket'",
            "request_count": 'to_count("Requests")',
            "user_id": '"User ID"',
            "end_user_id": '"Customer ID"',
            "api_key_id": '"Key ID"',
            "org_id": first_of('"Team ID"', '"Organization ID"'),
            "gen_ai_usage_input_tokens": 'to_count("Prompt Tokens")',
            "gen_ai_usage_output_tokens": 'to_count("Completion Tokens")',
            "cost_usd": 'to_money("Spend ($)")',
        },
    )


SOURCES = (
    _usage(
        ("Date", "Spend ($)", "Requests", "Successful Requests", "Failed Requests", "Total Tokens")
    ),
    _usage(("Date", "Model", "Spend ($)", "Requests", "Successful", "Failed", "Total Tokens")),
)
