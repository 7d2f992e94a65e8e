-- One row per filled cell of a person's rows, in every list.
-- Reads: records, person_records, person_merges, datasets. Writes: nothing (returns rows). Used by: analyst (hopback reveal).
WITH RECURSIVE meant AS (
    SELECT $person::BIGINT AS person_id
    UNION
    SELECT m.person_id FROM meant JOIN person_merges AS m ON m.merged_id = meant.person_id
),
rows_of AS (
    SELECT r.* FROM records AS r
    WHERE (r.dataset_no, r.row_no) IN (
        SELECT (p.dataset_no, p.row_no) FROM person_records AS p WHERE p.person_id IN (SELECT person_id FROM meant)
    )
),
cells AS (
    UNPIVOT (
        SELECT dataset_no, row_no, COLUMNS(lambda c: list_contains($fields, c) OR list_contains($fields, replace(c, '_raw', '')))
        FROM rows_of
    )
    ON COLUMNS(* EXCLUDE (dataset_no, row_no))
    INTO NAME cell VALUE value
)
SELECT d.case_id, d.path, c.row_no AS row, replace(c.cell, '_raw', '') AS field,
    max(c.value) FILTER (WHERE c.cell NOT LIKE '%\_raw' ESCAPE '\') AS value,
    max(c.value) FILTER (WHERE c.cell LIKE '%\_raw' ESCAPE '\') AS as_found
FROM cells AS c
JOIN datasets AS d ON d.dataset_no = c.dataset_no
GROUP BY d.case_id, d.path, d.dataset_no, c.row_no, replace(c.cell, '_raw', '')
ORDER BY d.dataset_no, c.row_no, list_position($fields, replace(c.cell, '_raw', ''));
