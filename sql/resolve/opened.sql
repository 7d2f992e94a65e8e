-- One row per carrier that may tie or make look-alikes though it is no ID number (resolve_opened): nodes with it, and their names as bits.
-- Two sets with valid ID numbers are one person by these or not at all: what else they share tells something only where a third, who has it
-- too, has no such number or one that may be nobody's. Carriers of these; that of one node alone where others may have it.
-- Where they are many ($whole), all nodes are counted at once, and the others are not sought by them.
-- Kinds $first to $last: where rows are many one kind at a time, since groups of all at once do not fit into memory.
-- Reads: resolve_carried, resolve_nobodys. Writes: resolve_opened (temporary). Used by: resolve.
INSERT INTO resolve_opened
WITH opened AS (
    SELECT kind, carrier, who, open, 1 AS found
    FROM resolve_carried
    WHERE node IS NOT NULL AND (open OR $whole) AND kind BETWEEN $first AND $last
    UNION ALL
    SELECT c.kind, c.carrier, c.who, TRUE, 0
    FROM resolve_carried AS c
    SEMI JOIN resolve_nobodys AS n ON c.id_valid = n.carrier
    WHERE c.node IS NOT NULL AND c.kind BETWEEN $first AND $last
),
carriers AS (
    SELECT kind, carrier, bool_or(open) AS open, CAST(sum(found) AS BIGINT) AS found, bit_or(name_bit(who)) AS names
    FROM opened
    GROUP BY kind, carrier
)
SELECT kind, carrier, found, names
FROM carriers
WHERE open AND (found > 1 OR NOT $whole);
