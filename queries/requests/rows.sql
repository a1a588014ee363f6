-- question: Which raw requests lie in a stretch of time? (a day, or one account)
-- grain:    one row per raw row, one page of them, earliest first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $account_key: integer, null means
--           all; $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all; $page_rows, $skip_rows: count
-- columns:
--   ts                           timestamp, UTC
--   pseudonym                    account
--   request_count                requests the row stands for
--   gen_ai_request_model         model asked for
--   gen_ai_provider_name         provider
--   task_category                task
--   status                       ok, error, blocked, cancelled or unknown
--   http_response_status_code    HTTP status code
--   geo_country_iso_code         country of the client
--   user_agent_original          client string
--   gen_ai_usage_input_tokens    tokens
--   gen_ai_usage_output_tokens   tokens
--   cost_usd                     USD
--   cost_origin                  'source', or 'price_table' where estimated by list price
--   duration_ms                  milliseconds
--   client_prefix_hash           keyed hash of the client's network
--   request_id                   the source's id
--   source_file                  file it came from
--   source_line                  line or record in that file
--   prompt_template_hash         hash of the masked prompt

with

page as (

    select
        fact.rowid as row_key,
        fact.ts,
        fact.file_key,
        fact.source_line,
        fact.request_id
    from fact_requests as fact
    inner join chosen_segments(
        'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
        $task_in, $client_in
    ) as chosen on fact.segment_key = chosen.segment_key
    where
        fact.ts >= $start_at and fact.ts < $end_at
        and ($account_key is null or fact.account_key = $account_key)
    order by fact.ts, fact.file_key, fact.source_line, fact.request_id
    limit $page_rows offset $skip_rows

)

select
    fact.ts,
    known.pseudonym,
    fact.request_count,
    fact.gen_ai_request_model,
    fact.gen_ai_provider_name,
    fact.task_category,
    fact.status,
    fact.http_response_status_code,
    fact.geo_country_iso_code,
    fact.user_agent_original,
    fact.gen_ai_usage_input_tokens,
    fact.gen_ai_usage_output_tokens,
    fact.cost_usd::double as cost_usd,
    fact.cost_origin,
    fact.duration_ms,
    addresses.client_prefix_hash,
    fact.request_id,
    files.file_name as source_file,
    fact.source_line,
    printf('%016x', fact.prompt_template_hash) as prompt_template_hash
from page
inner join fact_requests as fact on page.row_key = fact.rowid
inner join known_accounts as known on fact.account_key = known.account_key
inner join import_files as files on fact.file_key = files.file_key
left join addresses on fact.address_key = addresses.address_key
where fact.ts >= $start_at and fact.ts < $end_at
order by page.ts, page.file_key, page.source_line, page.request_id
