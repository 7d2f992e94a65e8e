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
    UNPIVOT (SELECT dataset_no, row_no, COLUMNS(lambda c: list_contains($fields, c)) FROM rows_of)
    ON COLUMNS(* EXCLUDE (dataset_no, row_no))
    INTO NAME field VALUE value
),
as_found AS (
    SELECT dataset_no, row_no, unnest(map_entries(CAST(CAST(raw AS JSON) AS MAP(VARCHAR, VARCHAR))), recursive := true) FROM rows_of
)
SELECT d.case_id, d.path, row_no AS row, field, c.value, f.value AS as_found
FROM cells AS c
FULL JOIN (SELECT dataset_no, row_no, key AS field, value FROM as_found WHERE list_contains($fields, key)) AS f
    USING (dataset_no, row_no, field)
JOIN datasets AS d USING (dataset_no)
ORDER BY dataset_no, row_no, list_position($fields, field);
