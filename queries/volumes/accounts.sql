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
--   accounts_total   count of accounts, over every page
--   amount           requests, tokens or USD in the range; null where nothing reports it
--   expected_amount  the same in the period before, scaled to the length of the range
--   excess           amount less expected_amount
--   share_of_amount  share of all accounts' amount in the range
--   share_of_excess  share of all accounts' change, rises and falls; negative for a fall
with

-- Window by window: each is a plain range, which lets whole stretches be skipped.
picked as (
    select
        true as is_during,
        *
    from account_cells_between($start_at, $days_start_at, $days_end_at, $end_at)
    union all
    select
        false as is_during,
        *
    from
        account_cells_between(
            $before_start_at, $before_days_start_at, $before_days_end_at, $before_end_at
        )
),

valued as (
    select
        account_key,
        segment_key,
        is_during,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount
    from picked
),

counted as (
    select
        valued.account_key,
        sum(if(valued.is_during, valued.amount, null)) as found,
        $before_scale * sum(if(valued.is_during, null, valued.amount)) as expected,
        coalesce(found, expected) * 0 + coalesce(found, 0) as amount,
        coalesce(found, expected) * 0 + coalesce(expected, 0) as expected_amount,
        coalesce(found, expected) * 0 + coalesce(found, 0) - coalesce(expected, 0) as excess
    from valued
    inner join chosen_segments(
        'all', $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on valued.segment_key = chosen.segment_key
    group by valued.account_key
    having
        valued.account_key is distinct from (
            select account_key from known_accounts
            where account_id = '(unknown)'
        )
),

totals as (
    select
        count(*) as accounts_total,
        sum(amount) as amount_total,
        sum(abs(excess)) as change_total
    from counted
),

paged as (
    select *
    from counted
    order by
        case $sort when 'rise' then -excess when 'fall' then excess else -amount end asc nulls last,
        account_key asc
    limit $page_size offset $page_offset
)

select
    known.pseudonym,
    details.signup_country,
    details.plan,
    details.created_at,
    totals.accounts_total,
    round(paged.amount, 6) as amount,
    round(paged.expected_amount, 6) as expected_amount,
    round(paged.excess, 6) as excess,
    paged.amount / nullif(totals.amount_total, 0) as share_of_amount,
    paged.excess / nullif(totals.change_total, 0) as share_of_excess
from paged
cross join totals
inner join known_accounts as known on paged.account_key = known.account_key
left join account_details as details on paged.account_key = details.account_key
order by
    case $sort
        when 'rise' then -paged.excess when 'fall' then paged.excess
        else -paged.amount
    end asc,
    paged.account_key asc
