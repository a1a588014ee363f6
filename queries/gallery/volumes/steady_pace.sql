-- question: Whose requests come at a machine's pace?
-- grain:    one row per account with at least 50 requests, the steadiest first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   pseudonym  short name of the account
--   requests  count of requests
--   median_gap_s  median seconds between requests
--   gap_variation  standard deviation of the gaps over their mean; 1 is chance, 0 a clock

with

gaps as (

    select
        account_id,
        epoch(ts - lag(ts) over (partition by account_id order by ts)) as gap_s
    from requests
    where ts >= $start_at and ts < $end_at and row_grain = 'request'

)

select
    accounts.pseudonym,
    count(*) as requests,
    round(median(gaps.gap_s), 2) as median_gap_s,
    round(stddev_pop(gaps.gap_s) / nullif(avg(gaps.gap_s), 0), 3) as gap_variation
from gaps
inner join accounts on gaps.account_id = accounts.account_id
where gaps.gap_s is not null
group by accounts.pseudonym
having count(*) >= 50
order by gap_variation asc nulls last, accounts.pseudonym asc
