-- question: Which rollup rows belong to days whose requests changed?
-- grain:    statements; removes them from every rollup
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

delete from account_day
where bucket_at >= $start_at and bucket_at < $end_at;

delete from account_hour
where bucket_at >= $start_at and bucket_at < $end_at;

delete from cells_hour
where bucket_at >= $start_at and bucket_at < $end_at;

delete from cells_day
where bucket_at >= $start_at and bucket_at < $end_at;

delete from cells_estimated
where bucket_at >= $start_at and bucket_at < $end_at
