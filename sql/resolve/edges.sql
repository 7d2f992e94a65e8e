-- One row per node and key that ties it to another node: a known person's, else the first node with the key.
-- Reads: resolve_keys, resolve_ties, resolve_known. Writes: nothing (returns rows). Used by: resolve.
WITH leads AS (
    SELECT t.kind, t.tie, coalesce(p.node, t.first_node) AS node
    FROM resolve_ties AS t
    LEFT JOIN resolve_known AS p ON t.person_id = p.person_id
    WHERE NOT t.shared
)
SELECT k.node AS a, t.node AS b, k.kind
FROM resolve_keys AS k
INNER JOIN leads AS t ON k.kind = t.kind AND k.tie = t.tie
WHERE k.node <> t.node;
