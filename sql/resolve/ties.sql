-- One row per key value (resolve_ties): where it leads, a known person or its first profile, and whether it may tie.
-- Reads: resolve_keys, resolve_kinds, person_keys. Writes: resolve_ties, resolve_known (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_values AS
SELECT kind, tie, min(carrier) AS carrier, count(*) AS profiles, min(node) AS first_node
FROM resolve_keys
GROUP BY kind, tie;

CREATE OR REPLACE TEMP TABLE resolve_shared AS
WITH seen AS (
    SELECT kind, carrier, tie
    FROM resolve_values
    WHERE kind <> 1
    UNION
    SELECT i.kind, p.carrier_hash, p.key_hash
    FROM person_keys AS p
    INNER JOIN resolve_kinds AS i ON p.key_kind = i.key_kind
    WHERE i.kind <> 1 AND p.carrier_hash IN (SELECT carrier FROM resolve_values)
)
SELECT s.carrier
FROM seen AS s
INNER JOIN resolve_kinds AS i ON s.kind = i.kind
GROUP BY s.carrier, i.most_names
HAVING count(*) > i.most_names;

CREATE OR REPLACE TEMP TABLE resolve_ties AS
SELECT
    v.kind, v.tie, v.carrier, v.profiles, v.first_node, p.person_id,
    (s.carrier IS NOT NULL OR (p.key_hash IS NOT NULL AND p.person_id IS NULL)) AS shared
FROM resolve_values AS v
INNER JOIN resolve_kinds AS i ON v.kind = i.kind
LEFT JOIN person_keys AS p ON i.key_kind = p.key_kind AND v.tie = p.key_hash
LEFT JOIN resolve_shared AS s ON v.carrier = s.carrier;

CREATE OR REPLACE TEMP TABLE resolve_known AS
WITH known AS (
    SELECT DISTINCT person_id
    FROM resolve_ties
    WHERE person_id IS NOT NULL AND NOT shared
)
SELECT person_id, CAST((SELECT count(*) FROM resolve_nodes) + row_number() OVER (ORDER BY person_id) - 1 AS INTEGER) AS node
FROM known;
