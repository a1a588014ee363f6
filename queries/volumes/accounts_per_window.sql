-- question: How many accounts asked in each of three windows of time, and how much each?
-- grain:    one row per window: 'before', 'during', 'after'
-- params:   $before_start_at, $before_days_start_at, $before_days_end_at, $before_end_at;
--           $start_at, $days_start_at, $days_end_at, $end_at; $after_start_at,
--           $after_days_start_at, $after_days_end_at, $after_end_at: timestamp, UTC, each
--           window and the whole days in it; $has_edges: whether any window begins or
--           ends within a day; $dimension: not used, null will do;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   period              'before', 'during' or 'after'
--   active_accounts     count of accounts with requests; those without a name left out
--   mean_per_account    requests, tokens or USD; null where nothing reports it
--   median_per_account  requests, tokens or USD; null where nothing reports it
with

picked as (
    select
        account_key,
        segment_key,
        is_in_window(
            grain, bucket_at, $before_start_at, $before_days_start_at, $before_days_end_at,
            $before_end_at
        ) as is_before,
        is_in_window(grain, bucket_at, $start_at, $days_start_at, $days_end_at, $end_at)
            as is_during,
        is_in_window(
            grain, bucket_at, $after_start_at, $after_days_start_at, $after_days_end_at,
            $after_end_at
        ) as is_after,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount
    from account_cells
    where (grain = 'day' or $has_edges) and (is_before or is_during or is_after)
),

per_account as (
    select
        picked.account_key,
        sum(if(picked.is_before, picked.amount, null)) as before_amount,
        sum(if(picked.is_during, picked.amount, null)) as during_amount,
        sum(if(picked.is_after, picked.amount, null)) as after_amount
    from picked
    inner join chosen_segments(
        'all', $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on picked.segment_key = chosen.segment_key
    group by picked.account_key
    having
        picked.account_key is distinct from (
            select account_key from known_accounts
            where account_id = '(unknown)'
        )
)

select
    unnest(['before', 'during', 'after']) as period,
    unnest([count(before_amount), count(during_amount), count(after_amount)]) as active_accounts,
    unnest([avg(before_amount), avg(during_amount), avg(after_amount)]) as mean_per_account,
    unnest([median(before_amount), median(during_amount), median(after_amount)])
        as median_per_account
from per_account
