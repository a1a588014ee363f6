-- question: Which calls are not counted, since another system saw them too?
-- grain:    one row per call set aside
-- params:   none
-- columns:
--   ts                          timestamp, UTC, when the call began
--   source                      source module whose record it is
--   counted_source              source whose record of the same call counts
--   matched_by                  what the two records agree in
--   source_file                 file the row came from
--   source_line                 line or record number in it
--   request_id                  the source's own id
--   account_id                  the account
--   gen_ai_request_model        model asked for
--   gen_ai_response_model       model that answered
--   gen_ai_usage_input_tokens   tokens
--   gen_ai_usage_output_tokens  tokens
--   cost_usd                    USD
--   cost_origin                 'source' or 'price_table'

select
    ts,
    source,
    counted_source,
    matched_by,
    source_file,
    source_line,
    request_id,
    account_id,
    gen_ai_request_model,
    gen_ai_response_model,
    gen_ai_usage_input_tokens,
    gen_ai_usage_output_tokens,
    cost_usd,
    cost_origin
from requests_set_aside
order by ts, source, request_id
