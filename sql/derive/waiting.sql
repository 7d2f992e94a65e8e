-- One row per list among the ids, or per list that waits when no ids are given.
-- Reads: datasets. Returns rows. Used by: derive.
SELECT dataset_no, dataset_id, case_id, state
FROM datasets
WHERE kind IN ('seized', 'leaked', 'reference') AND state IN ('resolved', 'derived')
    AND (dataset_id IN (SELECT unnest($ids)) OR ($every AND state = 'resolved'))
ORDER BY dataset_no;
