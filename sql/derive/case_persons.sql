-- One row per person whom several lists of the case hold: which lists, and in how many cells which of them disagree.
-- Reads: holders, readings. Writes: case_persons. Used by: derive.
-- Copies are no cell that could differ; a part of a number (…~) counts where one of two lists masks it.
DELETE FROM case_persons WHERE case_id = $case_id AND person_id IN (SELECT person_id FROM holders);

INSERT INTO case_persons BY NAME
WITH cells AS (
    SELECT person_id, field, sum(lists) AS parts
    FROM readings
    WHERE field <> 'copies'
    GROUP BY person_id, field
),

patterns AS (
    SELECT person_id, hash(CAST(sum(hash(CAST(parts AS VARCHAR), (field LIKE '%~')::INTEGER)) AS VARCHAR)) AS pattern
    FROM cells
    GROUP BY person_id
)

SELECT $case_id AS case_id, h.person_id, hash(CAST(h.held AS VARCHAR)) AS held, p.pattern
FROM holders AS h
LEFT JOIN patterns AS p ON h.person_id = p.person_id
WHERE h.shared;
