-- question: Which sources did people say go first, where two saw the same calls?
-- grain:    one row per choice in force, the first before the second
-- params:   none
-- columns:
--   source   source module
--   from_at  timestamp, UTC, first day; null from the beginning
--   to_at    timestamp, UTC, the day after the last; null for ever

select
    primary_sources.source,
    primary_sources.from_at,
    primary_sources.to_at
from primary_sources
order by primary_sources.place
