-- question: Which client programs did each account's requests come from? Kept for later.
-- grain:    statement; makes kept.clients, one row per account, client string and fingerprint
-- params:   none
-- columns:  none

create or replace table kept.clients as
select
    account_key,
    user_agent_original,
    tls_ja4,
    sum(request_count)::bigint as requests
from fact_requests
where user_agent_original is not null or tls_ja4 is not null
group by all
