-- question: What did each account do on each day, by what people filter by?
-- grain:    statement; adds to account_day for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none
--
-- Reports may tell tokens or money without saying of how many requests: a row that does counts
-- as one that reports them, or the figure would pass for one that is not there.

insert into account_day
select
    date_trunc('day', ts) as bucket_at,
    account_key,
    segment_key,
    sum(request_count)::bigint as requests,
    sum(gen_ai_usage_input_tokens)::bigint as input_tokens,
    sum(gen_ai_usage_output_tokens)::bigint as output_tokens,
    sum(cost_usd)::decimal(18, 9) as cost_usd,
    coalesce(sum(greatest(request_count, 1)) filter (
        where gen_ai_usage_input_tokens is not null or gen_ai_usage_output_tokens is not null
    ), 0)::bigint as requests_with_tokens,
    coalesce(sum(greatest(request_count, 1)) filter (where cost_usd is not null), 0)::bigint
        as requests_with_cost
from fact_requests
where ts >= $start_at and ts < $end_at
group by all
order by bucket_at, account_key
