-- One row per list and set of persons of the case whom the same lists hold: how many they are; one alone where lists disagree of him.
-- Reads: list_marks, person_records, variants. Writes: holdings (temporary). Used by: derive.
-- Whoever asks which persons of a list another one lacks asks sets of them, not persons. Persons of one list alone are left out.
CREATE OR REPLACE TEMP TABLE holdings AS
WITH holders AS (
    SELECT p.person_id, sum(l.mark) AS held
    FROM person_records AS p
    INNER JOIN list_marks AS l ON p.dataset_no = l.dataset_no
    WHERE p.person_id IS NOT NULL
    GROUP BY p.person_id
    HAVING min(p.dataset_no) < max(p.dataset_no)
),

contested AS (
    SELECT DISTINCT person_id FROM variants WHERE case_id = $case_id
),

sets AS (
    SELECT min(h.person_id) AS person_id, count(*) AS persons, FALSE AS contested
    FROM holders AS h
    ANTI JOIN contested AS c ON h.person_id = c.person_id
    GROUP BY h.held
    UNION ALL
    SELECT h.person_id, 1 AS persons, TRUE AS contested
    FROM holders AS h
    SEMI JOIN contested AS c ON h.person_id = c.person_id
)

SELECT DISTINCT s.person_id AS set_id, s.persons, s.contested, p.dataset_no
FROM sets AS s
INNER JOIN person_records AS p ON s.person_id = p.person_id
WHERE p.dataset_no IN (SELECT unnest($lists));
