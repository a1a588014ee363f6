-- question: How many accounts asked in each of three windows of time?
-- grain:    one row, whatever the data
-- params:   $before_start_at, $before_end_at, $start_at, $end_at, $after_start_at,
--           $after_end_at (ends exclusive): timestamp, UTC; $account_grain: rollup;
--           $dimension: not used, null will do;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   before_accounts  count of accounts with requests in the window before
--   during_accounts  count of accounts with requests in the range
--   after_accounts   count of accounts with requests in the window after
with

per_account as (
    select
        cells.account_key,
        max(cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at) as is_before,
        max(cells.bucket_at >= $start_at and cells.bucket_at < $end_at) as is_during,
        max(cells.bucket_at >= $after_start_at and cells.bucket_at < $after_end_at) as is_after
    from account_cells as cells
    inner join chosen_segments(
        'all', $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $account_grain
        and (
            (cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at)
            or (cells.bucket_at >= $start_at and cells.bucket_at < $end_at)
            or (cells.bucket_at >= $after_start_at and cells.bucket_at < $after_end_at)
        )
    group by cells.account_key
)

select
    count(*) filter (where per_account.is_before) as before_accounts,
    count(*) filter (where per_account.is_during) as during_accounts,
    count(*) filter (where per_account.is_after) as after_accounts
from per_account
inner join known_accounts as known on per_account.account_key = known.account_key
where known.account_id != '(unknown)'
