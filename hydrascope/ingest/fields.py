"""What a source tells and what it does not, in words for people who choose an export."""

from collections.abc import Mapping

from hydrascope.ingest.source import Source

_REQUESTS = {
    "account": ("account_id", "user_id", "end_user_id"),
    "API key": ("api_key_id",),
    "organisation": ("org_id", "project_id"),
    "conversation or trace": ("gen_ai_conversation_id", "trace_id"),
    "provider": ("gen_ai_provider_name",),
    "model": ("gen_ai_request_model", "gen_ai_response_model"),
    "tokens": ("gen_ai_usage_input_tokens", "gen_ai_usage_output_tokens"),
    "cached tokens": (
        "gen_ai_usage_cache_read_input_tokens",
        "gen_ai_usage_cache_creation_input_tokens",
    ),
    "reasoning tokens": ("gen_ai_usage_reasoning_output_tokens",),
    "cost": ("cost_usd",),
    "duration": ("duration_ms",),
    "time to first token": ("time_to_first_chunk_ms",),
    "streaming": ("gen_ai_request_stream",),
    "cache hits": ("is_cache_hit",),
    "status": ("status", "http_response_status_code", "error_type"),
    "address": ("client_address",),
    "network (ASN)": ("client_asn",),
    "country": ("geo_country_iso_code",),
    "client string": ("user_agent_original",),
    "TLS fingerprint": ("tls_ja4",),
    "prompts": ("prompt_hash", "prompt_template_hash"),
    "tools": ("tool_count",),
}
_ACCOUNTS = {
    "account": ("account_id",),
    "sign-up time": ("created_at",),
    "status": ("status", "status_changed_at"),
    "identity provider": ("identity_provider",),
    "mail": ("email_hash", "email_domain"),
    "phone": ("phone_hash",),
    "payment": ("payment_fingerprint_hash", "payment_country"),
    "organisation": ("org_id",),
    "plan": ("plan",),
    "sign-up address": ("signup_address_hash", "signup_prefix_hash"),
    "sign-up network (ASN)": ("signup_asn",),
    "sign-up country": ("signup_country",),
    "sign-up client": ("signup_user_agent", "signup_tls_ja4"),
    "last seen": ("last_seen_at",),
}
_EVENTS = {
    "time": ("ts",),
    "kind": ("event_type",),
    "account": ("account_id",),
    "model": ("gen_ai_request_model",),
    "details": ("details",),
}
_ATTRIBUTES = {
    "account": ("account_id",),
    "attribute": ("attr_type", "attr_value"),
    "first and last time": ("first_seen", "last_seen"),
}
_ALIASES = {"identifier": ("id_type", "id_value"), "account": ("account_id",)}
GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "requests": _REQUESTS,
    "accounts": _ACCOUNTS,
    "events": _EVENTS,
    "account_attributes": _ATTRIBUTES,
    "account_aliases": _ALIASES,
}


def filled(source: Source) -> frozenset[str]:
    """The canonical columns a source fills."""
    have = set(source.columns)
    if source.account_chain:
        have.add("account_id")
    if source.time and source.table in ("requests", "events"):
        have.add("ts")
    return frozenset(have)


def told(source: Source) -> tuple[str, ...]:
    """What the source tells, as far as its table can hold it."""
    have = filled(source)
    return tuple(word for word, names in GROUPS[source.table].items() if have & {*names})


def not_told(source: Source) -> tuple[str, ...]:
    """What its table could hold and the source does not tell."""
    have = filled(source)
    return tuple(word for word, names in GROUPS[source.table].items() if not have & {*names})
