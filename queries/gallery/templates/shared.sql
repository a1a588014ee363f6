-- question: Which prompt templates do several accounts use?
-- grain:    one row per template of 3 to 200 accounts, most requests first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   prompt_template_hash  hash of the template
--   accounts  accounts that use it
--   requests  count of requests
--   countries  count of distinct countries
--   first_at  timestamp, UTC, first use

select
    prompt_template_hash,
    count(distinct account_id) as accounts,
    sum(request_count) as requests,
    count(distinct geo_country_iso_code) as countries,
    min(ts) as first_at
from requests
where ts >= $start_at and ts < $end_at and prompt_template_hash is not null
group by prompt_template_hash
having count(distinct account_id) between 3 and 200
order by requests desc, prompt_template_hash asc
