-- One row per node with a valid ID number, as the hash of its key.
-- Reads: resolve_keys, resolve_ties, resolve_known, person_keys. Writes: nothing (returns rows). Used by: resolve.
SELECT k.node, k.tie AS identity
FROM resolve_keys AS k
INNER JOIN resolve_ties AS t ON k.kind = t.kind AND k.tie = t.tie
WHERE k.kind = 1 AND NOT t.shared
UNION ALL
SELECT p.node, min(s.key_hash) AS identity
FROM resolve_known AS p
INNER JOIN person_keys AS s ON p.person_id = s.person_id
WHERE s.key_kind = 'id_number'
GROUP BY p.node;
