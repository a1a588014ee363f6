-- question: In which bursts of sign-ups did the counted accounts of these clusters come?
-- grain:    one row per burst with three of them or more, the one with the most first
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   burst_id           the burst
--   start_at           timestamp, UTC
--   end_at             timestamp, UTC
--   accounts           count of its accounts
--   expected_accounts  count to be expected, about
--   common_accounts    count of them that are counted members

with

counted as (

    from counted_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

shared as (

    select
        burst.burst_id,
        count(distinct burst.account_key) as common_accounts
    from found_burst_accounts as burst
    where burst.account_key in (select counted.account_key from counted)
    group by burst.burst_id
    having count(distinct burst.account_key) >= 3

)

select
    bursts.burst_id,
    bursts.start_at,
    bursts.end_at,
    bursts.accounts,
    bursts.expected_accounts,
    shared.common_accounts
from bursts
inner join shared on bursts.burst_id = shared.burst_id
order by shared.common_accounts desc, bursts.start_at asc, bursts.burst_id asc
