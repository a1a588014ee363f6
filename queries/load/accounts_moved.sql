-- question: What do accounts know once the details of their other names are theirs?
-- grain:    statements; empties the stand-ins, fills batch for load/accounts, moves the rest
-- params:   none
-- columns:  none
--
-- What files delivered under the other name is theirs under this one: else nobody could take it
-- out with its file.

create or replace temp table moved_names as
select
    known.account_key as old_key,
    known.account_id as old_id,
    moved.account_id as new_id
from moved_details as moved
inner join known_accounts as known on moved.old_key = known.account_key;

update file_rows
set row_hash = keyed_number('account', names.new_id)
from moved_names as names
where
    file_rows.table_name = 'accounts'
    and file_rows.row_hash = keyed_number('account', names.old_id);

update file_rows
set
    row_hash = keyed_number(
        'attribute', concat_ws('|', names.new_id, attributes.attr_type, attributes.attr_value)
    )
from account_attributes_raw as attributes
inner join moved_names as names on attributes.account_key = names.old_key
where
    file_rows.table_name = 'account_attributes'
    and file_rows.row_hash = keyed_number(
        'attribute', concat_ws('|', names.old_id, attributes.attr_type, attributes.attr_value)
    );

create or replace temp table moved_batch as
select
    moved.account_id,
    details.* exclude (account_key, created_at),
    case when target.created_at is null then details.created_at end as created_at
from moved_details as moved
inner join account_details as details on moved.old_key = details.account_key
inner join known_accounts as known on moved.account_id = known.account_id
left join account_details as target on known.account_key = target.account_key;

create or replace temp view batch as
select * from moved_batch;

delete from account_details
where account_key in (select old_key from moved_details);

create or replace temp table moved_attributes as
select
    known.account_key,
    attributes.* exclude (account_key)
from account_attributes_raw as attributes
inner join moved_details as moved on attributes.account_key = moved.old_key
inner join known_accounts as known on moved.account_id = known.account_id;

delete from account_attributes_raw
where account_key in (select old_key from moved_details);

create or replace temp table kept_attributes as
select
    account_key,
    attr_type,
    attr_value,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    sum(n_obs)::bigint as n_obs,
    min(source) as source
from (
    select * from account_attributes_raw
    union all
    select * from moved_attributes
)
group by account_key, attr_type, attr_value;

delete from account_attributes_raw;

insert into account_attributes_raw
select *
from kept_attributes
order by attr_type, attr_value, account_key;

delete from known_accounts
where
    account_key in (select old_key from moved_details)
    and account_key not in (select account_key from fact_requests)
