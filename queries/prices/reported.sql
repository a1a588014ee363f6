-- question: Which estimates would count again what a cost report tells?
-- grain:    statements; takes them out of fact_requests, fills reported_rows
-- params:   none
-- columns:  none
--
-- Providers report usage (tokens without money) and costs (money without tokens) apart. Where
-- both are loaded for a day, the money is there already.

create or replace temp table reported_rows as
select
    fact.rowid as fact_row,
    date_trunc('day', fact.ts)::timestamp as day_at
from fact_requests as fact
semi join cost_report_days as told
    on
        fact.gen_ai_provider_name = told.provider
        and date_trunc('day', fact.ts) = told.day_at
where fact.row_grain = 'bucket' and fact.cost_origin = 'price_table';

update fact_requests
set
    cost_usd = null,
    cost_origin = null
from reported_rows as reported
where fact_requests.rowid = reported.fact_row
