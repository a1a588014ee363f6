-- question: How many requests did each model answer, and how many failed?
-- grain:    one row per model
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   model  model asked for
--   requests  count of requests
--   accounts  accounts that asked
--   failed_share  share not ok, 0 to 1

select
    gen_ai_request_model as model,
    sum(request_count) as requests,
    count(distinct account_id) as accounts,
    round(
        sum(if(status = 'ok', 0, request_count)) / sum(request_count), 4
    ) as failed_share
from requests
where ts >= $start_at and ts < $end_at
group by gen_ai_request_model
order by requests desc, model asc
