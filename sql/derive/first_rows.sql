-- One row per list and person: the first row that names the person, and how many do.
-- Reads: person_records, datasets, list_fields. Writes: first_rows. Used by: derive.
-- Only persons of the lists that are new, in all lists of their cases: the cost follows the new rows.
CREATE OR REPLACE TEMP TABLE first_rows AS
WITH lists AS (
    SELECT d.dataset_no, d.case_id, coalesce(bit_or(1::BIGINT << f.bit) FILTER (f.reformatted), 0) AS flags
    FROM datasets AS d
    LEFT JOIN list_fields AS f ON d.dataset_no = f.dataset_no
    WHERE d.dataset_no IN (SELECT unnest($lists))
    GROUP BY d.dataset_no, d.case_id
),

touched AS (
    SELECT DISTINCT l.case_id, p.person_id
    FROM person_records AS p
    INNER JOIN lists AS l ON p.dataset_no = l.dataset_no
    WHERE p.dataset_no IN (SELECT unnest($new)) AND p.person_id IS NOT NULL
)

SELECT
    l.case_id,
    p.dataset_no,
    p.person_id,
    min(p.row_no) AS row_no,
    count(*) AS copies,
    any_value(l.flags) AS flags,
    count(*) OVER (PARTITION BY l.case_id, p.person_id) AS lists
FROM person_records AS p
INNER JOIN lists AS l ON p.dataset_no = l.dataset_no
INNER JOIN touched AS t ON l.case_id = t.case_id AND p.person_id = t.person_id
GROUP BY l.case_id, p.dataset_no, p.person_id;
