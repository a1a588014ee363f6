-- question: When did each account sign up, and what did it show of itself then?
-- grain:    one row per account whose time of sign-up is known; where $first_seen is true, per
--           account with a request, whose first one stands in for the sign-up
-- params:   $first_seen: boolean
-- columns:
--   account_key        integer, names an account within the warehouse
--   signed_up_at       timestamp, UTC
--   payment            keyed hash of the card
--   prefix             keyed hash of the network prefix
--   asn                number of the network, as text
--   email_domain       text
--   email_pattern      shape of the mail name: letters and digits masked
--   client             user agent without its versions
--   user_agent         text
--   ja4                TLS fingerprint
--   referrer           text
--   plan               text
--   country            two letters
--   identity_provider  text
--   org                organisation the account belongs to

with

-- There are few user agents and many accounts: masking is done once for each.
clients as (

    select
        agents.signup_user_agent,
        regexp_replace(agents.signup_user_agent, '[0-9]+([._][0-9]+)*', '#', 'g') as client
    from (select distinct signup_user_agent from account_details) as agents

)

select
    known.account_key,
    signups.signed_up_at,
    details.payment_fingerprint_hash as payment,
    details.signup_prefix_hash as prefix,
    details.signup_asn::varchar as asn,
    details.email_domain,
    details.email_pattern,
    clients.client,
    details.signup_user_agent as user_agent,
    details.signup_tls_ja4 as ja4,
    details.signup_referrer as referrer,
    details.plan,
    details.signup_country as country,
    details.identity_provider,
    details.org_id as org
from signed_up($first_seen) as signups
inner join known_accounts as known on signups.account_key = known.account_key
left join account_details as details on known.account_key = details.account_key
left join clients on details.signup_user_agent = clients.signup_user_agent
where known.account_id <> '(unknown)'
