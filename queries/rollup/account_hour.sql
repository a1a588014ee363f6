-- question: What did each account do in each hour?
-- grain:    statement; adds to account_hour for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into account_hour
select
    account_key,
    date_trunc('hour', ts) as bucket_at,
    sum(request_count)::bigint as requests,
    coalesce(
        sum(request_count) filter (where coalesce(status, 'unknown') not in ('ok', 'unknown')), 0
    )::bigint
        as failed_requests,
    sum(gen_ai_usage_input_tokens)::bigint as input_tokens,
    sum(gen_ai_usage_output_tokens)::bigint as output_tokens,
    sum(cost_usd)::decimal(18, 9) as cost_usd
from fact_requests
where ts >= $start_at and ts < $end_at
group by all
order by account_key, bucket_at
