-- One row per known person that became another (resolve_merged), and per way of writing a set of identity values (resolve_found): whose it is;
-- here only those of known sets, the others by known_values.sql. single: the only row of a new person. kind: of the key that ties it; NULL: same values.
-- Reads: resolve_labels (registered by the caller: node, label, kind, person_id), resolve_spellings, resolve_again, resolve_known, resolve_kinds,
-- person_records, datasets.
-- Writes: resolve_merged, resolve_joined, resolve_changes, resolve_repeated, resolve_found (temporary), list_merges, case_merges, case_persons, variants, variant_readings,
-- person_merges, person_records, identities.
-- Used by: derive, assess, publish.
CREATE OR REPLACE TEMP TABLE resolve_merged AS
SELECT p.person_id AS merged_id, CAST(l.person_id AS BIGINT) AS person_id, coalesce(i.key_kind, 'new') AS reason
FROM resolve_known AS p
INNER JOIN resolve_labels AS l ON p.node = l.node
LEFT JOIN resolve_kinds AS i ON l.kind = i.kind
WHERE p.person_id <> l.person_id;

-- As the lists held those who become one: a list that held two has one person less, and lists that each held one share one more.
CREATE OR REPLACE TEMP TABLE resolve_joined AS
WITH names AS (
    SELECT merged_id AS before, person_id FROM resolve_merged
    UNION
    SELECT person_id AS before, person_id FROM resolve_merged
)
SELECT DISTINCT d.case_id, p.dataset_no, n.before, n.person_id
FROM person_records AS p
INNER JOIN names AS n ON p.person_id = n.before
INNER JOIN datasets AS d ON p.dataset_no = d.dataset_no;

CREATE OR REPLACE TEMP TABLE resolve_changes AS
WITH joined AS (
    SELECT DISTINCT case_id, dataset_no, person_id FROM resolve_joined
),
held AS (
    SELECT a.dataset_no, b.dataset_no AS other_no, -1 AS persons
    FROM resolve_joined AS a
    INNER JOIN resolve_joined AS b ON a.case_id = b.case_id AND a.before = b.before AND a.dataset_no <= b.dataset_no
    UNION ALL
    SELECT a.dataset_no, b.dataset_no AS other_no, 1 AS persons
    FROM joined AS a
    INNER JOIN joined AS b ON a.case_id = b.case_id AND a.person_id = b.person_id AND a.dataset_no <= b.dataset_no
    UNION ALL
    SELECT dataset_no, other_no, persons
    FROM list_merges
)
SELECT dataset_no, other_no, sum(persons)::BIGINT AS persons
FROM held
GROUP BY dataset_no, other_no
HAVING sum(persons) <> 0;

DELETE FROM list_merges;

INSERT INTO list_merges BY NAME
SELECT dataset_no, other_no, persons
FROM resolve_changes;

-- Who became one is looked at again by derive; what was told of the one who is no more goes.
INSERT INTO case_merges BY NAME
SELECT DISTINCT j.case_id, j.person_id
FROM resolve_joined AS j
ANTI JOIN case_merges AS c ON j.case_id = c.case_id AND j.person_id = c.person_id;

DELETE FROM case_persons WHERE person_id IN (SELECT merged_id FROM resolve_merged);
DELETE FROM variants WHERE person_id IN (SELECT merged_id FROM resolve_merged);
DELETE FROM variant_readings WHERE person_id IN (SELECT merged_id FROM resolve_merged);

INSERT INTO person_merges BY NAME
SELECT merged_id, person_id, reason
FROM resolve_merged
ORDER BY merged_id;

UPDATE person_records SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_records.person_id = m.merged_id;

UPDATE identities SET person_id = m.person_id
FROM resolve_merged AS m
WHERE identities.person_id = m.merged_id;

CREATE OR REPLACE TEMP TABLE resolve_repeated AS
SELECT digest, CAST(sum(found) AS BIGINT) AS found
FROM resolve_again
GROUP BY digest;

CREATE OR REPLACE TEMP TABLE resolve_found AS
SELECT
    s.digest,
    s.found + coalesce(a.found, 0) AS found,
    s.first_at,
    coalesce(m.person_id, s.person_id) AS person_id,
    FALSE AS first,
    FALSE AS single,
    CAST(NULL AS UTINYINT) AS kind
FROM resolve_spellings AS s
LEFT JOIN resolve_repeated AS a ON s.digest = a.digest
LEFT JOIN resolve_merged AS m ON s.person_id = m.merged_id
WHERE s.node IS NULL;
