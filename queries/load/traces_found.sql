-- question: Which traces of nobody's requests has a file since told the owner of?
-- grain:    statements; fills late_traces and the view batch_named
-- params:   none
-- columns:  none

create or replace temp table late_traces as
select
    ends.id_value as trace_id,
    ends.account_id
from alias_ends as ends
where
    ends.id_type = 'trace'
    and ends.id_value in (
        select fact.trace_id
        from fact_requests as fact
        inner join known_accounts as known on fact.account_key = known.account_key
        where fact.account_id_type = 'trace' and known.account_id = '(unknown)'
    );

create or replace temp view batch_named as
select account_id
from late_traces
