-- question: Which accounts is one account linked with, and why?
-- grain:    one row per other account, the strongest links first
-- params:   $account_key: integer; $top: most links
-- columns:
--   pseudonym    stable short name of the other account
--   total_bits   what the link weighs in all
--   family_bits  bits by family in words, the strongest first
--   cluster_id   cluster the other account is a member of; null where there is none
--   requests     count of its requests in all the data
--   found        count of links kept

with

linked as (

    select
        if(found.account_key_a = $account_key, found.account_key_b, found.account_key_a)
            as account_key,
        max(found.total_bits) as total_bits,
        string_agg(
            found.family || printf(' %+.1f', found.bits), ' · ' order by found.bits desc
        ) as family_bits
    from found_links as found
    where $account_key in (found.account_key_a, found.account_key_b)
    group by all

)

select
    known.pseudonym,
    linked.total_bits,
    linked.family_bits,
    (
        select min(members.cluster_id)
        from found_cluster_accounts as members
        where members.account_key = linked.account_key and members.membership = 'probable'
    ) as cluster_id,
    coalesce(totals.requests, 0) as requests,
    count(*) over () as found
from linked
inner join known_accounts as known on linked.account_key = known.account_key
left join account_totals as totals on linked.account_key = totals.account_key
order by linked.total_bits desc, known.pseudonym asc
limit $top
