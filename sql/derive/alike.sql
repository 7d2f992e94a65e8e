-- One row per list and reading of contested cells of one kind, with how many they are (cells). One cell stands for all, so that what is asked of
-- pairs of lists is asked of kinds of cells; one reading of each cell is not deviant.
-- Reads: variants, variant_readings. Writes: alike (temporary). Used by: derive.
-- Beyond $pairs pairs of readings, kinds of few cells are sampled by hash and count for the others.
CREATE OR REPLACE TEMP TABLE alike AS
WITH kinds AS (
    SELECT kind, field, min(person_id) AS person_id, min(cell_lists) AS lists, count(*) AS cells
    FROM variant_readings
    WHERE case_id = $case_id AND NOT deviant
    GROUP BY kind, field
),

size AS (
    SELECT greatest(sum(lists * lists) // $pairs, 1) AS step FROM kinds
),

sampled AS (
    SELECT k.person_id, k.field, k.kind, greatest(k.cells, s.step)::BIGINT AS cells
    FROM kinds AS k
    CROSS JOIN size AS s
    WHERE k.cells >= s.step OR k.kind % s.step::UBIGINT < k.cells
)

SELECT
    s.kind, s.field, s.cells, v.dataset_no, v.reading, r.holders > 1 AS held, r.deviant, r.usual, r.spelt, v.masked, v.untidy
FROM sampled AS s
INNER JOIN variants AS v ON s.person_id = v.person_id AND s.field = v.field
INNER JOIN variant_readings AS r ON v.person_id = r.person_id AND v.field = r.field AND v.reading = r.reading
WHERE v.case_id = $case_id AND r.case_id = $case_id;
