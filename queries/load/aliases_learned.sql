-- question: Which keys do the requests themselves show to be one account's?
-- grain:    statements; adds to account_aliases, fills learned_aliases
-- params:   none
-- columns:  none
--
-- One export names the user beside the key, another only the key. A key seen with exactly one
-- account is that account's; a key that several accounts use (a service in front of them) is
-- nobody's. Learned again at every import: what no longer holds is forgotten.

delete from account_aliases
where source = 'learned';

create or replace temp table learned_aliases as
with

seen as (

    select
        fact.api_key_id,
        min(known.account_id) as account_id
    from fact_requests as fact
    inner join known_accounts as known on fact.account_key = known.account_key
    where
        fact.api_key_id is not null
        and fact.account_id_type <> 'api_key'
        and fact.account_id_type <> 'app'
        and known.account_id <> '(unknown)'
    group by fact.api_key_id
    having count(distinct fact.account_key) = 1

)

select
    'api_key' as id_type,
    seen.api_key_id as id_value,
    seen.account_id,
    'learned' as source
from seen
where
    exists (
        select 1
        from fact_requests as fact
        where fact.account_id_type = 'api_key' and fact.api_key_id = seen.api_key_id
    )
    and seen.api_key_id <> seen.account_id
    and not exists (
        select 1
        from account_aliases as told
        where told.id_type = 'api_key' and told.id_value = seen.api_key_id
    );

insert into account_aliases
select *
from learned_aliases
order by all
