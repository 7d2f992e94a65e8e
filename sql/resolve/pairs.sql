-- One row per pair of look-alike clusters (resolve_pairs); a known person that no key reached stands as minus its id.
-- Reads: resolve_blocks, resolve_labels (registered by the caller), resolve_known, resolve_nodes, person_keys, person_blocks.
-- Writes: resolve_places, resolve_pairs (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_places AS
WITH places AS (
    SELECT DISTINCT b.block, l.label, TRUE AS fresh
    FROM resolve_blocks AS b
    INNER JOIN resolve_labels AS l ON b.node = l.node
),
older AS (
    SELECT carrier_hash AS block, person_id
    FROM person_keys
    WHERE person_id IS NOT NULL AND key_kind <> 'id_number' AND carrier_hash IN (SELECT block FROM places)
    UNION
    SELECT block_hash, person_id
    FROM person_blocks
    WHERE block_hash IN (SELECT block FROM places)
),
everywhere AS (
    SELECT block, label, fresh FROM places
    UNION ALL
    SELECT o.block, coalesce(l.label, -o.person_id) AS label, FALSE AS fresh
    FROM older AS o
    LEFT JOIN resolve_known AS k ON o.person_id = k.person_id
    LEFT JOIN resolve_labels AS l ON k.node = l.node
),
together AS (
    SELECT block, label, bool_or(fresh) AS fresh
    FROM everywhere
    GROUP BY block, label
),
sizes AS (
    SELECT block
    FROM together
    GROUP BY block
    HAVING count(*) BETWEEN 2 AND 12 AND bool_or(fresh)
)
SELECT t.block, t.label, t.fresh
FROM together AS t
SEMI JOIN sizes AS s ON t.block = s.block;

CREATE OR REPLACE TEMP TABLE resolve_pairs AS
SELECT DISTINCT a.label AS label_a, b.label AS label_b
FROM resolve_places AS a
INNER JOIN resolve_places AS b ON a.block = b.block AND a.label < b.label AND (a.fresh OR b.fresh);
