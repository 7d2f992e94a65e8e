-- One row per block in which somebody has no valid ID number (resolve_opened), and nodes in it.
-- Blocks of the nodes without a valid ID number, or with one that may be nobody's; those of one node alone where others may be in them.
-- $whole: all nodes at once, where such are many.
-- Kinds $first to $last, as in opened.sql.
-- Reads: resolve_spots, resolve_nobodys. Writes: resolve_opened (temporary). Used by: resolve.
INSERT INTO resolve_opened
WITH opened AS (
    SELECT block, open, 1 AS found
    FROM resolve_spots
    WHERE node IS NOT NULL AND (open OR $whole) AND kind BETWEEN $first AND $last
    UNION ALL
    SELECT s.block, TRUE, 0
    FROM resolve_spots AS s
    SEMI JOIN resolve_nobodys AS n ON s.id_valid = n.carrier
    WHERE s.node IS NOT NULL AND s.kind BETWEEN $first AND $last
),
blocks AS (
    SELECT block, bool_or(open) AS open, CAST(sum(found) AS BIGINT) AS found
    FROM opened
    GROUP BY block
)
SELECT block, found
FROM blocks
WHERE open AND (found > 1 OR NOT $whole);
