-- question: Which names do people and pages use for what the warehouse holds?
-- grain:    statements; views over the physical tables, and when accounts signed up
-- params:   none
-- columns:  none

create or replace view accounts as
select
    known.account_id,
    known.pseudonym,
    details.created_at,
    coalesce(details.status, 'unknown') as status,
    details.status_changed_at,
    details.identity_provider,
    details.email_hash,
    details.email_norm_hash,
    details.email_domain,
    details.email_pattern,
    details.email_verified,
    details.phone_hash,
    details.payment_fingerprint_hash,
    details.payment_country,
    details.org_id,
    details.plan,
    details.signup_address_hash,
    details.signup_prefix_hash,
    details.signup_asn,
    details.signup_country,
    details.signup_user_agent,
    details.signup_tls_ja4,
    details.signup_referrer,
    details.last_seen_at,
    totals.first_request_at,
    totals.last_request_at,
    coalesce(totals.requests, 0) as requests,
    details.account_key is null as is_derived,
    coalesce(details.source, 'derived') as source,
    known.account_key
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join account_totals as totals on known.account_key = totals.account_key;

-- When accounts signed up, as far as known; where first_seen is true, the first request of
-- each stands in for it. What people see of it they ask by $basis, 'created_at' or 'first_seen'.
create or replace macro signed_up(first_seen) as table
    select
        account_key,
        created_at as signed_up_at
    from account_details
    where not first_seen and created_at is not null
    union all
    select
        account_key,
        first_request_at as signed_up_at
    from account_totals
    where first_seen and first_request_at is not null;

create or replace view requests as
select
    files.source,
    files.file_name as source_file,
    fact.source_line,
    files.imported_at as ingested_at,
    fact.request_id,
    fact.row_grain,
    fact.request_count,
    fact.ts,
    fact.ts_end,
    known.account_id,
    fact.user_id,
    fact.end_user_id,
    fact.api_key_id,
    fact.org_id,
    fact.project_id,
    fact.gen_ai_conversation_id,
    fact.trace_id,
    fact.gen_ai_provider_name,
    fact.gen_ai_operation_name,
    fact.gen_ai_request_model,
    fact.gen_ai_response_model,
    fact.gen_ai_usage_input_tokens,
    fact.gen_ai_usage_output_tokens,
    fact.gen_ai_usage_cache_read_input_tokens,
    fact.gen_ai_usage_cache_creation_input_tokens,
    fact.gen_ai_usage_reasoning_output_tokens,
    fact.cost_usd,
    fact.cost_origin,
    fact.duration_ms,
    fact.time_to_first_chunk_ms,
    fact.gen_ai_request_stream,
    fact.is_cache_hit,
    fact.status,
    fact.http_response_status_code,
    fact.error_type,
    fact.gen_ai_response_finish_reason,
    addresses.client_address_hash,
    addresses.client_prefix_hash,
    fact.client_asn,
    fact.geo_country_iso_code,
    fact.user_agent_original,
    fact.tls_ja4,
    printf('%016x', fact.prompt_hash) as prompt_hash,
    printf('%016x', fact.prompt_template_hash) as prompt_template_hash,
    fact.prompt_length,
    fact.task_category,
    fact.tool_count,
    fact.extra,
    fact.account_key,
    fact.segment_key
from fact_requests as fact
inner join import_files as files on fact.file_key = files.file_key
inner join known_accounts as known on fact.account_key = known.account_key
left join addresses on fact.address_key = addresses.address_key;

-- Days whose money a provider reports apart from the use: no estimate of that use may count too.
-- A report may tell a week or a month in one sum; an end beyond a year is taken for a mistake.
create or replace view cost_report_days as
with reports as (

    select distinct
        gen_ai_provider_name as provider,
        date_trunc('day', ts) as first_day,
        date_trunc('day', coalesce(ts_end - interval 1 microsecond, ts)) as last_day
    from fact_requests
    where
        row_grain = 'bucket'
        and cost_origin = 'source'
        and gen_ai_usage_input_tokens is null
        and gen_ai_usage_output_tokens is null

)

select distinct
    provider,
    unnest(generate_series(
        first_day,
        greatest(first_day, least(last_day, first_day + interval 366 day)),
        interval 1 day
    )) as day_at
from reports;

-- Calls another system saw too, as this one has them: in no sum, and under the same names.
create or replace view requests_set_aside as
select
    files.source,
    files.file_name as source_file,
    files.imported_at as ingested_at,
    known.account_id,
    aside.counted_source,
    aside.matched_by,
    addresses.client_address_hash,
    addresses.client_prefix_hash,
    aside.* exclude (
        counted_source,
        matched_by,
        account_key,
        segment_key,
        address_key,
        file_key,
        account_id_type,
        prompt_hash,
        prompt_template_hash
    ),
    printf('%016x', aside.prompt_hash) as prompt_hash,
    printf('%016x', aside.prompt_template_hash) as prompt_template_hash
from fact_set_aside as aside
inner join import_files as files on aside.file_key = files.file_key
inner join known_accounts as known on aside.account_key = known.account_key
left join addresses on aside.address_key = addresses.address_key;

create or replace view account_attributes as
select
    known.account_id,
    raw.attr_type,
    raw.attr_value,
    raw.first_seen,
    raw.last_seen,
    raw.n_obs,
    raw.source
from account_attributes_raw as raw
inner join known_accounts as known on raw.account_key = known.account_key
