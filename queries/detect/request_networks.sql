-- question: Which networks did each account's requests come from?
-- grain:    one row per account, prefix, network and country
-- params:   none
-- columns:
--   account_key     integer, names an account within the warehouse
--   request_prefix  keyed hash of the network prefix
--   request_asn     number of the network, as text
--   country         two letters
--   requests        count of requests

select
    networks.account_key,
    addresses.client_prefix_hash as request_prefix,
    networks.client_asn::varchar as request_asn,
    networks.geo_country_iso_code as country,
    sum(networks.requests)::bigint as requests
from kept.networks as networks
left join addresses on networks.address_key = addresses.address_key
group by all
