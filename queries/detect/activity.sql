-- question: How many requests did these accounts make on each day of the weeks after sign-up?
-- grain:    one row per account and day of age with a request; the day of sign-up is 0
-- params:   $account_keys: list of integer; $first_seen: boolean; $ages: count of days
-- columns:
--   account_key  integer, names an account within the warehouse
--   age_days     whole days since the day of sign-up (UTC)
--   requests     count of requests

with

chosen as (

    select
        wanted.account_key,
        date_trunc('day', signups.signed_up_at)::timestamp as signed_up_day
    from (select unnest($account_keys::integer[]) as account_key) as wanted
    inner join signed_up($first_seen) as signups on wanted.account_key = signups.account_key

)

select
    daily.account_key,
    datediff('day', chosen.signed_up_day, daily.bucket_at) as age_days,
    sum(daily.requests)::bigint as requests
from account_day as daily
inner join chosen on daily.account_key = chosen.account_key
where
    daily.bucket_at >= chosen.signed_up_day
    and daily.bucket_at < chosen.signed_up_day + $ages * interval 1 day
group by all
order by daily.account_key, age_days
