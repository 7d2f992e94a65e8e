-- One row per account or handle of a case, with the actor behind it.
-- Reads: actors, accounts. Writes: temp.accounts_of. Used by: assess.
CREATE OR REPLACE TEMP TABLE accounts_of AS
WITH known AS (
    SELECT case_id, actor, unnest(accounts) AS account FROM actors
    UNION ALL
    SELECT case_id, actor, account FROM accounts
)
SELECT case_id, account, min(actor) AS actor
FROM known
WHERE case_id IN (SELECT unnest($cases)) AND account <> ''
GROUP BY ALL;
