-- One row per key value seen.
-- Reads: resolve_ties, resolve_keys, resolve_kinds, resolve_labels, resolve_clusters, resolve_merged. Writes: person_keys.
-- Used by: resolve.
UPDATE person_keys SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_keys.person_id = m.merged_id;

UPDATE person_keys SET person_id = NULL
FROM resolve_shared AS s
WHERE person_keys.carrier_hash = s.carrier AND person_keys.person_id IS NOT NULL;

INSERT INTO person_keys BY NAME
WITH owners AS (
    SELECT k.kind, k.tie, min(c.person_id) AS low, max(c.person_id) AS high
    FROM resolve_keys AS k
    INNER JOIN resolve_labels AS l ON k.node = l.node
    INNER JOIN resolve_clusters AS c ON l.label = c.label
    GROUP BY k.kind, k.tie
)
SELECT i.key_kind, t.tie AS key_hash, CASE WHEN o.low = o.high AND NOT t.shared THEN o.low END AS person_id, t.carrier AS carrier_hash
FROM resolve_ties AS t
INNER JOIN owners AS o ON t.kind = o.kind AND t.tie = o.tie
INNER JOIN resolve_kinds AS i ON t.kind = i.kind
ANTI JOIN person_keys AS s ON i.key_kind = s.key_kind AND t.tie = s.key_hash;
