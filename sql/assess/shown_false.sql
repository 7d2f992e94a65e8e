-- One row per row of a list that is read and value of its $field shown to be false, in its canonical form or as found.
-- Reads: records, exclusions, temp.lists, temp.lists_read. Writes: temp.shown_false. Used by: assess, once a field.
INSERT INTO shown_false
WITH cells AS (
    SELECT dataset_no, row_no,
        COLUMNS(lambda c: c = $field) AS canonical,
        json_extract_string(raw, '$.' || $field) AS raw
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM lists_read)
),
found AS (
    SELECT c.dataset_no, c.row_no, l.case_id, c.canonical AS value FROM cells AS c JOIN lists AS l USING (dataset_no)
    UNION
    SELECT c.dataset_no, c.row_no, l.case_id, c.raw FROM cells AS c JOIN lists AS l USING (dataset_no)
)
SELECT f.dataset_no, f.row_no, $field, f.case_id, f.value,
    arg_min(e.reason, (e.source_file, e.source_line)), arg_min(e.evidence, (e.source_file, e.source_line)),
    (min((e.source_file, e.source_line)))[1], (min((e.source_file, e.source_line)))[2]
FROM found AS f
JOIN exclusions AS e ON e.case_id = f.case_id AND e.field = $field AND e.value = f.value
WHERE f.value <> ''
GROUP BY f.dataset_no, f.row_no, f.case_id, f.value;
