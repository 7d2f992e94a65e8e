-- One row per key value (resolve_ties): where it leads, a known person or its first node, and whether too many share its carrier.
-- Reads: resolve_keys, resolve_kinds, person_keys. Writes: resolve_names, resolve_shared, resolve_ties, resolve_known (temporary).
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_names AS
SELECT kind, carrier, who, count(*) AS nodes, min(node) AS first_node
FROM resolve_keys
GROUP BY kind, carrier, who;

CREATE OR REPLACE TEMP TABLE resolve_carriers AS
SELECT kind, carrier, count(*) AS names, sum(nodes) AS nodes, min(first_node) AS first_node
FROM resolve_names
GROUP BY kind, carrier;

-- Names known of an ID number stand under document_name (2), see person_keys.
CREATE OR REPLACE TEMP TABLE resolve_shared AS
WITH older AS (
    SELECT c.kind, c.carrier, count(*) AS names
    FROM resolve_carriers AS c
    INNER JOIN resolve_kinds AS i ON i.kind = greatest(c.kind, 2)
    INNER JOIN person_keys AS p ON c.carrier = p.carrier_hash AND i.key_kind = p.key_kind
    LEFT JOIN resolve_names AS n ON c.kind = n.kind AND c.carrier = n.carrier AND p.key_hash = hash(n.carrier, n.who)
    WHERE n.carrier IS NULL
    GROUP BY c.kind, c.carrier
)
SELECT c.kind, c.carrier
FROM resolve_carriers AS c
INNER JOIN resolve_kinds AS i ON c.kind = i.kind
LEFT JOIN older AS o ON c.kind = o.kind AND c.carrier = o.carrier
WHERE c.names + coalesce(o.names, 0) > i.most_names;

CREATE OR REPLACE TEMP TABLE resolve_ties AS
WITH ties AS (
    SELECT kind, carrier, 0::UBIGINT AS who, carrier AS tie, nodes, first_node
    FROM resolve_carriers
    WHERE kind = 1
    UNION ALL
    SELECT kind, carrier, who, hash(carrier, who), nodes, first_node
    FROM resolve_names
    WHERE kind > 1
)
SELECT
    t.*, p.person_id, (p.key_hash IS NOT NULL) AS seen,
    (s.carrier IS NOT NULL OR (p.key_hash IS NOT NULL AND p.person_id IS NULL)) AS shared
FROM ties AS t
INNER JOIN resolve_kinds AS i ON t.kind = i.kind
LEFT JOIN person_keys AS p ON t.tie = p.key_hash AND i.key_kind = p.key_kind
LEFT JOIN resolve_shared AS s ON t.kind = s.kind AND t.carrier = s.carrier;

CREATE OR REPLACE TEMP TABLE resolve_known AS
WITH known AS (
    SELECT DISTINCT person_id
    FROM resolve_ties
    WHERE person_id IS NOT NULL AND NOT shared
)
SELECT person_id, CAST((SELECT count(*) FROM resolve_nodes) + row_number() OVER (ORDER BY person_id) - 1 AS INTEGER) AS node
FROM known;
