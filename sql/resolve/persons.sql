-- One row per resolved person; made anew for the persons that the new rows touch.
-- The most frequent value of a field wins, a sound one (valid, whole) before all others, the greatest text at a tie.
-- Reads: person_records, records, resolve_clusters, resolve_merged, datasets. Writes: persons. Used by: assess, report, publish.
DELETE FROM persons
WHERE person_id IN (SELECT person_id FROM resolve_clusters UNION ALL SELECT merged_id FROM resolve_merged);

CREATE OR REPLACE TEMP TABLE resolve_seen AS
SELECT
    p.person_id,
    r.dataset_no,
    r.name,
    CASE WHEN r.phone_state = 'valid' THEN r.phone END AS phone,
    CASE WHEN r.phone_state <> 'placeholder' THEN r.phone END AS any_phone,
    CASE WHEN r.id_state = 'valid' THEN r.id_number END AS id_number,
    CASE WHEN r.id_state <> 'placeholder' THEN r.id_number END AS any_id,
    CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END AS birth_date
FROM person_records AS p
SEMI JOIN resolve_clusters AS c ON p.person_id = c.person_id
INNER JOIN records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no;

CREATE OR REPLACE TEMP TABLE resolve_summary AS
SELECT
    person_id,
    min(name) AS name,
    min(name) = max(name) AS one_name,
    coalesce(min(phone), min(any_phone)) AS phone,
    coalesce(min(phone) = max(phone), min(any_phone) = max(any_phone)) AS one_phone,
    coalesce(min(id_number), min(any_id)) AS id_number,
    coalesce(min(id_number) = max(id_number), min(any_id) = max(any_id)) AS one_id,
    min(birth_date) AS birth_date,
    min(birth_date) = max(birth_date) AS one_birth,
    count(DISTINCT dataset_no) AS datasets
FROM resolve_seen
GROUP BY person_id;

INSERT INTO persons BY NAME
WITH options AS (
    SELECT s.person_id, 'name' AS field, r.name AS value, 1 AS sound
    FROM resolve_summary AS s INNER JOIN resolve_seen AS r ON s.person_id = r.person_id
    WHERE NOT s.one_name AND r.name IS NOT NULL
    UNION ALL
    SELECT s.person_id, 'phone', r.any_phone, CASE WHEN r.phone IS NULL THEN 0 ELSE 1 END
    FROM resolve_summary AS s INNER JOIN resolve_seen AS r ON s.person_id = r.person_id
    WHERE NOT s.one_phone AND r.any_phone IS NOT NULL
    UNION ALL
    SELECT s.person_id, 'id_number', r.any_id, CASE WHEN r.id_number IS NULL THEN 0 ELSE 1 END
    FROM resolve_summary AS s INNER JOIN resolve_seen AS r ON s.person_id = r.person_id
    WHERE NOT s.one_id AND r.any_id IS NOT NULL
    UNION ALL
    SELECT s.person_id, 'birth_date', r.birth_date, 1
    FROM resolve_summary AS s INNER JOIN resolve_seen AS r ON s.person_id = r.person_id
    WHERE NOT s.one_birth AND r.birth_date IS NOT NULL
),
weighed AS (
    SELECT person_id, field, value, max(sound) AS sound, count(*) AS n
    FROM options
    GROUP BY person_id, field, value
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY person_id, field ORDER BY sound DESC, n DESC, value DESC) AS place
    FROM weighed
),
best AS (
    SELECT
        person_id,
        max(CASE WHEN field = 'name' THEN value END) AS name,
        max(CASE WHEN field = 'phone' THEN value END) AS phone,
        max(CASE WHEN field = 'id_number' THEN value END) AS id_number,
        max(CASE WHEN field = 'birth_date' THEN value END) AS birth_date
    FROM ranked
    WHERE place = 1
    GROUP BY person_id
),
chosen AS (
    SELECT
        s.person_id, coalesce(b.name, s.name) AS name, coalesce(b.phone, s.phone) AS phone,
        coalesce(b.id_number, s.id_number) AS id_number, coalesce(b.birth_date, s.birth_date) AS birth_date, s.datasets
    FROM resolve_summary AS s
    LEFT JOIN best AS b ON s.person_id = b.person_id
),
since AS (
    SELECT h.person_id, min(d.obtained_at) AS obtained_at
    FROM (SELECT DISTINCT person_id, dataset_no FROM resolve_seen) AS h
    INNER JOIN datasets AS d ON h.dataset_no = d.dataset_no
    GROUP BY h.person_id
),
born AS (
    SELECT
        c.*, s.obtained_at,
        coalesce(try_cast(c.birth_date AS DATE), try_cast(id_birth(c.id_number) AS DATE)) AS born
    FROM chosen AS c
    INNER JOIN since AS s ON c.person_id = s.person_id
)
SELECT
    person_id,
    name,
    phone,
    id_number,
    CAST(born AS VARCHAR) AS birth_date,
    born + INTERVAL 14 YEAR > CAST(obtained_at AS DATE) AS minor_u14,
    born + INTERVAL 18 YEAR > CAST(obtained_at AS DATE) AS minor_u18,
    datasets
FROM born;

UPDATE datasets SET state = 'resolved'
WHERE dataset_no IN (SELECT unnest($datasets));
