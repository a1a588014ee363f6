-- question: Which networks did each account's requests come from?
-- grain:    one row per account, prefix, network and country
-- params:   none
-- columns:
--   account_key     integer, names an account within the warehouse
--   request_prefix  keyed hash of the network prefix
--   request_asn     number of the network, as text
--   country         two letters
--   requests        count of requests

with

per_address as (

    select
        account_key,
        address_key,
        client_asn,
        geo_country_iso_code,
        sum(request_count)::bigint as requests
    from fact_requests
    where
        address_key is not null
        or client_asn is not null
        or geo_country_iso_code is not null
    group by all

)

select
    per_address.account_key,
    addresses.client_prefix_hash as request_prefix,
    per_address.client_asn::varchar as request_asn,
    per_address.geo_country_iso_code as country,
    sum(per_address.requests)::bigint as requests
from per_address
left join addresses on per_address.address_key = addresses.address_key
group by all
