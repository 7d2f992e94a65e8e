-- One row per list and set of persons of the case whom the same lists hold; a person of whom lists disagree is a set of his own.
-- Reads: list_persons, list_marks, person_records, variants. Writes: holdings, own_sets, held_cells (temporary). Used by: derive.
-- own_sets: how many of a list's persons are in each set, by those among so many of its persons, chosen by hash: one stands for
-- as many as the list has more. held_cells: readings of the persons among these of whom lists disagree.
-- Whoever asks which persons of a list another one lacks asks sets of them, not persons. Persons of one list alone are left out.
CREATE OR REPLACE TEMP TABLE own_persons AS
WITH steps AS (
    SELECT p.dataset_no, greatest(p.persons // $persons, 1) AS step
    FROM list_persons AS p
    SEMI JOIN list_marks AS l ON p.dataset_no = l.dataset_no
)

SELECT DISTINCT p.person_id, p.dataset_no, s.step
FROM person_records AS p
INNER JOIN steps AS s ON p.dataset_no = s.dataset_no
WHERE p.person_id IS NOT NULL AND hash(p.person_id) % s.step::UBIGINT = 0;

CREATE OR REPLACE TEMP TABLE held_persons AS
SELECT DISTINCT p.person_id, p.dataset_no, l.mark
FROM person_records AS p
SEMI JOIN own_persons AS o ON p.person_id = o.person_id
INNER JOIN list_marks AS l ON p.dataset_no = l.dataset_no;

CREATE OR REPLACE TEMP TABLE held_cells AS
SELECT v.dataset_no, v.person_id, v.field, v.reading, v.masked
FROM variants AS v
SEMI JOIN held_persons AS h ON v.person_id = h.person_id
WHERE v.case_id = $case_id;

CREATE OR REPLACE TEMP TABLE person_sets AS
WITH contested AS (
    SELECT DISTINCT person_id FROM held_cells
),

held AS (
    SELECT person_id, sum(mark) AS held
    FROM held_persons
    GROUP BY person_id
    HAVING count(*) > 1
)

SELECT h.person_id, min(h.person_id) OVER (PARTITION BY h.held) AS set_id, FALSE AS contested
FROM held AS h
ANTI JOIN contested AS c ON h.person_id = c.person_id
UNION ALL
SELECT h.person_id, h.person_id AS set_id, TRUE AS contested
FROM held AS h
SEMI JOIN contested AS c ON h.person_id = c.person_id;

CREATE OR REPLACE TEMP TABLE holdings AS
WITH sets AS (
    SELECT DISTINCT set_id FROM person_sets
)

SELECT s.set_id, h.dataset_no
FROM sets AS s
INNER JOIN held_persons AS h ON s.set_id = h.person_id;

CREATE OR REPLACE TEMP TABLE own_sets AS
SELECT o.dataset_no, s.set_id, sum(o.step)::BIGINT AS persons, any_value(s.contested) AS contested
FROM own_persons AS o
INNER JOIN person_sets AS s ON o.person_id = s.person_id
GROUP BY o.dataset_no, s.set_id;
