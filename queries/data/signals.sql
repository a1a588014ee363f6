-- question: For how much of the data is each signal known that the pages link and judge by?
-- grain:    one row per signal
-- params:   none
-- columns:
--   field        name of the signal
--   known_share  share of requests (of accounts, for what sign-up and payment tell) that have
--                it; for bans, 1 where any is known and 0 where none is

with

asked as (

    select
        count(*) as n,
        count(address_key) as address,
        count(prompt_template_hash) as template,
        count(user_agent_original) as user_agent,
        count(tls_ja4) as ja4,
        count(duration_ms) as duration
    from fact_requests

),

people as (

    select
        count(*) as n,
        count(details.email_domain) as email,
        count(details.payment_fingerprint_hash) as payment,
        count(details.phone_hash) as phone,
        count(details.signup_address_hash) as signup_address
    from known_accounts as named
    left join account_details as details on named.account_key = details.account_key
    where named.account_id <> '(unknown)'

),

told as (

    select
        unnest(
            ['network address', 'prompt template', 'client string', 'TLS fingerprint', 'duration']
        )
            as field,
        unnest([address, template, user_agent, ja4, duration]) as known,
        n
    from asked
    union all
    select
        unnest(['mail', 'payment', 'phone', 'sign-up address']) as field,
        unnest([email, payment, phone, signup_address]) as known,
        n
    from people
    union all
    select
        'bans' as field,
        least(count(*), 1) as known,
        1 as n
    from events
    where event_type = 'ban'

)

select
    field,
    (known / nullif(n, 0))::double as known_share
from told
order by known_share, field
