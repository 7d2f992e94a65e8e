-- One row per field: how far the look of a reading tells the error from the text, learned from readings that stand alone.
-- Reads: variants. Writes: field_weights. Used by: derive.
-- A reading of one file against one of two or more is an error in most cases; share of those in which it also looks less usual.
-- plain: of looks in which a value that many have stands against one that nobody has; twelve imagined cases of which eleven do.
-- share: of the others; eight imagined cases of which five do.
CREATE OR REPLACE TEMP TABLE field_weights AS
WITH alone AS (
    SELECT person_id, field, any_value(usual) AS usual, any_value(spelt) AS spelt
    FROM variants
    WHERE holders = 1 AND case_id = $case_id
    GROUP BY person_id, field
    HAVING count(DISTINCT reading) = 1
),

agreed AS (
    SELECT DISTINCT person_id, field, usual, spelt FROM variants WHERE holders > 1 AND NOT deviant AND case_id = $case_id
),

signs AS (
    SELECT a.field, look(g.usual, g.spelt, a.usual, a.spelt) AS sign, is_plain(g.usual, a.usual) AS is_plain
    FROM alone AS a
    INNER JOIN agreed AS g ON a.person_id = g.person_id AND a.field = g.field
)

SELECT
    field,
    (count(*) FILTER (is_plain AND sign > 0) + 11) / (count(*) FILTER (is_plain) + 12) AS plain,
    (count(*) FILTER (NOT is_plain AND sign > 0) + 5) / (count(*) FILTER (NOT is_plain AND sign <> 0) + 8) AS share
FROM signs
GROUP BY field;
