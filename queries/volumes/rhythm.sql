-- question: In which hours of the week does the selection ask, and does everybody else?
-- grain:    one row per hour of the week, 168 when the range holds a week
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $grain, $cut: rollup of the
--           selection; $background_cut: rollup of all requests; $dimension: not used;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   hour_of_week       0 = Monday 00:00 UTC
--   hours              hours of the range that fall on it
--   amount             the selection's requests, tokens or USD; null where nothing reports it
--   background_amount  the same of all requests in the range
--   share_of_week      share of the selection's week; each hour counts as often as any other
--   background_share   the same of all requests
--   ratio              share_of_week over background_share
with

hours as (
    select
        (isodow(hour_at) - 1) * 24 + hour(hour_at) as hour_of_week,
        sum(epoch(
            least(hour_at + interval 1 hour, $end_at::timestamp)
            - greatest(hour_at, $start_at::timestamp)
        )) / 3600 as hours
    from
        unnest(range(date_trunc('hour', $start_at::timestamp), $end_at, interval 1 hour))
            as listed (hour_at)
    group by hour_of_week
),

selected as (
    select
        date_trunc('hour', cells.bucket_at) as hour_at,
        sum(measure_value($measure, requests, input_tokens, output_tokens, cost_usd)) as amount
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by hour_at
),

background as (
    select
        date_trunc('hour', bucket_at) as hour_at,
        sum(measure_value($measure, requests, input_tokens, output_tokens, cost_usd)) as amount
    from cells
    where
        grain = $grain and cut = $background_cut
        and bucket_at >= $start_at and bucket_at < $end_at
    group by hour_at
),

by_hour as (
    select
        (isodow(background.hour_at) - 1) * 24 + hour(background.hour_at) as hour_of_week,
        sum(selected.amount) as found,
        sum(background.amount) as background_found
    from background
    left join selected on background.hour_at = selected.hour_at
    group by hour_of_week
)

-- An hour nobody asked in is zero, unless nothing at all reports the measure.
select
    hours.hour_of_week,
    hours.hours,
    if(count(by_hour.found) over () > 0, coalesce(by_hour.found, 0), null) as amount,
    if(count(by_hour.background_found) over () > 0, coalesce(by_hour.background_found, 0), null)
        as background_amount,
    coalesce(by_hour.found, 0) / hours.hours
    / nullif(sum(by_hour.found / hours.hours) over (), 0) as share_of_week,
    coalesce(by_hour.background_found, 0) / hours.hours
    / nullif(sum(by_hour.background_found / hours.hours) over (), 0) as background_share,
    share_of_week / nullif(background_share, 0) as ratio
from hours
left join by_hour on hours.hour_of_week = by_hour.hour_of_week
order by hours.hour_of_week
