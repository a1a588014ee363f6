-- question: Which waves make up the series one burst belongs to?
-- grain:    one row per burst of the series, the earliest first; none when it stands alone
-- params:   $burst_id: the burst
-- columns:
--   wave              its number in the series, from 1
--   burst_id          the burst
--   start_at          timestamp, UTC, first sign-up
--   end_at            timestamp, UTC, exclusive
--   accounts          count of accounts
--   attr_type         attribute it lies in; null among all sign-ups
--   attr_value        value it lies in
--   score             surprise, bits
--   verdict           scripted sign-ups likely, promotion or event likely, or unclear

select
    row_number() over (order by waves.start_at asc, waves.burst_id asc) as wave,
    waves.burst_id,
    waves.start_at,
    waves.end_at,
    waves.accounts,
    waves.attr_type,
    waves.attr_value,
    waves.score,
    waves.verdict
from found_bursts as waves
inner join found_bursts as asked on waves.series_id = asked.series_id
where asked.burst_id = $burst_id
order by wave
