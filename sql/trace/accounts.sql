-- One row per account known to be an actor's; where two are named, the first by name.
-- Reads: accounts. Returns rows. Used by: trace.
SELECT account, min(actor) AS actor
FROM accounts
WHERE case_id = $case_id AND account IS NOT NULL AND actor IS NOT NULL
GROUP BY account
ORDER BY account;
