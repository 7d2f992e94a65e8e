-- One row per list of the cases: what is asked of a list alone.
-- Reads: datasets, dataset_columns, list_fields, list_persons. Returns rows. Used by: derive.
SELECT
    d.dataset_no,
    d.dataset_id,
    d.case_id,
    d.sha256,
    d.kind,
    d.holder,
    d.rows_accepted,
    d.rows_exact_duplicate,
    coalesce(p.persons, 0) AS persons,
    (
        SELECT list(coalesce(c.field, 'other') || '=' || coalesce(c.header, '') ORDER BY c.position)
        FROM dataset_columns AS c
        WHERE c.dataset_no = d.dataset_no
    ) AS columns,
    (
        SELECT list(f.field || CASE WHEN f.masked THEN '~' ELSE '' END ORDER BY f.field)
        FROM list_fields AS f
        WHERE f.dataset_no = d.dataset_no
    ) AS fields
FROM datasets AS d
LEFT JOIN list_persons AS p ON d.dataset_no = p.dataset_no
WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference') AND d.state IN ('resolved', 'derived')
ORDER BY d.dataset_no;
