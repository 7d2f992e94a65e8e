-- One row per set of identity values of another person that has something in common with this one, under the name of identities.
-- Reads: resolve_nodes, identities. Writes: identities (temporary). Used by: resolve (explain).
CREATE OR REPLACE TEMP TABLE identities AS
SELECT *
FROM warehouse.main.identities
WHERE person_id <> $person AND (
    id_valid IN (SELECT n.id_valid FROM resolve_nodes AS n)
    OR id_other IN (SELECT n.id_other FROM resolve_nodes AS n)
    OR id_head IN (SELECT n.id_head FROM resolve_nodes AS n)
    OR phone IN (SELECT n.phone FROM resolve_nodes AS n)
    OR student_number IN (SELECT n.student_number FROM resolve_nodes AS n)
    OR email IN (SELECT n.email FROM resolve_nodes AS n)
    OR landline IN (SELECT n.landline FROM resolve_nodes AS n)
    OR address IN (SELECT n.address FROM resolve_nodes AS n)
    OR school IN (SELECT n.school FROM resolve_nodes AS n) AND (
        ends IN (SELECT n.ends FROM resolve_nodes AS n)
        OR guardian IN (SELECT n.guardian FROM resolve_nodes AS n)
        OR birth IN (SELECT n.birth FROM resolve_nodes AS n)
    )
    OR place IN (SELECT n.place FROM resolve_nodes AS n) AND birth IN (SELECT n.birth FROM resolve_nodes AS n)
);
