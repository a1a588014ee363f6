"""What each page cannot show with the data at hand, and which export would mend that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from hydrascope import fmt

# Known for less than this share counts as known in part.
PART = 0.995

# A file may have part of what the dataset is asked for as a whole.
_IN_A_FILE = {"tokens": "output tokens"}


@dataclass(frozen=True)
class Need:
    """A field, the column of a batch that carries it, what fails without it, and the cure."""

    field: str
    column: str
    pages: str
    lost: str
    mend: str


GATEWAY = "a gateway's request log (LiteLLM spend logs, Helicone, Langfuse, OTLP spans)"
PEOPLE = "an account export (LiteLLM user table, Auth0, Okta, Clerk, Firebase …)"
NEEDS = (
    Need("account", "account_id", "every page", "who asked: accounts cannot be told apart",
         "a log with a user, key or organisation in it, or an alias file"),
    Need("sign-up time", "created_at", "Account bursts",
         "sign-ups; the first request stands in for them", PEOPLE),
    Need("model", "gen_ai_request_model", "Query volumes, Model switch",
         "what was asked of which model", GATEWAY),
    Need("tokens", "gen_ai_usage_output_tokens", "Overview, Query volumes, One cluster",
         "tokens, and the shape of answers", "a log with token counts"),
    Need("cost", "cost_usd", "Overview, Query volumes, One cluster, Briefing", "money",
         "a log with cost, or a price table"),
    Need("country", "geo_country_iso_code", "Query volumes, filter by country", "where from",
         "an edge log, an OpenAI audit log, or sign-up countries in an account export"),
    Need("status", "status", "Query volumes, Requests", "refused and failed requests", GATEWAY),
    Need("task", "task_category", "Query volumes, One cluster", "what the requests were for",
         "a log with prompts: only hashes and a category are kept of them"),
    Need("plan", "plan", "filter by plan", "price plans", PEOPLE),
    Need("provider", "gen_ai_provider_name", "filter by provider", "who served the model", GATEWAY),
    Need("client", "user_agent_original", "filter by client", "with what program",
         "a log with user agents"),
    Need("network address", "client_address", "Cluster timeline, One cluster",
         "links by network; clusters rest on fewer families of evidence",
         "a gateway or proxy log with client addresses, or an OpenAI audit log"),
    Need("prompt template", "prompt_template_hash", "Cluster timeline, One cluster",
         "links by shared templates, and template concentration",
         "a log with prompts (LiteLLM with prompt storage, Bedrock with bodies)"),
    Need("client string", "user_agent_original", "Cluster timeline, One cluster",
         "links by client", "a log with user agents"),
    Need("TLS fingerprint", "tls_ja4", "Cluster timeline, One cluster", "links by TLS fingerprint",
         "an OpenAI audit log, or an edge log with JA4"),
    Need("duration", "duration_ms", "Requests", "how long answers took", GATEWAY),
    Need("mail", "email_domain", "Account bursts, Cluster timeline",
         "links by mail domain and pattern", PEOPLE),
    Need("payment", "payment_fingerprint_hash", "Account bursts, Cluster timeline",
         "links by card, the strongest there are", "Stripe's payments export (not its customers)"),
    Need("phone", "phone_hash", "Account bursts, Cluster timeline", "links by phone number",
         PEOPLE),
    Need("sign-up address", "signup_address_hash", "Account bursts, Cluster timeline",
         "links by the network of the sign-up", "sign-up logs (Auth0 logs, Okta, WorkOS events)"),
    Need("bans", "event_type", "Cluster timeline, One cluster",
         "bans, and accounts that follow a banned one",
         "LiteLLM's deleted-key and audit tables, or a file of events"),
)  # fmt: skip


def lacking(known: Mapping[str, float | None]) -> pd.DataFrame:
    """One row per field that is absent or known in part: field, known_share, pages, lost, mend.

    ``known`` is the share of rows that have a field, 0 to 1, by the field's name.
    """
    rows = [
        {"field": need.field, "known_share": share, "pages": need.pages, "lost": need.lost,
         "mend": need.mend}
        for need in NEEDS
        if need.field in known and (share := _share(known[need.field])) < PART
    ]  # fmt: skip
    columns = ["field", "known_share", "pages", "lost", "mend"]
    return pd.DataFrame(rows, columns=columns).sort_values("known_share", kind="stable")


def _share(value: float | None) -> float:
    return 0.0 if fmt.is_missing(value) else float(value or 0)


def missing_after(table: str, null_shares: Mapping[str, float | None]) -> pd.DataFrame:
    """What a file of this table would leave unsaid, by what its sample lacks.

    One row per field: field, lost, mend.
    """
    lost = [
        need
        for need in NEEDS
        if need.column in null_shares and (null_shares[need.column] or 0) >= 1
    ]
    if table not in ("requests", "accounts"):
        lost = []
    rows = [
        {"field": _IN_A_FILE.get(need.field, need.field), "lost": need.lost, "mend": need.mend}
        for need in _once(lost)
    ]
    return pd.DataFrame(rows, columns=["field", "lost", "mend"])


def _once(needs: Iterable[Need]) -> list[Need]:
    """The first need of each column."""
    return list({need.column: need for need in reversed(list(needs))}.values())[::-1]
