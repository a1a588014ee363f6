-- question: What has each account shown, once this batch is added?
-- grain:    statements; rewrites account_attributes_raw, fills batch_counts
-- params:   none
-- columns:  none
--
-- Observations of one value are one row: the widest span, the largest count. Loading the
-- same observations twice therefore changes nothing.

create or replace temp table merged_attributes as
select
    account_key,
    attr_type,
    attr_value,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    max(n_obs) as n_obs,
    min(source) as source
from (
    select *
    from account_attributes_raw
    union all
    select
        known.account_key,
        batch.attr_type,
        batch.attr_value,
        min(batch.first_seen) as first_seen,
        max(coalesce(batch.last_seen, batch.first_seen)) as last_seen,
        sum(coalesce(batch.n_obs, 1))::bigint as n_obs,
        min(batch.source) as source
    from batch
    inner join known_accounts as known on batch.account_id = known.account_id
    group by known.account_key, batch.attr_type, batch.attr_value
)
group by account_key, attr_type, attr_value;

create or replace temp table batch_counts as
select
    (select count(*) from batch) as rows,
    count(*) as rows_loaded
from (
    select * from merged_attributes
    except
    select * from account_attributes_raw
);

delete from account_attributes_raw;

insert into account_attributes_raw
select *
from merged_attributes
order by attr_type, attr_value, account_key
