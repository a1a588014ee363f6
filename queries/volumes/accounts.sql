-- question: Which accounts asked most, and which make the change against the period before?
-- grain:    one row per account, one page of them, in the order asked for
-- params:   $start_at, $days_start_at, $days_end_at, $end_at: timestamp, UTC, the range and the
--           whole days in it; $before_start_at, $before_days_start_at, $before_days_end_at,
--           $before_end_at: the same of the period before, which $before_scale brings to the
--           length of the range; $dimension: not used, null will do;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd;
--           $sort: amount, rise or fall; $page_size, $page_offset: rows;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   pseudonym        stable short name of the account
--   signup_country   country at sign-up
--   plan             price plan
--   created_at       timestamp, UTC, sign-up
--   requests         count of requests in the range
--   amount           requests, tokens or USD in the range
--   expected_amount  the same in the period before, scaled to the length of the range
--   excess           amount less expected_amount
--   share_of_amount  share of all accounts' amount in the range
--   share_of_excess  share of all accounts' rises; a fall is a negative share of all falls
--   accounts_total   count of accounts, over every page
with

picked as (
    select
        account_key,
        segment_key,
        requests,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount,
        0 as before_amount
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at)
    union all
    select
        account_key,
        segment_key,
        0 as requests,
        0 as amount,
        $before_scale * measure_value($measure, requests, input_tokens, output_tokens, cost_usd)
            as before_amount
    from account_cells_between(
        $before_start_at, $before_days_start_at, $before_days_end_at, $before_end_at
    )
),

counted as (
    select
        picked.account_key,
        sum(picked.requests) as requests,
        coalesce(sum(picked.amount), 0) as during_amount,
        coalesce(sum(picked.before_amount), 0) as expected_amount,
        during_amount - expected_amount as excess
    from picked
    inner join chosen_segments(
        'all', $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on picked.segment_key = chosen.segment_key
    group by picked.account_key
)

select
    known.pseudonym,
    details.signup_country,
    details.plan,
    details.created_at,
    counted.requests::bigint as requests,
    round(counted.during_amount, 6) as amount,
    round(counted.expected_amount, 6) as expected_amount,
    round(counted.excess, 6) as excess,
    counted.during_amount / nullif(sum(counted.during_amount) over (), 0) as share_of_amount,
    counted.excess / nullif(if(
        counted.excess > 0,
        sum(greatest(counted.excess, 0)) over (),
        -sum(least(counted.excess, 0)) over ()
    ), 0) as share_of_excess,
    count(*) over () as accounts_total
from counted
inner join known_accounts as known on counted.account_key = known.account_key
left join account_details as details on counted.account_key = details.account_key
where known.account_id != '(unknown)'
order by
    case $sort
        when 'rise' then -counted.excess when 'fall' then counted.excess
        else -counted.during_amount
    end asc,
    counted.account_key asc
limit $page_size offset $page_offset
