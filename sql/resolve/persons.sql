-- One row per resolved person; made anew for the persons that the new rows touch.
-- The most frequent value of a field wins, a sound one (valid, whole) before all others, the greatest text at a tie.
-- Reads: person_records, records, resolve_clusters, resolve_merged, datasets. Writes: persons, datasets.state. Used by: assess, report, publish.
DELETE FROM persons
WHERE person_id IN (SELECT person_id FROM resolve_clusters UNION ALL SELECT merged_id FROM resolve_merged);

CREATE OR REPLACE TEMP TABLE resolve_rows AS
SELECT p.dataset_no, p.row_no, p.person_id
FROM person_records AS p
SEMI JOIN resolve_clusters AS c ON p.person_id = c.person_id;

CREATE OR REPLACE TEMP TABLE resolve_summary AS
SELECT
    p.person_id,
    min(r.name) AS name,
    min(r.name) = max(r.name) AS one_name,
    min(CASE WHEN r.phone_state = 'valid' THEN CAST(r.phone AS BIGINT) END) AS phone,
    max(CASE WHEN r.phone_state = 'valid' THEN CAST(r.phone AS BIGINT) END) AS other_phone,
    bool_or(r.phone_state <> 'placeholder') AS any_phone,
    min(CASE WHEN r.id_state = 'valid' THEN r.id_number END) AS id_number,
    bool_or(r.id_state <> 'placeholder') AS any_id,
    min(CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END) AS birth_date,
    max(CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END) AS other_birth
FROM resolve_rows AS p
INNER JOIN records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no
GROUP BY p.person_id;

-- Only where a person shows several values need they be counted.
CREATE OR REPLACE TEMP TABLE resolve_various AS
WITH various AS (
    SELECT person_id
    FROM resolve_summary
    WHERE NOT one_name OR phone <> other_phone OR (phone IS NULL AND any_phone) OR (id_number IS NULL AND any_id) OR birth_date <> other_birth
)
SELECT p.person_id, r.name, r.phone, r.phone_state, r.id_number, r.id_state, CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END AS birth_date
FROM various AS v
INNER JOIN resolve_rows AS p ON v.person_id = p.person_id
INNER JOIN records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no;

INSERT INTO persons BY NAME
WITH options AS (
    SELECT person_id, 'name' AS field, name AS value, TRUE AS sound FROM resolve_various WHERE name IS NOT NULL
    UNION ALL
    SELECT person_id, 'phone', phone, phone_state = 'valid' FROM resolve_various WHERE phone_state <> 'placeholder'
    UNION ALL
    SELECT person_id, 'id_number', id_number, id_state = 'valid' FROM resolve_various WHERE id_state <> 'placeholder'
    UNION ALL
    SELECT person_id, 'birth_date', birth_date, TRUE FROM resolve_various WHERE birth_date IS NOT NULL
),
weighed AS (
    SELECT person_id, field, value, bool_or(sound) AS sound, count(*) AS n
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
held AS (
    SELECT p.person_id, count(*) AS datasets, min(d.obtained_at) AS obtained_at
    FROM (SELECT DISTINCT person_id, dataset_no FROM resolve_rows) AS p
    INNER JOIN datasets AS d ON p.dataset_no = d.dataset_no
    GROUP BY p.person_id
),
chosen AS (
    SELECT
        s.person_id, coalesce(b.name, s.name) AS name, coalesce(b.phone, CAST(s.phone AS VARCHAR)) AS phone,
        coalesce(b.id_number, s.id_number) AS id_number, coalesce(b.birth_date, s.birth_date) AS birth_date, h.datasets, h.obtained_at
    FROM resolve_summary AS s
    INNER JOIN held AS h ON s.person_id = h.person_id
    LEFT JOIN best AS b ON s.person_id = b.person_id
),
born AS (
    SELECT *, coalesce(try_cast(birth_date AS DATE), try_cast(id_birth(id_number) AS DATE)) AS born
    FROM chosen
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
