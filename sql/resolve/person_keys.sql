-- One row per key value seen.
-- Reads: resolve_ties, resolve_names, resolve_kinds, resolve_shared, resolve_labels, resolve_torn (registered by the caller: kind and
-- first node of the keys whose nodes ended in several clusters), resolve_clusters, resolve_merged. Writes: person_keys.
-- Used by: resolve.
UPDATE person_keys SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_keys.person_id = m.merged_id;

UPDATE person_keys SET person_id = NULL
FROM resolve_shared AS s
INNER JOIN resolve_kinds AS i ON s.kind = i.kind
WHERE person_keys.carrier_hash = s.carrier AND person_keys.key_kind = i.key_kind AND person_keys.person_id IS NOT NULL;

INSERT INTO person_keys BY NAME
SELECT
    i.key_kind, t.tie AS key_hash, t.carrier AS carrier_hash,
    CASE WHEN NOT t.shared AND n.node IS NULL THEN c.person_id END AS person_id
FROM resolve_ties AS t
INNER JOIN resolve_labels AS l ON t.first_node = l.node
INNER JOIN resolve_clusters AS c ON l.label = c.label
INNER JOIN resolve_kinds AS i ON t.kind = i.kind
LEFT JOIN resolve_torn AS n ON t.kind = n.kind AND t.first_node = n.node
WHERE NOT t.seen;

-- An ID number with several names remembers them, so that one used by many in the end ties nobody.
INSERT INTO person_keys BY NAME
SELECT i.key_kind, hash(n.carrier, n.who) AS key_hash, n.carrier AS carrier_hash, NULL AS person_id
FROM resolve_names AS n
INNER JOIN resolve_carriers AS c ON n.kind = c.kind AND n.carrier = c.carrier
INNER JOIN resolve_kinds AS i ON i.kind = 2
ANTI JOIN person_keys AS s ON hash(n.carrier, n.who) = s.key_hash AND s.key_kind = i.key_kind
WHERE n.kind = 1 AND c.names > 1;
