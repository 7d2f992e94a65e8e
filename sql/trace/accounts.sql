-- One row per account known to be an actor's; where two are named, the first by name. A masked one that is matched is one too.
-- Reads: accounts, masks (temporary). Returns rows. Used by: trace.
SELECT account, min(actor) AS actor
FROM (
    SELECT case_id, account, actor FROM accounts
    UNION ALL
    SELECT case_id, seen, actor FROM masks
    WHERE state = 'matched' AND seen NOT IN (SELECT a.account FROM accounts AS a WHERE a.case_id = masks.case_id AND a.account IS NOT NULL)
)
WHERE case_id = $case_id AND account IS NOT NULL AND actor IS NOT NULL
GROUP BY account
ORDER BY account;
