-- question: What is asked for, and how large are the answers?
-- grain:    one row per task
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:
--   task_category  kind of task
--   requests  count of requests
--   accounts  accounts that ask for it
--   median_output_tokens  median output tokens
--   reasoning_share  share of output spent on reasoning, 0 to 1

select
    task_category,
    sum(request_count) as requests,
    count(distinct account_id) as accounts,
    median(gen_ai_usage_output_tokens) as median_output_tokens,
    round(
        sum(gen_ai_usage_reasoning_output_tokens)
        / nullif(sum(gen_ai_usage_output_tokens), 0), 3
    ) as reasoning_share
from requests
where ts >= $start_at and ts < $end_at
group by task_category
order by requests desc, task_category asc
