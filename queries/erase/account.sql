-- question: Which rows are about an account?
-- grain:    statements; removes them and fills erased_days, erased_counts
-- params:   $account_id: text
-- columns:  none
--
-- Requests of others that merely name it (as a user, a key or in a remark) stay, and lose
-- the name.

create or replace temp table doomed_accounts as
select account_key
from known_accounts
where account_id = $account_id;

create or replace temp table erased_days as
select distinct date_trunc('day', ts)::timestamp as day_at
from fact_requests
where account_key in (select account_key from doomed_accounts);

create or replace temp table erased_by_file as
select
    file_key,
    count(*) as rows
from fact_requests
where account_key in (select account_key from doomed_accounts)
group by file_key;

create or replace temp table erased_counts as
select
    'requests' as table_name,
    coalesce(sum(rows), 0)::bigint as rows
from erased_by_file
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
from account_attributes_raw
where account_key in (select account_key from doomed_accounts)
union all
select
    'account_aliases' as table_name,
    count(*) as rows
from account_aliases
where account_id = $account_id or id_value = $account_id
union all
select
    'events' as table_name,
    count(*) as rows
from events
where account_id = $account_id;

insert into erased_rows
select
    file_key,
    rows
from erased_by_file;

delete from file_rows
where
    (table_name = 'accounts' and row_hash = keyed_number('account', $account_id))
    or (
        table_name = 'account_attributes'
        and row_hash in (
            select keyed_number('attribute', concat_ws('|', $account_id, attr_type, attr_value))
            from account_attributes_raw
            where account_key in (select account_key from doomed_accounts)
        )
    )
    or (
        table_name = 'account_aliases'
        and row_hash in (
            select keyed_number('alias', concat_ws('|', id_type, id_value, account_id))
            from account_aliases
            where account_id = $account_id or id_value = $account_id
        )
    )
    or (
        table_name = 'events'
        and row_hash in (
            select
                keyed_number(
                    'event', concat_ws('|', ts, event_type, account_id, gen_ai_request_model, label)
                )
            from events
            where account_id = $account_id
        )
    );

delete from fact_requests
where account_key in (select account_key from doomed_accounts);

update fact_requests
set
    user_id = nullif(user_id, $account_id),
    end_user_id = nullif(end_user_id, $account_id),
    api_key_id = nullif(api_key_id, $account_id),
    org_id = nullif(org_id, $account_id),
    project_id = nullif(project_id, $account_id),
    extra = case when contains(extra, $account_id) then null else extra end
where
    user_id = $account_id
    or end_user_id = $account_id
    or api_key_id = $account_id
    or org_id = $account_id
    or project_id = $account_id
    or contains(extra, $account_id);

update account_details
set org_id = null
where org_id = $account_id;

delete from account_details
where account_key in (select account_key from doomed_accounts);

delete from account_attributes_raw
where account_key in (select account_key from doomed_accounts) or attr_value = $account_id;

delete from account_aliases
where account_id = $account_id or id_value = $account_id;

delete from events
where account_id = $account_id
