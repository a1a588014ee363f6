-- question: Which addresses and networks did each account's requests come from? Kept for later.
-- grain:    statement; makes kept.networks, one row per account, address, network and country
-- params:   none
-- columns:  none

create or replace table kept.networks as
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
