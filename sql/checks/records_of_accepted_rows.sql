-- One row per list whose accepted rows are not in records once each.
-- Reads: datasets, records. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
WITH counted AS (
    SELECT dataset_no, count(*) AS records, count(DISTINCT row_no) AS distinct_rows
    FROM records
    GROUP BY dataset_no
)

SELECT d.dataset_id, d.path, d.rows_accepted, c.records
FROM datasets AS d
LEFT JOIN counted AS c ON d.dataset_no = c.dataset_no
WHERE
    d.kind IN ('seized', 'leaked', 'reference')
    AND CASE
        WHEN d.state IN ('normalised', 'resolved', 'derived')
            THEN coalesce(c.records, 0) <> d.rows_accepted OR coalesce(c.distinct_rows, 0) <> d.rows_accepted
        ELSE c.records IS NOT NULL
    END;
