-- One row per new profile and block (resolve_blocks): profiles of one block may be look-alikes, one of the values being wrong.
-- Blocks are the carriers of the keys (all but the name agrees) and the name with one weaker value (the name agrees).
-- Reads: resolve_nodes, resolve_sets, resolve_keys, resolve_ties. Writes: resolve_blocks (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_blocks AS
WITH named AS (
    SELECT n.node, name_key(s.name) AS who, s.school, s.birth_date, s.phone, s.phone_state
    FROM resolve_nodes AS n
    INNER JOIN resolve_sets AS s ON n.digest = s.digest
    WHERE s.name IS NOT NULL
)
SELECT k.node, k.carrier AS block, TRUE AS by_carrier
FROM resolve_keys AS k
INNER JOIN resolve_ties AS t ON k.kind = t.kind AND k.tie = t.tie
WHERE k.kind <> 1 AND NOT t.shared
UNION ALL
SELECT node, hash('name school', who, school), FALSE FROM named WHERE school IS NOT NULL
UNION ALL
SELECT node, hash('name birth', who, birth_date), FALSE FROM named WHERE birth_date IS NOT NULL
UNION ALL
SELECT node, hash('name phone ends', who, phone_ends(phone)), FALSE FROM named
WHERE phone_state IN ('valid', 'masked') AND phone_ends(phone) IS NOT NULL;
