-- One row per list and person: the first row that names the person, and how many do.
-- Reads: person_records, datasets, list_fields. Writes: first_rows. Used by: derive.
-- Only persons of the lists that are new, in all lists of the case: the cost follows the new rows.
-- held: a sum of the lists' hashes, the same for all persons whom the same lists hold.
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

CREATE OR REPLACE TEMP TABLE named_rows AS
SELECT
    p.dataset_no,
    p.person_id,
    min(p.row_no) AS row_no,
    count(*) AS copies
FROM person_records AS p
WHERE p.person_id IS NOT NULL AND p.dataset_no IN (SELECT unnest($lists))
GROUP BY p.dataset_no, p.person_id;

CREATE OR REPLACE TEMP TABLE touched AS
SELECT n.person_id, count(*) AS lists, sum(l.mark) AS held
FROM named_rows AS n
INNER JOIN list_marks AS l ON n.dataset_no = l.dataset_no
GROUP BY n.person_id
HAVING bool_or(l.is_new);

CREATE OR REPLACE TEMP TABLE first_rows AS
SELECT $case_id AS case_id, n.dataset_no, n.person_id, n.row_no, n.copies, l.flags, t.lists, t.held
FROM named_rows AS n
INNER JOIN touched AS t ON n.person_id = t.person_id
INNER JOIN list_marks AS l ON n.dataset_no = l.dataset_no;

DROP TABLE named_rows;

DROP TABLE touched;
