-- One row per distinct set of identity values that was seen: whose it is.
-- Reads: resolve_nodes, resolve_labels (registered by the caller), resolve_clusters, resolve_merged. Writes: identities. Used by: resolve.
UPDATE identities SET person_id = m.person_id
FROM resolve_merged AS m
WHERE identities.person_id = m.merged_id;

INSERT INTO identities BY NAME
SELECT
    n.value_set, c.person_id, n.who, n.surname, n.id_valid, n.id_other, n.id_head, n.phone, n.ends, n.landline, n.student_number, n.email,
    n.school, n.guardian, n.birth, n.place, n.address
FROM resolve_nodes AS n
INNER JOIN resolve_labels AS l ON n.node = l.node
INNER JOIN resolve_clusters AS c ON l.label = c.label;
