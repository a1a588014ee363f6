-- question: What does each account show of itself in its own file?
-- grain:    one row per account that asked or signed up
-- params:   none
-- columns:
--   account_key    integer, names an account within the warehouse
--   created_at     timestamp, UTC; null when no file says
--   payment        keyed hash of the card
--   phone          keyed hash
--   email_norm     keyed hash of the mail name without its tag
--   email_domain   text
--   email_pattern  shape of the mail name: letters and digits masked
--   org            organisation the account belongs to
--   address        keyed hash, at sign-up
--   prefix         keyed hash of the network prefix, at sign-up
--   asn            number of the network, as text, at sign-up
--   user_agent     text, at sign-up
--   ja4            TLS fingerprint, at sign-up
--   country        two letters, at sign-up
--   plan           text
--   requests       count of requests

select
    known.account_key,
    details.created_at,
    details.payment_fingerprint_hash as payment,
    details.phone_hash as phone,
    details.email_norm_hash as email_norm,
    details.email_domain,
    details.email_pattern,
    details.org_id as org,
    details.signup_address_hash as address,
    details.signup_prefix_hash as prefix,
    details.signup_asn::varchar as asn,
    details.signup_user_agent as user_agent,
    details.signup_tls_ja4 as ja4,
    details.signup_country as country,
    details.plan,
    coalesce(totals.requests, 0) as requests
from known_accounts as known
left join account_details as details on known.account_key = details.account_key
left join account_totals as totals on known.account_key = totals.account_key
where known.account_id <> '(unknown)'
order by known.account_key
