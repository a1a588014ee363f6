-- question: Which bursts overlap the range, ranked, and how did sign-ups go around each?
-- grain:    one row per burst, one page of them
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $basis: 'created_at' or
--           'first_seen'; $max_q: highest false-discovery rate; $least_accounts: smallest
--           burst; $inside: 'any', 'all' for bursts among all sign-ups, or an attribute type;
--           $sort: 'score', 'accounts', 'later_requests' or 'start_at', largest or latest
--           first; $page_rows, $skip_rows: count
-- columns:
--   rank               rank by surprise, 1 is the most surprising
--   burst_id           the burst
--   start_at           timestamp, UTC, first sign-up
--   end_at             timestamp, UTC, exclusive
--   accounts           count of accounts
--   expected_accounts  expected sign-ups
--   score              surprise, bits
--   attr_type          attribute it lies in; null among all sign-ups
--   attr_value         value it lies in
--   signups            30 counts: all sign-ups from one burst length before to one after;
--                      inside an attribute, the burst's own from its start to its end
--   top_attr_type      attribute of the most over-represented value
--   top_attr_value     that value
--   top_share          share of the accounts with it, 0 to 1
--   top_lift           how many times as frequent as among comparable sign-ups
--   later_requests     count of requests its accounts made after signing up
--   active_accounts    count of its accounts not banned, with a request in the last week of
--                      the data
--   banned_accounts    count of its accounts banned since
--   verdict            scripted sign-ups likely, promotion or event likely, or unclear
--   confidence         high, moderate or low
--   found              count of bursts on all pages

with

page as (

    select
        found.*,
        row_number() over (order by found.score desc, found.burst_id asc) as rank,
        count(*) over () as found,
        case when found.attr_type is null then found.end_at - found.start_at else interval 0 day
        end as margin
    from found_bursts as found
    where
        found.q_value <= $max_q and found.accounts >= $least_accounts
        and found.start_at < $end_at and found.end_at > $start_at
        and ($inside in ('any', coalesce(found.attr_type, 'all')))
    order by
        case $sort
            when 'accounts' then found.accounts
            when 'later_requests' then found.later_requests
            when 'start_at' then epoch(found.start_at)
        end desc nulls last,
        found.score desc, found.burst_id asc
    limit $page_rows offset $skip_rows

),

-- Sign-ups find their bursts by the hour: a join on a key, where ranges alone would sort all.
hours as (

    select
        page.burst_id,
        page.start_at - page.margin as first_at,
        page.end_at + page.margin as last_at,
        unnest(range(
            date_trunc('hour', page.start_at - page.margin),
            page.end_at + page.margin,
            interval 1 hour
        )) as hour_at
    from page
    where page.attr_type is null

),

around as (

    select
        hours.burst_id,
        signups.signed_up_at
    from hours
    inner join
        signed_up($basis = 'first_seen') as signups
        on hours.hour_at = date_trunc('hour', signups.signed_up_at)
    where signups.signed_up_at >= hours.first_at and signups.signed_up_at < hours.last_at
    union all
    select
        page.burst_id,
        members.signed_up_at
    from page
    inner join found_burst_accounts as members on page.burst_id = members.burst_id
    where page.attr_type is not null

),

counted as (

    select
        around.burst_id,
        floor(
            30 * epoch(around.signed_up_at - (page.start_at - page.margin))
            / epoch(page.end_at - page.start_at + 2 * page.margin)
        )::bigint as step,
        count(*) as signups
    from around
    inner join page on around.burst_id = page.burst_id
    group by all

),

sparks as (

    select
        page.burst_id,
        list(coalesce(counted.signups, 0) order by steps.step) as signups
    from page
    cross join range(30) as steps (step)
    left join counted on page.burst_id = counted.burst_id and steps.step = counted.step
    group by page.burst_id

)

select
    page.rank,
    page.burst_id,
    page.start_at,
    page.end_at,
    page.accounts,
    page.expected_accounts,
    page.score,
    page.attr_type,
    page.attr_value,
    sparks.signups,
    page.top_attr_type,
    page.top_attr_value,
    page.top_share,
    page.top_lift,
    page.later_requests,
    page.active_accounts,
    page.banned_accounts,
    page.verdict,
    page.confidence,
    page.found
from page
inner join sparks on page.burst_id = sparks.burst_id
order by
    case $sort
        when 'accounts' then page.accounts
        when 'later_requests' then page.later_requests
        when 'start_at' then epoch(page.start_at)
    end desc nulls last,
    page.score desc, page.burst_id asc
