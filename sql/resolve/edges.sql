-- One row per new profile and key that ties it to another node: a known person's, else the first profile with the key.
-- Reads: resolve_keys, resolve_ties, resolve_known. Writes: nothing (returns rows). Used by: resolve.
SELECT k.node AS a, coalesce(p.node, t.first_node) AS b, k.kind
FROM resolve_keys AS k
INNER JOIN resolve_ties AS t ON k.kind = t.kind AND k.tie = t.tie
LEFT JOIN resolve_known AS p ON t.person_id = p.person_id
WHERE NOT t.shared AND k.node <> coalesce(p.node, t.first_node);
