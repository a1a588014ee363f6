-- question: How many accounts lie in bursts, each counted once, and what did they ask?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $max_q: highest false-discovery
--           rate; $least_accounts: smallest burst; $inside: 'any', 'all' for bursts among all
--           sign-ups, or an attribute type; $explained: burst ids a person explained
-- columns:
--   accounts  count of distinct accounts in bursts overlapping the range nobody explained
--   requests  count of their requests in all the data

with

flagged as (

    select distinct members.account_key
    from found_burst_accounts as members
    inner join found_bursts as found on members.burst_id = found.burst_id
    where
        found.q_value <= $max_q and found.accounts >= $least_accounts
        and found.start_at < $end_at and found.end_at > $start_at
        and ($inside in ('any', coalesce(found.attr_type, 'all')))
        and not coalesce(list_contains($explained, found.burst_id), false)

)

select
    count(*) as accounts,
    coalesce(sum(totals.requests), 0)::bigint as requests
from flagged
left join account_totals as totals on flagged.account_key = totals.account_key
