-- question: Which estimated costs are others under the prices of priced_models?
-- grain:    statements; updates fact_requests, fills repriced_rows
-- params:   none
-- columns:  none
--
-- What a source told is never touched.

create or replace temp table repriced_rows as
select
    fact.rowid as fact_row,
    date_trunc('day', fact.ts)::timestamp as day_at,
    listed_cost(
        fact.gen_ai_usage_input_tokens, fact.gen_ai_usage_output_tokens,
        fact.gen_ai_usage_cache_read_input_tokens,
        fact.gen_ai_usage_cache_creation_input_tokens, fact.is_cache_hit,
        prices.input_usd, prices.output_usd, prices.cache_read_usd, prices.cache_write_usd
    ) as cost_usd
from fact_requests as fact
left join priced_models as prices
    on
        hash(fact.gen_ai_provider_name, fact.gen_ai_request_model, fact.gen_ai_response_model)
        = prices.model_key
        and fact.ts >= prices.from_at and fact.ts < prices.to_at
where
    fact.cost_origin is distinct from 'source'
    and listed_cost(
        fact.gen_ai_usage_input_tokens, fact.gen_ai_usage_output_tokens,
        fact.gen_ai_usage_cache_read_input_tokens,
        fact.gen_ai_usage_cache_creation_input_tokens, fact.is_cache_hit,
        prices.input_usd, prices.output_usd, prices.cache_read_usd, prices.cache_write_usd
    ) is distinct from fact.cost_usd;

update fact_requests
set
    cost_usd = repriced.cost_usd,
    cost_origin = case when repriced.cost_usd is not null then 'price_table' end
from repriced_rows as repriced
where fact_requests.rowid = repriced.fact_row
