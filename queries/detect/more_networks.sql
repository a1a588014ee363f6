-- question: What do new days add to the addresses and networks of each account?
-- grain:    statement; makes kept.networks anew of itself and the days
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days: list of timestamp, within them
-- columns:  none

create or replace table kept.networks as
with

added as (

    select
        account_key,
        address_key,
        client_asn,
        geo_country_iso_code,
        request_count as requests
    from fact_requests
    where
        ts >= $start_at and ts < $end_at
        and date_trunc('day', ts) in (select unnest($days::timestamp[]))
        and (
            address_key is not null
            or client_asn is not null
            or geo_country_iso_code is not null
        )

),

both_parts as (

    select * from kept.networks
    union all
    select * from added

)

select
    account_key,
    address_key,
    client_asn,
    geo_country_iso_code,
    sum(requests)::bigint as requests
from both_parts
group by all
