-- question: How many accounts asked in each of three windows of time, and how much each?
-- grain:    one row per window: 'before', 'during', 'after'
-- params:   $before_start_at, $before_days_start_at, $before_days_end_at, $before_end_at;
--           $start_at, $days_start_at, $days_end_at, $end_at; $after_start_at,
--           $after_days_start_at, $after_days_end_at, $after_end_at: timestamp, UTC, each
--           window and the whole days in it; $dimension: not used, null will do;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   period              'before', 'during' or 'after'
--   active_accounts     count of accounts with requests; those without a name left out
--   mean_per_account    requests, tokens or USD, over the accounts that report it; null where
--                      nothing does
--   median_per_account  the same
with

-- Window by window: each is a plain range, which lets whole stretches be skipped.
picked as (
    select
        'before' as period,
        *
    from
        account_cells_between(
            $before_start_at, $before_days_start_at, $before_days_end_at, $before_end_at
        )
    union all
    select
        'during' as period,
        *
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at)
    union all
    select
        'after' as period,
        *
    from
        account_cells_between(
            $after_start_at, $after_days_start_at, $after_days_end_at, $after_end_at
        )
),

per_account as (
    select
        picked.period,
        picked.account_key,
        sum(measure_value(
            $measure, picked.requests, picked.input_tokens, picked.output_tokens, picked.cost_usd
        )) as amount
    from picked
    inner join chosen_segments(
        'all', $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on picked.segment_key = chosen.segment_key
    group by picked.period, picked.account_key
    having
        picked.account_key is distinct from (
            select account_key from known_accounts
            where account_id = '(unknown)'
        )
        and sum(picked.requests) > 0
)

select
    windows.period,
    count(per_account.account_key) as active_accounts,
    avg(per_account.amount) as mean_per_account,
    median(per_account.amount) as median_per_account
from (values ('before'), ('during'), ('after')) as windows (period)
left join per_account on windows.period = per_account.period
group by windows.period
