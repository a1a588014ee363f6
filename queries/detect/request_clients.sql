-- question: Which client programs did each account's requests come from?
-- grain:    one row per account, client string and TLS fingerprint
-- params:   none
-- columns:
--   account_key    integer, names an account within the warehouse
--   request_agent  text, with its version
--   request_ja4    text
--   requests       count of requests

select
    account_key,
    user_agent_original as request_agent,
    tls_ja4 as request_ja4,
    requests
from kept.clients
