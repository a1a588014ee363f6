-- question: Which rows are a file's, and what is left without them?
-- grain:    statements; removes them and fills erased_days, erased_counts
-- params:   $file_key: number
-- columns:  none
--
-- What other files said of the same accounts has been merged with this one's and cannot be
-- told apart: it goes as well, and those files are marked to be read again. So are files
-- whose requests may have given way to a copy in this one.

create or replace temp table erased_days as
select distinct date_trunc('day', ts)::timestamp as day_at
from fact_requests
where file_key = $file_key;

create or replace temp table own_rows as
select
    table_name,
    row_hash,
    exists(
        select 1
        from file_rows as other
        where
            other.table_name = own.table_name
            and other.row_hash = own.row_hash
            and other.file_key <> own.file_key
    ) as is_shared
from file_rows as own
where file_key = $file_key;

create or replace temp table doomed_accounts as
select account_key
from known_accounts
where keyed_number('account', account_id) in (
    select row_hash from own_rows
    where table_name = 'accounts'
);

create or replace temp table doomed_attributes as
select
    raw.account_key,
    raw.attr_type,
    raw.attr_value
from account_attributes_raw as raw
inner join known_accounts as known on raw.account_key = known.account_key
where
    keyed_number('attribute', concat_ws('|', known.account_id, raw.attr_type, raw.attr_value))
    in (
        select row_hash
        from own_rows
        where table_name = 'account_attributes'
    );

create or replace temp table erased_counts as
select
    'requests' as table_name,
    count(*) as rows
from fact_requests
where file_key = $file_key
union all
select
    'accounts' as table_name,
    count(*) as rows
from account_details
where account_key in (select account_key from doomed_accounts)
union all
select
    'account_attributes' as table_name,
    count(*) as rows
from doomed_attributes
union all
select
    table_name,
    count(*) as rows
from own_rows
where table_name in ('account_aliases', 'events') and not is_shared
group by table_name;

insert into files_to_read_again
select distinct others.file_key
from file_rows as others
inner join own_rows as own on others.table_name = own.table_name and others.row_hash = own.row_hash
where others.file_key <> $file_key and own.table_name in ('accounts', 'account_attributes')
union
select file_key
from import_files
where
    file_key <> $file_key
    and rows_duplicate > 0
    and table_name = 'requests'
    and exists (select 1 from erased_days);

delete from fact_requests
where file_key = $file_key;

delete from account_details
where account_key in (select account_key from doomed_accounts);

delete from account_attributes_raw
using doomed_attributes as doomed
where
    account_attributes_raw.account_key = doomed.account_key
    and account_attributes_raw.attr_type = doomed.attr_type
    and account_attributes_raw.attr_value = doomed.attr_value;

delete from account_aliases
where keyed_number('alias', concat_ws('|', id_type, id_value, account_id)) in (
    select row_hash from own_rows
    where table_name = 'account_aliases' and not is_shared
);

delete from events
where
    keyed_number(
        'event', concat_ws('|', ts, event_type, account_id, gen_ai_request_model, label)
    ) in (
        select row_hash
        from own_rows
        where table_name = 'events' and not is_shared
    );

delete from file_rows
where file_key = $file_key;

delete from erased_rows
where file_key = $file_key;

delete from files_to_read_again
where file_key = $file_key;

delete from import_rejects
where file_key = $file_key;

delete from import_files
where file_key = $file_key
