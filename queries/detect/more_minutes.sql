-- question: How many accounts asked in each minute of new days?
-- grain:    statement; adds to kept.minutes
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days: list of timestamp, within them
-- columns:  none

insert into kept.minutes
with

asked as (

    select
        account_key,
        (epoch_ms(ts) // 60000)::integer as minute
    from fact_requests
    where
        row_grain = 'request'
        and ts >= $start_at and ts < $end_at
        and date_trunc('day', ts) in (select unnest($days::timestamp[]))
    group by all

)

select
    minute,
    count(*) as accounts
from asked
group by minute
