-- question: Which identifiers does this batch join to accounts for the first time?
-- grain:    statements; adds to account_aliases, fills batch_counts
-- params:   none
-- columns:  none

create or replace temp table fresh_aliases as
select
    id_type,
    id_value,
    account_id,
    min(source) as source
from batch
group by id_type, id_value, account_id;

delete from fresh_aliases as fresh
using account_aliases as known
where
    fresh.id_type = known.id_type
    and fresh.id_value = known.id_value
    and fresh.account_id = known.account_id;

create or replace temp table batch_counts as
select
    (select count(*) from batch) as rows,
    (select count(*) from fresh_aliases) as rows_loaded;

insert into account_aliases
select
    id_type,
    id_value,
    account_id,
    source
from fresh_aliases
order by all
