-- question: What does each request of this batch look like in the warehouse?
-- grain:    statement; adds to fact_requests, in the order of batch_in_order
-- params:   none
-- columns:  none

insert into fact_requests
select
    batch.ts,
    accounts.account_key,
    (kinds.kind_code * 256 + coalesce(kinds.country_code, accounts.country_code)) * 64
    + accounts.plan_code as segment_key,
    address_book.address_key,
    files.file_key,
    batch.source_line,
    batch.request_id,
    batch.row_grain,
    batch.request_count,
    batch.ts_end,
    coalesce(batch.account_id_type, 'account') as account_id_type,
    batch.user_id,
    batch.end_user_id,
    batch.api_key_id,
    batch.org_id,
    batch.project_id,
    batch.gen_ai_conversation_id,
    batch.trace_id,
    batch.gen_ai_provider_name,
    batch.gen_ai_operation_name,
    batch.gen_ai_request_model,
    batch.gen_ai_response_model,
    batch.gen_ai_usage_input_tokens,
    batch.gen_ai_usage_output_tokens,
    batch.gen_ai_usage_cache_read_input_tokens,
    batch.gen_ai_usage_cache_creation_input_tokens,
    batch.gen_ai_usage_reasoning_output_tokens,
    coalesce(
        batch.cost_usd,
        listed_cost(
            batch.gen_ai_usage_input_tokens, batch.gen_ai_usage_output_tokens,
            batch.gen_ai_usage_cache_read_input_tokens,
            batch.gen_ai_usage_cache_creation_input_tokens, batch.is_cache_hit,
            prices.input_usd, prices.output_usd, prices.cache_read_usd, prices.cache_write_usd
        )
    ) as known_cost,
    case
        when batch.cost_usd is not null then batch.cost_origin
        when known_cost is not null then 'price_table'
    end as cost_origin,
    batch.duration_ms,
    batch.time_to_first_chunk_ms,
    batch.gen_ai_request_stream,
    batch.is_cache_hit,
    batch.status,
    batch.http_response_status_code,
    batch.error_type,
    batch.gen_ai_response_finish_reason,
    batch.client_asn,
    batch.geo_country_iso_code,
    batch.user_agent_original,
    batch.tls_ja4,
    batch.prompt_hash,
    batch.prompt_template_hash,
    batch.prompt_length,
    batch.task_category,
    batch.tool_count,
    batch.extra
from batch_in_order as batch
inner join account_book as accounts
    on
        coalesce(batch.account_id, '(unknown)') = accounts.raw_id
        and coalesce(batch.account_id_type, 'account') = accounts.id_type
inner join kind_book as kinds
    on
        request_kind(
            batch.source, batch.gen_ai_provider_name, batch.gen_ai_request_model,
            batch.gen_ai_response_model, batch.status, batch.task_category,
            batch.user_agent_original, batch.geo_country_iso_code
        ) = kinds.kind_hash
left join price_book as prices
    on
        kinds.kind_hash = prices.kind_hash
        and batch.ts >= prices.from_at and batch.ts < prices.to_at
inner join import_files as files
    on batch.source_file = files.file_name and files.import_id = getvariable('import_id')
left join address_book on batch.client_address = address_book.client_address
anti join batch_dropped
    on
        batch.source_file = batch_dropped.source_file
        and batch.source_line = batch_dropped.source_line
        and batch.source_item = batch_dropped.source_item
