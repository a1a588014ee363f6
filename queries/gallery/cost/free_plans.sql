-- question: Which accounts on free plans cost most?
-- grain:    one row per account of the plan, the 100 dearest
-- params:   $plan: name of a plan, such as free
-- columns:
--   pseudonym  short name of the account
--   requests  count of requests
--   cost_usd  USD; null where no request has a cost
--   output_tokens  output tokens
--   status  active, blocked, deleted or unknown

select
    accounts.pseudonym,
    sum(account_day.requests)::bigint as requests,
    sum(account_day.cost_usd) as cost_usd,
    sum(account_day.output_tokens)::bigint as output_tokens,
    accounts.status
from account_day
inner join accounts on account_day.account_key = accounts.account_key
where accounts.plan = $plan
group by accounts.pseudonym, accounts.status
order by cost_usd desc nulls last, requests desc, accounts.pseudonym asc
limit 100
