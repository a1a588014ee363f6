-- question: How many accounts asked what the filters choose, in a stretch of time?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days_start_at, $days_end_at: the
--           whole days inside; $source_in, $provider_in, $model_in, $country_in, $status_in,
--           $plan_in, $task_in, $client_in: lists, null means all
-- columns:
--   active_accounts  count of accounts with a request; '(unknown)' is none

select count(distinct cells.account_key) as active_accounts
from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at) as cells
where
    cells.segment_key in (
        select chosen.segment_key
        from chosen_segments(
            'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in,
            $plan_in, $task_in, $client_in
        ) as chosen
    )
    and cells.account_key is distinct from (
        select known.account_key from known_accounts as known
        where known.account_id = '(unknown)'
    )
