-- One row per row of a list that does not count for its holder; in the words long numbers are hidden, and all values of the person.
-- Reads: exclusions_applied, datasets, person_records, records. Writes: published.exclusions_applied. Used by: publish.
INSERT INTO published.exclusions_applied BY NAME
WITH told AS (
    SELECT e.dataset_id, e.row_no, d.dataset_no AS own_dataset, e.row_no AS own_row, p.dataset_no AS other_dataset, p.row_no AS other_row
    FROM exclusions_applied AS e
    JOIN datasets AS d ON d.dataset_id = e.dataset_id
    LEFT JOIN person_records AS p ON p.person_id = e.person_id
    WHERE e.reason <> '' OR e.evidence <> ''
),
rows AS (
    SELECT dataset_id, row_no, own_dataset AS of_dataset, own_row AS of_row FROM told
    UNION
    SELECT dataset_id, row_no, other_dataset, other_row FROM told
),
rows_of AS (
    SELECT t.dataset_id, t.row_no, r.* EXCLUDE (row_no)
    FROM rows AS t
    JOIN records AS r ON r.dataset_no = t.of_dataset AND r.row_no = t.of_row
),
cells AS (
    UNPIVOT (SELECT dataset_id, row_no, COLUMNS(lambda c: list_contains($hidden, c)) FROM rows_of)
    ON COLUMNS(* EXCLUDE (dataset_id, row_no))
    INTO NAME field VALUE value
),
as_found AS (
    SELECT dataset_id, row_no, unnest(entries_found(raw), recursive := true) FROM rows_of
),
words AS (
    SELECT dataset_id, row_no, list_sort(list(DISTINCT value), 'DESC') AS words
    FROM (
        SELECT dataset_id, row_no, unnest([value, trim(value)]) AS value FROM cells
        UNION ALL
        SELECT dataset_id, row_no, unnest([value, trim(value)]) FROM as_found WHERE list_contains($hidden, key)
    )
    GROUP BY dataset_id, row_no
)
SELECT e.* REPLACE (mask_words(e.reason, w.words) AS reason, mask_words(e.evidence, w.words) AS evidence)
FROM exclusions_applied AS e
LEFT JOIN words AS w ON w.dataset_id = e.dataset_id AND w.row_no = e.row_no;
