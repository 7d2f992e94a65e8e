-- One row per accepted row of a slice of the lists that are read: its person, its parent, its class under each reading, and whether it was shown to be false.
-- Reads: temp.read_rows, temp.lists_read, person_records, temp.shown_false, temp.repeated. Writes: temp.list_rows. Used by: assess, once a slice.
-- A parent with a name of his own is told by that and the phone, or by his child.
INSERT INTO list_rows BY NAME
WITH rows_of AS (
    SELECT * FROM read_rows WHERE dataset_no BETWEEN $first_list AND $last_list AND row_no BETWEEN $first_row AND $last_row
),
persons AS (
    SELECT dataset_no, row_no, person_id
    FROM person_records
    WHERE dataset_no IN (SELECT dataset_no FROM lists_read)
        AND dataset_no BETWEEN $first_list AND $last_list AND row_no BETWEEN $first_row AND $last_row
),
several AS (
    SELECT dataset_no, row_no
    FROM repeated
    WHERE dataset_no BETWEEN $first_list AND $last_list AND row_no BETWEEN $first_row AND $last_row
),
falsified AS (
    SELECT DISTINCT dataset_no, row_no FROM shown_false
)
SELECT r.actor_no, r.dataset_no, r.row_no, p.person_id,
    CASE WHEN r.guardian IS NOT NULL THEN -1 - (hash(r.guardian, coalesce(r.reached, p.person_id::VARCHAR)) >> 1)::BIGINT END
        AS guardian,
    r.main, r.strict, r.bare, r.copied, x.row_no IS NOT NULL AS is_false, s.row_no IS NULL AS alone
FROM rows_of AS r
LEFT JOIN persons AS p ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no
LEFT JOIN several AS s ON s.dataset_no = r.dataset_no AND s.row_no = r.row_no
LEFT JOIN falsified AS x ON x.dataset_no = r.dataset_no AND x.row_no = r.row_no;
