-- One row per distinct set of identity values that was seen, and per way of writing it (resolve_found): whose it is. Some nodes at a time.
-- Reads: resolve_nodes, resolve_spellings, resolve_repeated, resolve_owners (registered by the caller: node, label, kind, person_id, alone).
-- Writes: resolve_found (temporary), identities. Used by: resolve.
INSERT INTO resolve_found
SELECT
    s.digest,
    s.found + coalesce(a.found, 0),
    s.first_at,
    o.person_id,
    o.person_id > $last AND s.first AND s.node = o.label,
    o.alone AND s.found = 1 AND a.found IS NULL,
    CASE WHEN o.person_id <= $last OR s.node <> o.label THEN o.kind END
FROM resolve_spellings AS s
INNER JOIN resolve_owners AS o ON s.node = o.node
LEFT JOIN resolve_repeated AS a ON s.digest = a.digest;

INSERT INTO identities BY NAME
SELECT
    n.value_set, o.person_id, n.who, n.surname, n.id_valid, n.id_other, n.id_head, n.phone, n.ends, n.landline, n.student_number, n.email,
    n.school, n.guardian, n.birth, n.place, n.address
FROM resolve_nodes AS n
INNER JOIN resolve_owners AS o ON n.node = o.node;
