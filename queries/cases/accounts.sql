-- question: Which accounts are meant: by short name, or by the id the export gave?
-- grain:    one row per account found
-- params:   $pseudonyms: list, null means none; $account_ids: list, null means none
-- columns:
--   account_id  the account, as the export gave it
--   pseudonym   its stable short name

select
    known.account_id,
    known.pseudonym
from known_accounts as known
where list_contains($pseudonyms, known.pseudonym) or list_contains($account_ids, known.account_id)
order by known.pseudonym
