"""Names that mean the same as a canonical column, per table; the first found is taken."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "ts": (
        "timestamp", "time", "start_time", "created_at", "request_time", "datetime", "date",
        "event_time", "bucket_start", "starting_at", "logged_at", "created", "@timestamp",
        "request_created_at", "request_timestamp", "started_at",
    ),
    "ts_end": ("bucket_end", "ending_at"),
    "request_id": ("generation_id", "call_id", "uuid", "x_request_id", "id"),
    "request_count": ("requests", "num_model_requests", "num_requests", "request_total"),
    "account_id": (
        "account", "customer_id", "customer", "client_id", "tenant_id", "tenant", "subscriber",
    ),
    "user_id": ("user", "userid", "username"),
    "end_user_id": ("end_user",),
    "api_key_id": ("api_key_name", "key_id", "api_key_hash", "key_name"),
    "org_id": ("organization_id", "organisation_id", "organization", "team_id", "team"),
    "project_id": ("project", "workspace_id", "workspace"),
    "gen_ai_conversation_id": ("conversation_id", "session_id"),
    "gen_ai_provider_name": ("provider", "provider_name", "gen_ai_system"),
    "gen_ai_operation_name": ("operation", "operation_name", "call_type", "endpoint"),
    "gen_ai_request_model": ("model", "model_name", "model_id", "request_model", "deployment"),
    "gen_ai_response_model": ("response_model",),
    "gen_ai_usage_input_tokens": (
        "input_tokens", "prompt_tokens", "tokens_in", "context_tokens", "tokens_prompt",
        "req_units", "num_prefill_tokens", "request_tokens", "n_context_tokens_total",
    ),
    "gen_ai_usage_output_tokens": (
        "output_tokens", "completion_tokens", "tokens_out", "generated_tokens",
        "tokens_completion", "res_units", "num_decode_tokens", "response_tokens",
        "n_generated_tokens_total",
    ),
    "gen_ai_usage_cache_read_input_tokens": (
        "cache_read_input_tokens", "cached_tokens", "tokens_cached", "cache_read_tokens",
    ),
    "gen_ai_usage_cache_creation_input_tokens": ("cache_creation_input_tokens",),
    "gen_ai_usage_reasoning_output_tokens": ("reasoning_tokens", "tokens_reasoning"),
    "cost_usd": ("cost", "cost_total", "total_cost", "spend", "price_usd"),
    "duration_ms": ("latency_ms", "generation_time_ms", "response_time_ms", "elapsed_ms"),
    "time_to_first_chunk_ms": ("time_to_first_token_ms", "ttft_ms"),
    "gen_ai_request_stream": ("stream", "streamed", "is_streaming"),
    "http_response_status_code": ("status_code", "response_code", "http_status"),
    "gen_ai_response_finish_reason": ("finish_reason",),
    "client_address": (
        "client_ip", "ip", "ip_address", "remote_addr", "source_ip", "requester_ip_address",
    ),
    "client_asn": ("asn",),
    "geo_country_iso_code": ("country", "country_code"),
    "user_agent_original": ("user_agent", "http_user_agent"),
    "tls_ja4": ("ja4",),
    "error_type": ("error_code", "error_class"),
    "prompt": ("prompt_text", "input_text"),
}

ACCOUNT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "account_id": ("user_id", "customer_id", "account", "id", "user"),
    "created_at": ("signup_at", "signed_up_at", "registered_at", "created", "signup_time"),
    "email": ("email_address", "primary_email_address", "mail", "user_email"),
    "phone": ("phone_number", "primary_phone_number"),
    "payment_fingerprint": ("card_fingerprint",),
    "signup_address": ("signup_ip", "registration_ip", "created_ip", "signup_ip_address"),
    "last_seen_at": ("last_sign_in_at", "last_login", "last_active", "last_active_at"),
    "org_id": ("organization_id", "organisation_id", "team_id"),
}

BY_TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "requests": SYNONYMS,
    "accounts": ACCOUNT_SYNONYMS,
}
