-- One row per case and field: how far the look of a reading tells the error from the text, learned from readings that stand alone.
-- Reads: variants. Writes: field_weights. Used by: derive.
-- A reading of one file against one of two or more is an error in most cases; share of those in which it also looks less usual,
-- with eight imagined cases of which five do.
CREATE OR REPLACE TEMP TABLE field_weights AS
WITH alone AS (
    SELECT case_id, person_id, field, any_value(usual) AS usual, any_value(spelt) AS spelt
    FROM variants
    WHERE holders = 1 AND case_id = $case_id
    GROUP BY case_id, person_id, field
    HAVING count(DISTINCT reading) = 1
),

agreed AS (
    SELECT DISTINCT case_id, person_id, field, usual, spelt FROM variants WHERE holders > 1 AND NOT deviant AND case_id = $case_id
),

signs AS (
    SELECT a.case_id, a.field, look(g.usual, g.spelt, a.usual, a.spelt) AS sign
    FROM alone AS a
    INNER JOIN agreed AS g ON a.case_id = g.case_id AND a.person_id = g.person_id AND a.field = g.field
)

SELECT case_id, field, (count(*) FILTER (sign > 0) + 5) / (count(*) FILTER (sign <> 0) + 8) AS share
FROM signs
GROUP BY case_id, field;
