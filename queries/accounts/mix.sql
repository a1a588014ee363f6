-- question: What does one account ask for, and from where?
-- grain:    one row per dimension and value, the 8 most used of each
-- params:   $account_key: integer; $start_at, $end_at (exclusive): timestamp, UTC;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in, $task_in,
--           $client_in: lists, null means all
-- columns:
--   dimension          model, task, country, client or status
--   value              the value; '(unknown)' where the data has none
--   requests           count of requests
--   share_of_requests  share of the account's requests in the range

with

asked as (

    select
        segments.model,
        segments.task,
        segments.country,
        segments.client,
        segments.status,
        sum(fact.request_count) as requests
    from fact_requests as fact
    inner join chosen_segments(
        'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
        $task_in, $client_in
    ) as chosen on fact.segment_key = chosen.segment_key
    inner join segments on fact.segment_key = segments.segment_key and segments.cut = 'all'
    where
        fact.account_key = $account_key
        and fact.ts >= $start_at and fact.ts < $end_at
    group by all

),

long as (

    unpivot asked on model, task, country, client, status into name dimension value value

),

counted as (

    select
        long.dimension,
        long.value,
        sum(long.requests)::bigint as requests
    from long
    group by long.dimension, long.value

)

select
    counted.dimension,
    counted.value,
    counted.requests,
    counted.requests / sum(counted.requests) over (partition by counted.dimension)
        as share_of_requests
from counted
qualify
    row_number() over (
        partition by counted.dimension order by counted.requests desc, counted.value asc
    ) <= 8
order by counted.dimension asc, counted.requests desc, counted.value asc
