-- question: Which clusters of accounts were found, every column?
-- grain:    one row per cluster, those with the most requests first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, clusters asking between them; null
--           means no limit
-- columns:
--   cluster_id             the cluster
--   accounts               count of probable members
--   requests               count of their requests
--   confidence             high, moderate or low
--   kind                   coordinated, shared_network, reseller_like, evaluation_like,
--                          shared_app or unclear
--   first_seen_at          timestamp, UTC, first request
--   last_seen_at           timestamp, UTC, last request
--   points                 what speaks for coordination, less what speaks against
--   possible_accounts      count of near misses, counted nowhere else
--   families               count of independent families of evidence
--   median_bits            bits of the median member
--   input_tokens           count of tokens; null where no source reports them
--   output_tokens          count of tokens; null where no source reports them
--   cost_usd               US dollars; null where no request has a cost
--   estimated_usd          US dollars of it by list price; null where none is
--   first_signup_at        timestamp, UTC
--   peak_at                timestamp, UTC, when it asked most
--   banned_accounts        count of members banned
--   active_accounts        count not banned, with a request in the last week of the data
--   successions            count of members that took over from another
--   median_regrowth_hours  median hours from the stop of one to the sign-up of its successor
--   signature_templates    count of templates of its own
--   signature_share        part of its requests made with them, 0 to 1
--   work_share             part of its accounts' requests that is its work; null: all may be
--   explained_by           what else could be behind it, a sentence; null where nothing is known

select
    cluster_id,
    accounts,
    requests,
    confidence,
    kind,
    first_seen_at,
    last_seen_at,
    points,
    possible_accounts,
    families,
    median_bits,
    input_tokens,
    output_tokens,
    cost_usd,
    estimated_usd,
    first_signup_at,
    peak_at,
    banned_accounts,
    active_accounts,
    successions,
    median_regrowth_hours,
    signature_templates,
    signature_share,
    work_share,
    explained_by
from clusters
where
    ($start_at::timestamp is null or last_seen_at >= $start_at::timestamp)
    and ($end_at::timestamp is null or first_seen_at < $end_at::timestamp)
order by requests desc, cluster_id asc
