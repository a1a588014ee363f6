-- question: Which models have requests with tokens but no cost, since the price table lacks them?
-- grain:    one row per provider and model, the most used first; fifty at most
-- params:   $import_id: text, null means every import
-- columns:
--   provider         provider; null where the source names none
--   model            model that answered, else the model asked for; null where none is named
--   requests         count of requests
--   models           count of such models in all, the same on every row

select
    fact.gen_ai_provider_name as provider,
    coalesce(fact.gen_ai_response_model, fact.gen_ai_request_model) as model,
    sum(greatest(fact.request_count, 1))::bigint as requests,
    count(*) over () as models
from fact_requests as fact
anti join cost_report_days as reported
    on
        fact.row_grain = 'bucket'
        and fact.gen_ai_provider_name = reported.provider
        and date_trunc('day', fact.ts) = reported.day_at
where
    fact.cost_usd is null
    and (
        fact.gen_ai_usage_input_tokens is not null
        or fact.gen_ai_usage_output_tokens is not null
    )
    and (
        $import_id::varchar is null
        or fact.file_key in (
            select file_key from import_files
            where import_id = $import_id
        )
    )
group by provider, model
order by requests desc, provider asc, model asc
limit 50
