-- One row per list and set of persons of the case whom the same lists hold and of whom they disagree alike: how many they are.
-- Reads: list_marks, person_records, variants. Writes: holdings (temporary). Used by: derive.
-- Whoever asks which persons of a list another one lacks asks sets of them, not persons, and one person (set_id) of each set tells in how
-- many cells two lists differ of all of them. Persons of one list alone are left out.
CREATE OR REPLACE TEMP TABLE holdings AS
WITH holders AS (
    SELECT p.person_id, sum(l.mark) AS held
    FROM person_records AS p
    INNER JOIN list_marks AS l ON p.dataset_no = l.dataset_no
    WHERE p.person_id IS NOT NULL
    GROUP BY p.person_id
    HAVING min(p.dataset_no) < max(p.dataset_no)
),

-- Which lists share a reading, of each cell, whatever it reads.
readings AS (
    SELECT person_id, field, sum(hash(dataset_no, masked::INTEGER)) AS lists
    FROM variants
    WHERE case_id = $case_id
    GROUP BY person_id, field, reading
),

cells AS (
    SELECT person_id, field, sum(hash(CAST(lists AS VARCHAR))) AS lists
    FROM readings
    GROUP BY person_id, field
),

-- Copies are no cell that could differ; a part of a number (…~) counts where one of two lists masks it.
contested AS (
    SELECT person_id, sum(CASE WHEN field = 'copies' THEN 0 ELSE hash(CAST(lists AS VARCHAR), (field LIKE '%~')::INTEGER) END) AS pattern
    FROM cells
    GROUP BY person_id
),

sets AS (
    SELECT min(h.person_id) AS person_id, count(*) AS persons, FALSE AS contested
    FROM holders AS h
    ANTI JOIN contested AS c ON h.person_id = c.person_id
    GROUP BY h.held
    UNION ALL
    SELECT min(h.person_id) AS person_id, count(*) AS persons, TRUE AS contested
    FROM holders AS h
    INNER JOIN contested AS c ON h.person_id = c.person_id
    GROUP BY h.held, c.pattern
)

SELECT DISTINCT s.person_id AS set_id, s.persons, s.contested, p.dataset_no
FROM sets AS s
INNER JOIN person_records AS p ON s.person_id = p.person_id
WHERE p.dataset_no IN (SELECT unnest($lists));
