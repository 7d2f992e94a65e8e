-- One row per node with a valid ID number, as its hash; a number of too many names is nobody's.
-- Reads: resolve_nodes, resolve_shared, resolve_known, resolve_kinds, identities. Writes: resolve_identities (temporary); returns it.
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_identities AS
WITH known AS (
    SELECT DISTINCT p.node, i.id_valid AS identity
    FROM resolve_known AS p
    INNER JOIN identities AS i ON p.person_id = i.person_id
    WHERE i.id_valid IS NOT NULL
),
crowded AS (
    SELECT i.id_valid AS identity
    FROM identities AS i
    SEMI JOIN known AS k ON i.id_valid = k.identity
    GROUP BY i.id_valid
    HAVING count(DISTINCT coalesce(i.who, 0)) > (SELECT most_names FROM resolve_kinds WHERE kind = 1)
)
SELECT n.node, n.id_valid AS identity
FROM resolve_nodes AS n
ANTI JOIN resolve_shared AS s ON n.id_valid = s.carrier AND s.kind = 1
WHERE n.id_valid IS NOT NULL
UNION ALL
SELECT k.node, k.identity
FROM known AS k
ANTI JOIN crowded AS c ON k.identity = c.identity
ANTI JOIN resolve_shared AS s ON k.identity = s.carrier AND s.kind = 1;

SELECT node, identity
FROM resolve_identities;
