-- One row per node and key of the clusters that contradict themselves (resolve_conflicts, registered by the caller); keys from 0.
-- Reads: resolve_conflicts, resolve_keys, resolve_ties, resolve_known. Writes: nothing (returns rows). Used by: resolve.
WITH found AS (
    SELECT k.node, k.kind, t.tie
    FROM resolve_keys AS k
    SEMI JOIN resolve_conflicts AS c ON k.node = c.node
    INNER JOIN resolve_ties AS t ON k.kind = t.kind AND k.tie = t.tie
    WHERE NOT t.shared
    UNION ALL
    SELECT p.node, t.kind, t.tie
    FROM resolve_known AS p
    SEMI JOIN resolve_conflicts AS c ON p.node = c.node
    INNER JOIN resolve_ties AS t ON p.person_id = t.person_id
    WHERE NOT t.shared
)
SELECT node, kind, dense_rank() OVER (ORDER BY kind, tie) - 1 AS key
FROM found;
