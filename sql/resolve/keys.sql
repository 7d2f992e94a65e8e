-- One row per node and key (resolve_keys): who = the name, carrier = the rest of the key; an ID number ties without a name.
-- Reads: resolve_nodes. Writes: resolve_keys (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_keys AS
SELECT node, 1::UTINYINT AS kind, id_valid AS carrier, coalesce(who, 0) AS who FROM resolve_nodes WHERE id_valid IS NOT NULL
UNION ALL
SELECT node, 2::UTINYINT, id_other, who FROM resolve_nodes WHERE who IS NOT NULL AND id_other IS NOT NULL
UNION ALL
SELECT node, 3::UTINYINT, id_head, who FROM resolve_nodes WHERE who IS NOT NULL AND id_head IS NOT NULL
UNION ALL
SELECT node, 4::UTINYINT, phone, who FROM resolve_nodes WHERE who IS NOT NULL AND phone IS NOT NULL
UNION ALL
SELECT node, 5::UTINYINT, student_number, who FROM resolve_nodes WHERE who IS NOT NULL AND student_number IS NOT NULL
UNION ALL
SELECT node, 6::UTINYINT, email, who FROM resolve_nodes WHERE who IS NOT NULL AND email IS NOT NULL
UNION ALL
SELECT node, 7::UTINYINT, landline, who FROM resolve_nodes WHERE who IS NOT NULL AND landline IS NOT NULL
UNION ALL
SELECT node, 8::UTINYINT, hash(ends, school), who FROM resolve_nodes
WHERE who IS NOT NULL AND ends IS NOT NULL AND school IS NOT NULL
UNION ALL
SELECT node, 9::UTINYINT, hash(guardian, school), who FROM resolve_nodes
WHERE who IS NOT NULL AND guardian IS NOT NULL AND school IS NOT NULL
UNION ALL
SELECT node, 10::UTINYINT, hash(birth, school), who FROM resolve_nodes
WHERE who IS NOT NULL AND birth IS NOT NULL AND school IS NOT NULL
UNION ALL
SELECT node, 11::UTINYINT, hash(birth, place), who FROM resolve_nodes
WHERE who IS NOT NULL AND birth IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, 12::UTINYINT, address, who FROM resolve_nodes WHERE who IS NOT NULL AND address IS NOT NULL;
