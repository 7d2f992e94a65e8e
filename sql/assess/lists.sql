-- One row per list version that somebody held unlawfully, with the person behind the holder (actor_no: his number here).
-- Reads: datasets, temp.accounts_of. Writes: temp.lists. Used by: assess.
-- An institution's own list (reference) is nobody's booty; a leaked list without a poster is nobody's either.
CREATE OR REPLACE TEMP TABLE lists AS
SELECT d.case_id, d.dataset_no, d.dataset_id, d.sha256, d.holder, d.obtained_at,
    coalesce(o.actor, d.holder) AS actor,
    dense_rank() OVER (ORDER BY d.case_id, coalesce(o.actor, d.holder))::INTEGER AS actor_no,
    row_number() OVER (
        PARTITION BY d.case_id, coalesce(o.actor, d.holder) ORDER BY d.obtained_at, d.path, d.dataset_id
    ) AS ordinal
FROM datasets AS d
LEFT JOIN accounts_of AS o ON o.case_id = d.case_id AND o.account = d.holder
WHERE d.case_id IN (SELECT unnest($cases))
    AND d.kind IN ('seized', 'leaked')
    AND d.holder <> ''
    AND d.state IN ('resolved', 'derived');
