-- question: Which accounts use a single template for nearly everything?
-- grain:    one row per account with at least 20 requests and 90 % in one template
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   pseudonym  short name of the account
--   requests  count of requests
--   template_share  share of the most used template, 0 to 1
--   templates  count of distinct templates

with

used as (

    select
        account_id,
        prompt_template_hash,
        sum(request_count) as requests
    from requests
    where ts >= $start_at and ts < $end_at and prompt_template_hash is not null
    group by account_id, prompt_template_hash

)

select
    accounts.pseudonym,
    sum(used.requests) as requests,
    round(max(used.requests) / sum(used.requests), 3) as template_share,
    count(*) as templates
from used
inner join accounts on used.account_id = accounts.account_id
group by accounts.pseudonym
having sum(used.requests) >= 20 and max(used.requests) >= 0.9 * sum(used.requests)
order by requests desc, accounts.pseudonym asc
