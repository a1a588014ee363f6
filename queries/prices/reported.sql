-- question: Which estimates would count again what a cost report tells?
-- grain:    statements; takes them out of fact_requests, fills reported_rows
-- params:   none
-- columns:  none
--
-- Providers report usage (tokens without money) and costs (money without tokens) apart. Where
-- both are loaded for a day, the money is there already; a sum of several days is taken for
-- told where half of them are.

create or replace temp table reported_rows as
with estimated as (

    select
        rowid as fact_row,
        gen_ai_provider_name as provider,
        date_trunc('day', ts)::timestamp as day_at,
        date_trunc('day', greatest(ts, ts_end - interval 1 microsecond))::timestamp as last_day
    from fact_requests
    where row_grain = 'bucket' and cost_origin = 'price_table'

)

select
    estimated.fact_row,
    estimated.day_at
from estimated
inner join cost_report_days as told
    on
        estimated.provider = told.provider
        and estimated.day_at <= told.day_at and estimated.last_day >= told.day_at
group by all
having 2 * count(*) >= date_diff('day', estimated.day_at, estimated.last_day) + 1;

update fact_requests
set
    cost_usd = null,
    cost_origin = null
from reported_rows as reported
where fact_requests.rowid = reported.fact_row
