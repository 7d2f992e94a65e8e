-- One row per list to resolve.
-- Reads: datasets. Writes: nothing (returns rows). Used by: resolve.
SELECT dataset_no, dataset_id, state
FROM datasets
WHERE kind IN ('seized', 'leaked', 'reference') AND state IN ('normalised', 'resolved', 'derived')
    AND (dataset_id IN (SELECT unnest($ids::VARCHAR[])) OR (len($ids) = 0 AND state = 'normalised') OR dataset_no IN (SELECT unnest($again::INTEGER[])))
ORDER BY dataset_no;
