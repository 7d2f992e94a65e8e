-- One row per cluster (resolve_clusters), per known person that became another (resolve_merged), per new profile (person_profiles).
-- Reads: resolve_labels (registered by the caller: node, label, kind), resolve_nodes, resolve_known, resolve_sets, resolve_kinds,
-- persons. Writes: resolve_clusters, resolve_merged, person_profiles. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_clusters AS
WITH clusters AS (
    SELECT l.label, min(p.person_id) AS known
    FROM resolve_labels AS l
    LEFT JOIN resolve_known AS p ON l.node = p.node
    GROUP BY l.label
),
fresh AS (
    SELECT label, row_number() OVER (ORDER BY label) + (SELECT coalesce(max(person_id), 0) FROM person_profiles) AS person_id
    FROM clusters
    WHERE known IS NULL
)
SELECT c.label, coalesce(c.known, f.person_id) AS person_id
FROM clusters AS c
LEFT JOIN fresh AS f ON c.label = f.label;

CREATE OR REPLACE TEMP TABLE resolve_merged AS
SELECT p.person_id AS merged_id, c.person_id, i.key_kind AS reason
FROM resolve_known AS p
INNER JOIN resolve_labels AS l ON p.node = l.node
INNER JOIN resolve_clusters AS c ON l.label = c.label
LEFT JOIN resolve_kinds AS i ON l.kind = i.kind
WHERE p.person_id <> c.person_id;

INSERT INTO person_profiles BY NAME
SELECT n.profile, c.person_id, coalesce(i.key_kind, 'new') AS reason, s.* EXCLUDE (digest, dataset_no, row_no)
FROM resolve_nodes AS n
INNER JOIN resolve_labels AS l ON n.node = l.node
INNER JOIN resolve_clusters AS c ON l.label = c.label
INNER JOIN resolve_sets AS s ON n.digest = s.digest
LEFT JOIN resolve_kinds AS i ON l.kind = i.kind;
