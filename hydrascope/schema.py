"""The canonical tables: what every export becomes, column by column.

One definition serves the importer, the warehouse, and what ``dictionary`` tells the schema
browser and ``docs/data-dictionary.md`` (a test compares them). Names follow OpenTelemetry's
GenAI conventions with dots as underscores. Times are UTC without zone.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit ('' when it has none) and meaning in a sentence."""

    name: str
    type: str
    unit: str
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One canonical table: its grain in a sentence, and its columns in order."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Read ``name | type | unit | meaning`` lines; a leading ``!`` marks a required column."""
    columns = []
    for line in text.strip().splitlines():
        name, kind, unit, meaning = (part.strip() for part in line.split("|", 3))
        columns.append(Column(name.lstrip("!"), kind, unit, meaning, name.startswith("!")))
    return tuple(columns)


REQUESTS = Table(
    "requests",
    "one row per API request, or per account and bucket where row_grain is 'bucket'",
    _columns("""
source | VARCHAR | | Name of the source module that read the row.
source_file | VARCHAR | | File the row came from, relative to what was imported.
source_line | BIGINT | | Line or record number in that file, from 1.
ingested_at | TIMESTAMP | UTC | When the row was imported.
request_id | VARCHAR | | The source's own id, else a hash of the raw record.
row_grain | VARCHAR | | 'request', or 'bucket' where one row stands for many requests.
request_count | BIGINT | requests | Requests the row stands for; 1 unless it is a bucket.
!ts | TIMESTAMP | UTC | When the request began, or the bucket's start.
ts_end | TIMESTAMP | UTC | End of the bucket; empty for single requests.
!account_id | VARCHAR | | The account, after aliases; '(unknown)' where the data has none.
user_id | VARCHAR | | User id as the source gave it.
end_user_id | VARCHAR | | End user named by the caller.
api_key_id | VARCHAR | | Id (never the secret) of the API key.
org_id | VARCHAR | | Organisation or team.
project_id | VARCHAR | | Project or workspace.
gen_ai_conversation_id | VARCHAR | | Conversation or session.
trace_id | VARCHAR | | Trace the request belongs to.
gen_ai_provider_name | VARCHAR | | Provider, in OpenTelemetry's words where known.
gen_ai_operation_name | VARCHAR | | chat, embeddings, text_completion, …
gen_ai_request_model | VARCHAR | | Model asked for.
gen_ai_response_model | VARCHAR | | Model that answered.
gen_ai_usage_input_tokens | BIGINT | tokens | Input tokens, cached ones included.
gen_ai_usage_output_tokens | BIGINT | tokens | Output tokens, reasoning included.
gen_ai_usage_cache_read_input_tokens | BIGINT | tokens | Part of the input read from cache.
gen_ai_usage_cache_creation_input_tokens | BIGINT | tokens | Part of the input written to cache.
gen_ai_usage_reasoning_output_tokens | BIGINT | tokens | Part of the output spent on reasoning.
cost_usd | DECIMAL(18,9) | USD | Cost as the source reports it, else by list price; empty where neither is known.
cost_origin | VARCHAR | | 'source' as reported, 'price_table' where estimated by list price.
duration_ms | DOUBLE | ms | Time from request to last byte.
time_to_first_chunk_ms | DOUBLE | ms | Time to the first streamed chunk.
gen_ai_request_stream | BOOLEAN | | Whether the answer was streamed.
is_cache_hit | BOOLEAN | | Whether a gateway cache answered.
status | VARCHAR | | ok, error, blocked, cancelled or unknown.
http_response_status_code | SMALLINT | | HTTP status code.
error_type | VARCHAR | | Error class as the source names it.
gen_ai_response_finish_reason | VARCHAR | | Why generation stopped.
client_address_hash | VARCHAR | | Keyed hash of the client address, 16 hexadecimal digits.
client_prefix_hash | VARCHAR | | Keyed hash of its /24 (IPv4) or /48 (IPv6).
client_asn | BIGINT | | Autonomous system of the client, where supplied.
geo_country_iso_code | VARCHAR | | Country of the client, ISO 3166-1 alpha-2.
user_agent_original | VARCHAR | | Client string.
tls_ja4 | VARCHAR | | JA4 TLS fingerprint.
prompt_hash | VARCHAR | | Hash of the prompt, 16 hexadecimal digits; text is not kept.
prompt_template_hash | VARCHAR | | Hash of the prompt with numbers, quotes, links and ids masked.
prompt_length | BIGINT | characters | Length of the prompt.
task_category | VARCHAR | | coding, reasoning, tool_use, grading, data_analysis, vision, writing or other.
tool_count | BIGINT | tools | Tools offered to the model.
extra | JSON | | Scalars of the record that have no column here.
"""),
)

ACCOUNTS = Table(
    "accounts",
    "one row per account, from account files or derived from requests",
    _columns("""
!account_id | VARCHAR | | The account's own id.
pseudonym | VARCHAR | | Stable short name shown instead of the id.
created_at | TIMESTAMP | UTC | Sign-up; empty where no file supplies it.
status | VARCHAR | | active, blocked, deleted or unknown.
status_changed_at | TIMESTAMP | UTC | When the status last changed.
identity_provider | VARCHAR | | Identity provider or sign-up method.
email_hash | VARCHAR | | Keyed hash of the mail address.
email_norm_hash | VARCHAR | | Keyed hash of the address without its +tag and, for known hosts, dots.
email_domain | VARCHAR | | Domain of the mail address.
email_pattern | VARCHAR | | Shape of the local part: letters as a, digits as 9.
email_verified | BOOLEAN | | Whether the address was confirmed.
phone_hash | VARCHAR | | Keyed hash of the phone number.
payment_fingerprint_hash | VARCHAR | | Keyed hash of the card fingerprint.
payment_country | VARCHAR | | Issuing country of the card.
org_id | VARCHAR | | Organisation.
plan | VARCHAR | | Price plan.
signup_address_hash | VARCHAR | | Keyed hash of the address used at sign-up.
signup_prefix_hash | VARCHAR | | Keyed hash of its /24 or /48.
signup_asn | BIGINT | | Autonomous system at sign-up, where supplied.
signup_country | VARCHAR | | Country at sign-up.
signup_user_agent | VARCHAR | | Client string at sign-up.
signup_tls_ja4 | VARCHAR | | JA4 TLS fingerprint at sign-up.
signup_referrer | VARCHAR | | Referrer or campaign tag at sign-up.
last_seen_at | TIMESTAMP | UTC | Last sign of life according to the account's file.
first_request_at | TIMESTAMP | UTC | First request loaded.
last_request_at | TIMESTAMP | UTC | Last request loaded.
requests | BIGINT | requests | Requests loaded.
is_derived | BOOLEAN | | True where no account file knows it: requests are all we have.
source | VARCHAR | | Source module, or 'derived'.
"""),
)

ACCOUNT_ATTRIBUTES = Table(
    "account_attributes",
    "one row per account, attribute type and value",
    _columns("""
!account_id | VARCHAR | | The account.
!attr_type | VARCHAR | | address, prefix, asn, ja4, user_agent, … or a team's own signal.
!attr_value | VARCHAR | | The value; a keyed hash where the value is sensitive.
first_seen | TIMESTAMP | UTC | First time the account showed it.
last_seen | TIMESTAMP | UTC | Last time the account showed it.
n_obs | BIGINT | observations | How often it was seen.
source | VARCHAR | | Source module.
"""),
)

ACCOUNT_ALIASES = Table(
    "account_aliases",
    "one row per identifier that stands for an account",
    _columns("""
!id_type | VARCHAR | | api_key, user, end_user, org, email, … : what kind of identifier.
!id_value | VARCHAR | | The identifier.
!account_id | VARCHAR | | The account it stands for.
source | VARCHAR | | Source module.
"""),
)

EVENTS = Table(
    "events",
    "one row per thing that happened and may explain a change",
    _columns("""
event_id | VARCHAR | | Given, else a hash of the event.
!ts | TIMESTAMP | UTC | When it happened.
!event_type | VARCHAR | | model_launch, model_retired, price_change, ban, unban, incident, …
account_id | VARCHAR | | The account, where it is about one.
gen_ai_request_model | VARCHAR | | The model, where it is about one.
label | VARCHAR | | A short name for a chart.
details | VARCHAR | | Anything more.
source | VARCHAR | | Source module.
"""),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (REQUESTS, ACCOUNTS, ACCOUNT_ATTRIBUTES, ACCOUNT_ALIASES, EVENTS)
}

STATUSES = ("ok", "error", "blocked", "cancelled", "unknown")
TASKS = (
    "coding",
    "reasoning",
    "tool_use",
    "grading",
    "data_analysis",
    "vision",
    "writing",
    "other",
)
EVENT_TYPES = (
    "model_launch",
    "model_retired",
    "price_change",
    "ban",
    "unban",
    "key_created",
    "key_revoked",
    "login_failed",
    "limit_change",
    "policy_change",
    "incident",
)

# Clear values a file may hold under these names; they become hashes, shapes or
# categories before anything is stored (see hydrascope/ingest/privacy.py).
SENSITIVE_INPUTS: dict[str, tuple[str, ...]] = {
    "requests": ("client_address", "prompt"),
    "accounts": ("email", "phone", "payment_fingerprint", "signup_address"),
}
