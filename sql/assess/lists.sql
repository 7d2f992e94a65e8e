-- One row per list version that somebody held unlawfully, with the person behind the holder (actor_no: his number here).
-- Reads: datasets, actors, accounts. Writes: temp.lists. Used by: assess.
-- An institution's own list (reference) is nobody's booty; a leaked list without a poster is nobody's either.
CREATE OR REPLACE TEMP TABLE lists AS
WITH known AS (
    SELECT case_id, actor, unnest(accounts) AS account FROM actors
    UNION ALL
    SELECT case_id, actor, account FROM accounts
),
owner AS (
    SELECT case_id, account, min(actor) AS actor FROM known GROUP BY ALL
)
SELECT d.case_id, d.dataset_no, d.dataset_id, d.sha256, d.holder, d.obtained_at,
    coalesce(owner.actor, d.holder) AS actor,
    dense_rank() OVER (ORDER BY d.case_id, coalesce(owner.actor, d.holder))::INTEGER AS actor_no,
    row_number() OVER (
        PARTITION BY d.case_id, coalesce(owner.actor, d.holder) ORDER BY d.obtained_at, d.path, d.dataset_id
    ) AS ordinal
FROM datasets AS d
LEFT JOIN owner ON owner.case_id = d.case_id AND owner.account = d.holder
WHERE d.case_id IN (SELECT unnest($cases))
    AND d.kind IN ('seized', 'leaked')
    AND d.holder <> ''
    AND d.state IN ('resolved', 'derived');
