-- question: Which requests change account because their trace has an owner now?
-- grain:    statements; updates fact_requests, fills moved_traces
-- params:   none
-- columns:  none

create or replace temp table moved_traces as
select
    fact.rowid as fact_row,
    owner.account_key
from fact_requests as fact
inner join known_accounts as nobody
    on fact.account_key = nobody.account_key and nobody.account_id = '(unknown)'
inner join late_traces on fact.trace_id = late_traces.trace_id
inner join known_accounts as owner on late_traces.account_id = owner.account_id
where fact.account_id_type = 'trace';

update fact_requests
set account_key = moved.account_key
from moved_traces as moved
where fact_requests.rowid = moved.fact_row
