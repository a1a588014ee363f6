-- question: Who and what is nowhere in the data any more?
-- grain:    statements; removes accounts and addresses nothing refers to
-- params:   none
-- columns:  none

delete from known_accounts
where
    account_key not in (select account_key from fact_requests)
    and account_key not in (select account_key from fact_set_aside)
    and account_key not in (select account_key from account_details)
    and account_key not in (select account_key from account_attributes_raw);

delete from addresses
where address_key not in (
    select address_key from fact_requests
    where address_key is not null
    union all
    select address_key from fact_set_aside
    where address_key is not null
)
