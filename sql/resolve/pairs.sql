-- One row per pair of clusters to compare (resolve_pairs); two valid ID numbers are two persons and need no comparing.
-- Reads: resolve_places, resolve_identities, resolve_labels (registered by the caller), person_keys. Writes: resolve_pairs (temporary).
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_pairs AS
WITH identified AS (
    SELECT l.label, min(i.identity) AS identity
    FROM resolve_identities AS i
    INNER JOIN resolve_labels AS l ON i.node = l.node
    GROUP BY l.label
    UNION ALL
    SELECT p.label, min(k.key_hash) AS identity
    FROM (SELECT DISTINCT label FROM resolve_places WHERE label < 0) AS p
    INNER JOIN person_keys AS k ON p.label = -k.person_id
    WHERE k.key_kind = 'id_number'
    GROUP BY p.label
),
placed AS (
    SELECT p.block, p.label, p.fresh, i.identity
    FROM resolve_places AS p
    LEFT JOIN identified AS i ON p.label = i.label
)
SELECT DISTINCT a.label AS label_a, b.label AS label_b
FROM placed AS a
INNER JOIN placed AS b ON a.block = b.block AND a.label < b.label
WHERE (a.fresh = 1 OR b.fresh = 1) AND (a.identity IS NULL OR b.identity IS NULL OR a.identity = b.identity);
