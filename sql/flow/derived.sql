-- One row per dataset among $ids: its evidence, in how many derivations it stands, and a hash of these.
-- Reads: datasets, derivations. Writes: nothing (returns rows). Used by: handling.
SELECT
    d.dataset_id AS id, d.sha256 AS evidence_id, NULL AS rows_in, count(t.case_id) AS rows_out, NULL AS rows_rejected,
    sha256(count(t.case_id) || ' ' || coalesce(bit_xor(hash(t)) || ' ' || sum(hash(t)), '')) AS content
FROM datasets AS d
LEFT JOIN derivations AS t ON d.dataset_id IN (t.parent_dataset_id, t.child_dataset_id)
WHERE d.dataset_id IN (SELECT unnest($ids))
GROUP BY ALL
ORDER BY d.dataset_id;
