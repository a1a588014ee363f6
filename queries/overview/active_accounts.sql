-- question: How many accounts asked anything in a stretch of time, whatever they asked?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days_start_at, $days_end_at: the
--           whole days inside
-- columns:
--   active_accounts  count of accounts with a request; '(unknown)' is none
--
-- An account whose first or last request lies inside was active; only one that began before
-- and went on afterwards needs a look at what it did inside.

with

known as (

    select
        totals.account_key,
        totals.first_request_at >= $start_at and totals.first_request_at < $end_at
        or totals.last_request_at >= $start_at and totals.last_request_at < $end_at as is_inside,
        totals.first_request_at < $start_at and totals.last_request_at >= $end_at as is_spanning
    from account_totals as totals
    inner join known_accounts as named on totals.account_key = named.account_key
    where named.account_id <> '(unknown)'

),

spanning as (

    select count(distinct cells.account_key) as active_accounts
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at) as cells
    inner join known on cells.account_key = known.account_key
    where known.is_spanning

)

select
    count(*) filter (where known.is_inside)
    + any_value(spanning.active_accounts) as active_accounts
from spanning
left join known on known.is_inside
