-- One row per run: rows of the datasets that these ids (datasets, findings or cases; none: all) stand for.
-- Reads: datasets. Writes: nothing (returns rows). Used by: flow (profile).
SELECT CAST(coalesce(sum(rows_read), 0) AS BIGINT) AS found
FROM datasets
WHERE len($ids::VARCHAR[]) = 0
    OR dataset_id IN (SELECT unnest($ids)) OR finding_id IN (SELECT unnest($ids)) OR case_id IN (SELECT unnest($ids));
