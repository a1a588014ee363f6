-- question: Which bursts of sign-ups were found, every column?
-- grain:    one row per burst, the most surprising first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, bursts overlapping them; null means
--           no limit
-- columns:
--   burst_id              the burst
--   start_at              timestamp, UTC, first sign-up
--   end_at                timestamp, UTC, exclusive
--   accounts              count of accounts
--   expected_accounts     expected sign-ups
--   score                 surprise, bits
--   q_value               false-discovery rate at which it is still reported
--   series_id             series of adjacent waves; null when alone
--   attr_type             attribute it lies in; null among all sign-ups
--   attr_value            value it lies in
--   basis                 created_at, or first_seen
--   verdict               scripted sign-ups likely, promotion or event likely, or unclear
--   verdict_points        sum of its reasons' points; above zero speaks for a script
--   confidence            high, moderate or low
--   gap_regularity        local variation of the gaps between sign-ups; people have about 1
--   gap_regularity_low    lower end of its 95% interval
--   gap_regularity_high   upper end of its 95% interval
--   top_attr_type         attribute of the most over-represented value
--   top_attr_value        that value
--   top_share             share of the accounts with it, 0 to 1
--   top_lift              how many times as frequent as among comparable sign-ups
--   asking_accounts       count of its accounts with a request since
--   active_accounts       count of its accounts not banned, with a request in the last week of
--                         the data
--   banned_accounts       count of its accounts banned since
--   later_requests        count of requests since
--   median_lag_minutes    minutes from sign-up to first request, median

select
    burst_id,
    start_at,
    end_at,
    accounts,
    expected_accounts,
    score,
    q_value,
    series_id,
    attr_type,
    attr_value,
    basis,
    verdict,
    verdict_points,
    confidence,
    gap_regularity,
    gap_regularity_low,
    gap_regularity_high,
    top_attr_type,
    top_attr_value,
    top_share,
    top_lift,
    asking_accounts,
    active_accounts,
    banned_accounts,
    later_requests,
    median_lag_minutes
from bursts
where
    ($start_at::timestamp is null or end_at > $start_at::timestamp)
    and ($end_at::timestamp is null or start_at < $end_at::timestamp)
order by score desc, burst_id asc
