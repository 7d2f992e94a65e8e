-- One row per list and person whom several lists of the case hold, one of them new: the first row that names the person, and how many do.
-- Reads: person_records, datasets, list_fields. Writes: list_marks, holders, first_rows, list_persons (temporary). Used by: derive.
-- Whoever is in one list alone can't be told of differently: rows are looked at of the others alone, so that the cost follows the new rows.
-- held: a sum over a person's rows of their lists' hashes, the same for persons whom the same lists hold. touched: a new list holds him.
CREATE OR REPLACE TEMP TABLE list_marks AS
SELECT
    d.dataset_no,
    d.dataset_no IN (SELECT unnest($new)) AS is_new,
    hash(d.dataset_no) AS mark,
    coalesce(bit_or(1::BIGINT << f.bit) FILTER (f.reformatted), 0) AS flags
FROM datasets AS d
LEFT JOIN list_fields AS f ON d.dataset_no = f.dataset_no
WHERE d.dataset_no IN (SELECT unnest($lists))
GROUP BY d.dataset_no;

CREATE OR REPLACE TEMP TABLE holders AS
SELECT
    p.person_id,
    min(p.dataset_no) AS first_no,
    min(p.dataset_no) < max(p.dataset_no) AS shared,
    sum(l.mark) AS held,
    bool_or(l.is_new) AS touched
FROM person_records AS p
INNER JOIN list_marks AS l ON p.dataset_no = l.dataset_no
WHERE p.person_id IS NOT NULL
GROUP BY p.person_id;

CREATE OR REPLACE TEMP TABLE first_rows AS
WITH wanted AS (
    SELECT person_id FROM holders WHERE shared AND touched
)

SELECT p.dataset_no, p.person_id, min(p.row_no) AS row_no, count(*) AS copies
FROM person_records AS p
SEMI JOIN wanted AS w ON p.person_id = w.person_id
WHERE p.dataset_no IN (SELECT unnest($lists))
GROUP BY p.dataset_no, p.person_id;

CREATE OR REPLACE TEMP TABLE list_persons AS
WITH untouched AS (
    SELECT person_id FROM holders WHERE shared AND NOT touched
),

found AS (
    SELECT dataset_no, count(*) AS persons FROM first_rows GROUP BY dataset_no
    UNION ALL
    SELECT first_no AS dataset_no, count(*) AS persons FROM holders WHERE NOT shared GROUP BY first_no
    UNION ALL
    SELECT p.dataset_no, count(DISTINCT p.person_id) AS persons
    FROM person_records AS p
    SEMI JOIN untouched AS u ON p.person_id = u.person_id
    WHERE p.dataset_no IN (SELECT unnest($lists))
    GROUP BY p.dataset_no
)

SELECT dataset_no, sum(persons)::BIGINT AS persons FROM found GROUP BY dataset_no;
