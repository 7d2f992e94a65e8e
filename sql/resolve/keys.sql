-- One row per key of a node or of a known set of values (resolve_carried, a view): who = the name, carrier = the rest of the key, tie = both;
-- an ID number ties without a name. open: of a set without a valid ID number, which may look like somebody.
-- A view for what is read often, not a common table, which DuckDB would write out as a whole each time.
-- Reads: resolve_nodes, identities. Writes: resolve_facts, resolve_carried (temporary views). Used by: resolve.
CREATE OR REPLACE TEMP VIEW resolve_facts AS
SELECT
    node, CAST(NULL AS BIGINT) AS person_id, id_valid IS NULL AS open, who, surname, id_valid, id_other, id_head, phone, ends, landline,
    student_number, email, school, guardian, birth, place, address
FROM resolve_nodes
UNION ALL
SELECT
    CAST(NULL AS INTEGER), person_id, id_valid IS NULL, who, surname, id_valid, id_other, id_head, phone, ends, landline,
    student_number, email, school, guardian, birth, place, address
FROM identities;

CREATE OR REPLACE TEMP VIEW resolve_carried AS
WITH carried AS (
    SELECT node, person_id, id_valid, open, 1::UTINYINT AS kind, id_valid AS carrier, who FROM resolve_facts WHERE id_valid IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 2::UTINYINT, id_other, who FROM resolve_facts WHERE who IS NOT NULL AND id_other IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 3::UTINYINT, id_head, who FROM resolve_facts WHERE who IS NOT NULL AND id_head IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 4::UTINYINT, phone, who FROM resolve_facts WHERE who IS NOT NULL AND phone IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 5::UTINYINT, student_number, who FROM resolve_facts WHERE who IS NOT NULL AND student_number IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 6::UTINYINT, email, who FROM resolve_facts WHERE who IS NOT NULL AND email IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 7::UTINYINT, landline, who FROM resolve_facts WHERE who IS NOT NULL AND landline IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 8::UTINYINT, hash(ends, school), who FROM resolve_facts WHERE who IS NOT NULL AND ends IS NOT NULL AND school IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 9::UTINYINT, hash(guardian, school), who FROM resolve_facts WHERE who IS NOT NULL AND guardian IS NOT NULL AND school IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 10::UTINYINT, hash(birth, school), who FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND school IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 11::UTINYINT, hash(birth, place), who FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND place IS NOT NULL
    UNION ALL
    SELECT node, person_id, id_valid, open, 12::UTINYINT, address, who FROM resolve_facts WHERE who IS NOT NULL AND address IS NOT NULL
)
SELECT node, person_id, id_valid, open, kind, carrier, coalesce(who, 0) AS who, CASE WHEN kind = 1 THEN carrier ELSE hash(carrier, who) END AS tie
FROM carried;
