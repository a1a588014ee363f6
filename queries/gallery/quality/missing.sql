-- question: How much of each column does the data have?
-- grain:    one row per source
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   source  source module
--   requests  count of rows
--   has_cost  share with a cost, 0 to 1
--   has_tokens  share with output tokens
--   has_template  share with a prompt template
--   has_address  share with a client address
--   has_country  share with a country

select
    source,
    count(*) as requests,
    round(count(cost_usd) / count(*), 3) as has_cost,
    round(count(gen_ai_usage_output_tokens) / count(*), 3) as has_tokens,
    round(count(prompt_template_hash) / count(*), 3) as has_template,
    round(count(client_address_hash) / count(*), 3) as has_address,
    round(count(geo_country_iso_code) / count(*), 3) as has_country
from requests
where ts >= $start_at and ts < $end_at
group by source
order by source
