-- question: What do we know of each account once this batch is added?
-- grain:    statements; rewrites account_details, fills batch_counts
-- params:   none
-- columns:  none
--
-- A later file wins value by value; what it leaves out stays as it was.

create or replace temp table batch_accounts as
select
    known.account_key,
    batch.*
from batch
inner join known_accounts as known on batch.account_id = known.account_id
qualify
    row_number() over (
        partition by known.account_key
        order by
            batch.last_seen_at desc nulls last,
            batch.status_changed_at desc nulls last,
            batch.created_at desc nulls last,
            to_json(batch) desc
    ) = 1;

create or replace temp table merged_accounts as
select
    coalesce(new.account_key, old.account_key) as account_key,
    coalesce(new.created_at, old.created_at) as created_at,
    coalesce(nullif(new.status, 'unknown'), old.status, new.status) as status,
    coalesce(new.status_changed_at, old.status_changed_at) as status_changed_at,
    coalesce(new.identity_provider, old.identity_provider) as identity_provider,
    coalesce(new.email_hash, old.email_hash) as email_hash,
    coalesce(new.email_norm_hash, old.email_norm_hash) as email_norm_hash,
    coalesce(new.email_domain, old.email_domain) as email_domain,
    coalesce(new.email_pattern, old.email_pattern) as email_pattern,
    coalesce(new.email_verified, old.email_verified) as email_verified,
    coalesce(new.phone_hash, old.phone_hash) as phone_hash,
    coalesce(new.payment_fingerprint_hash, old.payment_fingerprint_hash)
        as payment_fingerprint_hash,
    coalesce(new.payment_country, old.payment_country) as payment_country,
    coalesce(new.org_id, old.org_id) as org_id,
    coalesce(new.plan, old.plan) as plan,
    coalesce(new.signup_address_hash, old.signup_address_hash) as signup_address_hash,
    coalesce(new.signup_prefix_hash, old.signup_prefix_hash) as signup_prefix_hash,
    coalesce(new.signup_asn, old.signup_asn) as signup_asn,
    coalesce(new.signup_country, old.signup_country) as signup_country,
    coalesce(new.signup_user_agent, old.signup_user_agent) as signup_user_agent,
    coalesce(new.signup_tls_ja4, old.signup_tls_ja4) as signup_tls_ja4,
    coalesce(new.signup_referrer, old.signup_referrer) as signup_referrer,
    coalesce(new.last_seen_at, old.last_seen_at) as last_seen_at,
    coalesce(new.source, old.source) as source
from account_details as old
full join batch_accounts as new on old.account_key = new.account_key;

create or replace temp table batch_counts as
select
    (select count(*) from batch) as rows,
    count(*) as rows_loaded
from (
    select * from merged_accounts
    except
    select * from account_details
);

delete from account_details;

insert into account_details
select *
from merged_accounts
order by created_at nulls last, account_key
