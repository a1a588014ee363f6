-- question: Who signed up within a day of a ban, from the same network?
-- grain:    one row per banned account, newcomer and network prefix they share
-- params:   none
-- columns:
--   banned_account  the account that was banned
--   banned_at  timestamp, UTC
--   new_account  the account that signed up
--   hours_later  hours from ban to sign-up
--   shared_prefix  keyed hash of the network prefix both used

select
    bans.account_id as banned_account,
    bans.ts as banned_at,
    newcomers.account_id as new_account,
    round(epoch(newcomers.created_at - bans.ts) / 3600, 1) as hours_later,
    theirs.attr_value as shared_prefix
from events as bans
inner join account_attributes as theirs
    on bans.account_id = theirs.account_id and theirs.attr_type = 'prefix'
inner join account_attributes as others
    on
        theirs.attr_value = others.attr_value
        and theirs.attr_type = others.attr_type
        and theirs.account_id <> others.account_id
inner join accounts as newcomers
    on
        others.account_id = newcomers.account_id
        and bans.ts < newcomers.created_at
        and bans.ts >= newcomers.created_at - interval 1 day
where bans.event_type = 'ban'
order by bans.ts asc, hours_later asc, new_account asc
