-- question: What are the physical tables of a warehouse?
-- grain:    statements; run once on an empty build
-- params:   none
-- columns:  none
--
-- Names people use (requests, accounts, …) are views in views.sql. Here high-cardinality
-- text becomes an integer key, and rows lie in order of time, so that a window prunes.

create table import_files (
    file_key integer not null,
    import_id varchar not null,
    table_name varchar not null,
    source varchar not null,
    file_name varchar not null,
    sha256 varchar not null,
    mapping_sha256 varchar,
    container varchar,
    recognised_because varchar,
    bytes bigint not null,
    rows_read bigint not null,
    rows_loaded bigint not null,
    rows_duplicate bigint not null,
    rows_rejected bigint not null,
    first_at timestamp,
    last_at timestamp,
    imported_at timestamp not null
);

create table import_rejects (
    file_key integer not null,
    reason varchar not null,
    rows bigint not null
);

create table import_notices (
    import_id varchar not null,
    notice varchar not null
);

create table dataset_facts (
    name varchar not null,
    value varchar
);

create table known_accounts (
    account_key integer not null,
    account_id varchar not null,
    pseudonym varchar not null
);

create table account_details (
    account_key integer not null,
    created_at timestamp,
    status varchar,
    status_changed_at timestamp,
    identity_provider varchar,
    email_hash varchar,
    email_norm_hash varchar,
    email_domain varchar,
    email_pattern varchar,
    email_verified boolean,
    phone_hash varchar,
    payment_fingerprint_hash varchar,
    payment_country varchar,
    org_id varchar,
    plan varchar,
    signup_address_hash varchar,
    signup_prefix_hash varchar,
    signup_asn bigint,
    signup_country varchar,
    signup_user_agent varchar,
    signup_tls_ja4 varchar,
    signup_referrer varchar,
    last_seen_at timestamp,
    source varchar
);

create table account_totals (
    account_key integer not null,
    first_request_at timestamp not null,
    last_request_at timestamp not null,
    requests bigint not null
);

create table account_attributes_raw (
    account_key integer not null,
    attr_type varchar not null,
    attr_value varchar not null,
    first_seen timestamp,
    last_seen timestamp,
    n_obs bigint,
    source varchar
);

create table account_aliases (
    id_type varchar not null,
    id_value varchar not null,
    account_id varchar not null,
    source varchar
);

create table events (
    event_id varchar not null,
    ts timestamp not null,
    event_type varchar not null,
    account_id varchar,
    gen_ai_request_model varchar,
    label varchar,
    details varchar,
    source varchar
);

create table addresses (
    address_key integer not null,
    client_address_hash varchar not null,
    client_prefix_hash varchar
);

-- A segment key is a number put together from three small codes, so that loading a request
-- costs arithmetic instead of a look-up over eight text columns (see load/requests.sql).
create table segment_kinds (
    kind_code bigint not null,
    source varchar not null,
    provider varchar not null,
    model varchar not null,
    status varchar not null,
    task varchar not null,
    client varchar not null
);

create table segment_countries (
    country_code bigint not null,
    country varchar not null
);

create table segment_plans (
    plan_code bigint not null,
    plan varchar not null
);

-- One row per combination of the values people filter by. `cut` names the dimensions a row
-- tells apart ('all', 'model', 'model+status', …); the others are null there. A value the
-- data lacks is '(unknown)'.
create table segments (
    segment_key bigint not null,
    cut varchar not null,
    source varchar,
    provider varchar,
    model varchar,
    country varchar,
    status varchar,
    plan varchar,
    task varchar,
    client varchar
);

create table fact_requests (
    ts timestamp not null,
    account_key integer not null,
    segment_key bigint not null,
    address_key integer,
    file_key integer not null,
    source_line bigint,
    request_id varchar not null,
    row_grain varchar not null,
    request_count bigint not null,
    ts_end timestamp,
    account_id_type varchar not null,
    user_id varchar,
    end_user_id varchar,
    api_key_id varchar,
    org_id varchar,
    project_id varchar,
    gen_ai_conversation_id varchar,
    trace_id varchar,
    gen_ai_provider_name varchar,
    gen_ai_operation_name varchar,
    gen_ai_request_model varchar,
    gen_ai_response_model varchar,
    gen_ai_usage_input_tokens bigint,
    gen_ai_usage_output_tokens bigint,
    gen_ai_usage_cache_read_input_tokens bigint,
    gen_ai_usage_cache_creation_input_tokens bigint,
    gen_ai_usage_reasoning_output_tokens bigint,
    cost_usd decimal(18, 9),
    cost_origin varchar,
    duration_ms double,
    time_to_first_chunk_ms double,
    gen_ai_request_stream boolean,
    is_cache_hit boolean,
    status varchar,
    http_response_status_code smallint,
    error_type varchar,
    gen_ai_response_finish_reason varchar,
    client_asn bigint,
    geo_country_iso_code varchar,
    user_agent_original varchar,
    tls_ja4 varchar,
    prompt_hash ubigint,
    prompt_template_hash ubigint,
    prompt_length bigint,
    task_category varchar,
    tool_count bigint,
    extra varchar
);

-- Rollups. requests_with_tokens and requests_with_cost keep "not available" apart from zero.
create table cells_day (
    cut varchar not null,
    bucket_at timestamp not null,
    segment_key bigint not null,
    requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9),
    requests_with_tokens bigint not null,
    requests_with_cost bigint not null
);

create table cells_hour (
    cut varchar not null,
    bucket_at timestamp not null,
    segment_key bigint not null,
    requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9),
    requests_with_tokens bigint not null,
    requests_with_cost bigint not null
);

create table account_day (
    bucket_at timestamp not null,
    account_key integer not null,
    segment_key bigint not null,
    requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9),
    requests_with_tokens bigint not null,
    requests_with_cost bigint not null
);

create table account_hour (
    account_key integer not null,
    bucket_at timestamp not null,
    requests bigint not null,
    failed_requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9)
)
