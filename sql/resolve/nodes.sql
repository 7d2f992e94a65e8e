-- One row per profile not seen before (resolve_nodes, numbered by first appearance) and per key of theirs (resolve_keys).
-- A set of values without a key cannot tell persons apart: there each row is a profile of its own, exact copies in one list excepted.
-- Reads: resolve_rows, resolve_sets, resolve_set_keys, records, person_profiles. Writes: resolve_members, resolve_nodes, resolve_keys
-- (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_members AS
WITH keyed AS (
    SELECT DISTINCT digest
    FROM resolve_set_keys
)
SELECT r.dataset_no, r.row_no, r.digest, r.digest AS profile
FROM resolve_rows AS r
SEMI JOIN keyed AS k ON r.digest = k.digest
UNION ALL
SELECT r.dataset_no, r.row_no, r.digest, hash(r.digest, d.dataset_id, coalesce(c.duplicate_of, r.row_no)) AS profile
FROM resolve_rows AS r
ANTI JOIN keyed AS k ON r.digest = k.digest
INNER JOIN records AS c ON r.dataset_no = c.dataset_no AND r.row_no = c.row_no
INNER JOIN datasets AS d ON r.dataset_no = d.dataset_no;

CREATE OR REPLACE TEMP TABLE resolve_nodes AS
WITH profiles AS (
    SELECT profile, any_value(digest) AS digest, min(struct_pack(dataset_no := dataset_no, row_no := row_no)) AS place
    FROM resolve_members
    GROUP BY profile
)
SELECT CAST(row_number() OVER (ORDER BY p.place) - 1 AS INTEGER) AS node, p.profile, p.digest
FROM profiles AS p
ANTI JOIN person_profiles AS s ON p.profile = s.profile;

CREATE OR REPLACE TEMP TABLE resolve_keys AS
SELECT n.node, k.kind, k.tie, k.carrier
FROM resolve_nodes AS n
INNER JOIN resolve_set_keys AS k ON n.digest = k.digest;
