-- One row per field: how far the look of a reading tells the error from the text, learned from readings that stand alone.
-- Reads: alike. Writes: field_weights. Used by: derive.
-- A reading of one file against one of two or more is an error in most cases; share of those in which it also looks less usual.
-- plain: of looks in which a value that many have stands against one that nobody has; twelve imagined cases of which eleven do.
-- share: of the others; eight imagined cases of which five do.
CREATE OR REPLACE TEMP TABLE field_weights AS
WITH alone AS (
    SELECT kind, field, any_value(cells) AS cells, any_value(usual) AS usual, any_value(spelt) AS spelt
    FROM alike
    WHERE NOT held
    GROUP BY kind, field
    HAVING count(DISTINCT reading) = 1
),

agreed AS (
    SELECT DISTINCT kind, field, usual, spelt FROM alike WHERE held AND NOT deviant
),

signs AS (
    SELECT a.field, a.cells, look(g.usual, g.spelt, a.usual, a.spelt) AS sign, is_plain(g.usual, a.usual) AS is_plain
    FROM alone AS a
    INNER JOIN agreed AS g ON a.kind = g.kind AND a.field = g.field
)

SELECT
    field,
    (coalesce(sum(cells) FILTER (is_plain AND sign > 0), 0) + 11) / (coalesce(sum(cells) FILTER (is_plain), 0) + 12) AS plain,
    (coalesce(sum(cells) FILTER (NOT is_plain AND sign > 0), 0) + 5) / (coalesce(sum(cells) FILTER (NOT is_plain AND sign <> 0), 0) + 8)
        AS share
FROM signs
GROUP BY field;
