-- question: Which client addresses are new here, and what are their keyed hashes?
-- grain:    statements; adds to addresses and address_book
-- params:   none
-- columns:  none
--
-- Hashing once per distinct address instead of once per request is what makes keyed
-- hashes affordable: HMAC costs twenty times the look-up.

create or replace temp table batch_addresses as
with

seen as (

    select distinct client_address
    from batch
    where client_address is not null

),

fresh as (

    select seen.client_address
    from seen
    anti join address_book on seen.client_address = address_book.client_address

)

select
    client_address,
    keyed_hash('ip', normal_address(client_address)) as client_address_hash,
    keyed_hash('prefix', address_prefix(client_address)) as client_prefix_hash
from fresh;

insert into addresses
with

fresh as (

    select
        client_address_hash,
        min(client_prefix_hash) as client_prefix_hash
    from batch_addresses
    where client_address_hash is not null
    group by client_address_hash

),

unknown as (

    select
        fresh.client_address_hash,
        fresh.client_prefix_hash
    from fresh
    anti join addresses on fresh.client_address_hash = addresses.client_address_hash

)

select
    (
        (select coalesce(max(address_key), -1) from addresses)
        + row_number() over (order by client_address_hash)
    )::integer as address_key,
    client_address_hash,
    client_prefix_hash
from unknown
order by client_address_hash;

insert into address_book
select
    fresh.client_address,
    addresses.address_key
from batch_addresses as fresh
inner join addresses on fresh.client_address_hash = addresses.client_address_hash
