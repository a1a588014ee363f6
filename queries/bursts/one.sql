-- question: What is one burst?
-- grain:    one row, or none where no burst has the id
-- params:   $burst_id: the burst
-- columns:
--   burst_id              the burst
--   series_id             series of adjacent waves; null when alone
--   attr_type             attribute it lies in; null among all sign-ups
--   attr_value            value it lies in
--   start_at              timestamp, UTC, first sign-up
--   end_at                timestamp, UTC, exclusive
--   accounts              count of accounts
--   expected_accounts     expected sign-ups
--   score                 surprise, bits
--   q_value               false-discovery rate at which it is still reported
--   basis                 created_at, or first_seen
--   verdict               scripted sign-ups likely, promotion or event likely, or unclear
--   verdict_points        sum of its reasons' points; above zero speaks for a script
--   confidence            high, moderate or low
--   gap_regularity        local variation of the gaps between sign-ups; people have about 1
--   gap_regularity_low    lower end of its 95% interval
--   gap_regularity_high   upper end of its 95% interval
--   asking_accounts       count of its accounts with a request since
--   active_accounts       count of its accounts not banned, with a request in the last week of
--                         the data
--   banned_accounts       count of its accounts banned since
--   later_requests        count of requests since
--   median_lag_minutes    minutes from sign-up to first request, median

select
    found.burst_id,
    found.series_id,
    found.attr_type,
    found.attr_value,
    found.start_at,
    found.end_at,
    found.accounts,
    found.expected_accounts,
    found.score,
    found.q_value,
    found.basis,
    found.verdict,
    found.verdict_points,
    found.confidence,
    found.gap_regularity,
    found.gap_regularity_low,
    found.gap_regularity_high,
    found.asking_accounts,
    found.active_accounts,
    found.banned_accounts,
    found.later_requests,
    found.median_lag_minutes
from found_bursts as found
where found.burst_id = $burst_id
