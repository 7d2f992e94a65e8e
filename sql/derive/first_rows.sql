-- One row per list and person whom several lists of the case hold, one of them new: the first row that names the person, and how many do.
-- Reads: person_records, datasets, list_fields, list_merges, case_merges. Writes: list_marks, holders, first_rows (temporary), list_persons.
-- Used by: derive.
-- Persons of the new lists and those found to be one alone are looked at, so that the cost follows the new rows: the others are in the lists
-- that they were in.
-- held: a sum over a person's rows of their lists' hashes, the same for persons whom the same lists hold. repeated: some list may have several
-- rows of the person (more rows than marks of lists); only for these are rows to be gathered by list.
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
WITH touched AS (
    SELECT person_id FROM person_records WHERE $others AND dataset_no IN (SELECT unnest($new))
    UNION ALL
    SELECT person_id FROM case_merges WHERE case_id = $case_id
),

held AS (
    SELECT person_id, dataset_no FROM person_records WHERE dataset_no IN (SELECT unnest($new))
    UNION ALL
    SELECT p.person_id, p.dataset_no
    FROM person_records AS p
    SEMI JOIN touched AS t ON p.person_id = t.person_id
    WHERE p.dataset_no NOT IN (SELECT unnest($new))
)

SELECT
    h.person_id,
    min(h.dataset_no) AS first_no,
    min(h.dataset_no) < max(h.dataset_no) AS shared,
    bit_count(bit_or(1::BIGINT << (h.dataset_no % 60))) < count(*) AS repeated,
    sum(l.mark) AS held
FROM held AS h
INNER JOIN list_marks AS l ON h.dataset_no = l.dataset_no
WHERE h.person_id IS NOT NULL
GROUP BY h.person_id;

CREATE OR REPLACE TEMP TABLE first_rows AS
SELECT p.dataset_no, p.person_id, p.row_no, 1::BIGINT AS copies
FROM person_records AS p
SEMI JOIN (SELECT person_id FROM holders WHERE shared AND NOT repeated) AS w ON p.person_id = w.person_id
WHERE p.dataset_no IN (SELECT unnest($lists));

-- By itself: in one statement DuckDB would write out the rows of all persons, which both parts read.
INSERT INTO first_rows
SELECT p.dataset_no, p.person_id, min(p.row_no) AS row_no, count(*) AS copies
FROM person_records AS p
SEMI JOIN (SELECT person_id FROM holders WHERE shared AND repeated) AS w ON p.person_id = w.person_id
WHERE p.dataset_no IN (SELECT unnest($lists))
GROUP BY p.dataset_no, p.person_id;

DELETE FROM list_persons WHERE dataset_no IN (SELECT unnest($new));

UPDATE list_persons SET persons = list_persons.persons + m.persons
FROM list_merges AS m
WHERE list_persons.dataset_no = m.dataset_no AND m.other_no = m.dataset_no AND m.dataset_no IN (SELECT unnest($lists));

INSERT INTO list_persons BY NAME
WITH uncounted AS (
    SELECT l.dataset_no
    FROM list_marks AS l
    ANTI JOIN list_persons AS p ON l.dataset_no = p.dataset_no
    WHERE NOT l.is_new
),

found AS (
    SELECT f.dataset_no, count(*) AS persons
    FROM first_rows AS f
    INNER JOIN list_marks AS l ON f.dataset_no = l.dataset_no
    WHERE l.is_new
    GROUP BY f.dataset_no
    UNION ALL
    SELECT h.first_no AS dataset_no, count(*) AS persons
    FROM holders AS h
    INNER JOIN list_marks AS l ON h.first_no = l.dataset_no
    WHERE l.is_new AND NOT h.shared
    GROUP BY h.first_no
    UNION ALL
    SELECT p.dataset_no, count(DISTINCT p.person_id) AS persons
    FROM person_records AS p
    SEMI JOIN uncounted AS u ON p.dataset_no = u.dataset_no
    GROUP BY p.dataset_no
)

SELECT dataset_no, sum(persons)::BIGINT AS persons FROM found GROUP BY dataset_no;
