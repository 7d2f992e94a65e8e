-- One row per resolved person; made anew for the persons that the new rows touch.
-- Reads: person_records, person_profiles, resolve_members, resolve_merged, datasets. Writes: persons. Used by: assess, report, publish.
CREATE OR REPLACE TEMP TABLE resolve_touched AS
SELECT DISTINCT p.person_id
FROM person_profiles AS p
SEMI JOIN resolve_members AS m ON p.profile = m.profile
UNION
SELECT person_id
FROM resolve_merged;

DELETE FROM persons
WHERE person_id IN (SELECT person_id FROM resolve_touched UNION ALL SELECT merged_id FROM resolve_merged);

INSERT INTO persons BY NAME
WITH counted AS (
    SELECT r.person_id, r.profile, r.dataset_no, count(*) AS n
    FROM person_records AS r
    SEMI JOIN resolve_touched AS t ON r.person_id = t.person_id
    GROUP BY r.person_id, r.profile, r.dataset_no
),
held AS (
    SELECT c.person_id, count(DISTINCT c.dataset_no) AS datasets, min(d.obtained_at) AS since
    FROM counted AS c
    INNER JOIN datasets AS d ON c.dataset_no = d.dataset_no
    GROUP BY c.person_id
),
profiles AS (
    SELECT c.person_id, c.profile, sum(c.n) AS n
    FROM counted AS c
    GROUP BY c.person_id, c.profile
),
seen AS (
    SELECT q.person_id, q.n, p.name, p.phone, p.phone_state, p.id_number, p.id_state, p.birth_date
    FROM profiles AS q
    INNER JOIN person_profiles AS p ON q.profile = p.profile
),
options AS (
    SELECT person_id, 'name' AS field, name AS value, 1 AS sound, n FROM seen WHERE name IS NOT NULL
    UNION ALL
    SELECT person_id, 'phone', phone, CASE WHEN phone_state = 'valid' THEN 1 ELSE 0 END, n FROM seen WHERE phone IS NOT NULL
    UNION ALL
    SELECT person_id, 'id_number', id_number, CASE WHEN id_state = 'valid' THEN 1 ELSE 0 END, n FROM seen WHERE id_number IS NOT NULL
    UNION ALL
    SELECT person_id, 'birth_date', birth_date, 1, n FROM seen WHERE birth_date IS NOT NULL
),
weighed AS (
    SELECT person_id, field, value, max(sound) AS sound, sum(n) AS n
    FROM options
    GROUP BY person_id, field, value
),
best AS (
    SELECT person_id, field, max(struct_pack(sound := sound, n := n, value := value)) AS top
    FROM weighed
    GROUP BY person_id, field
),
wide AS (
    SELECT
        person_id,
        max(CASE WHEN field = 'name' THEN top.value END) AS name,
        max(CASE WHEN field = 'phone' THEN top.value END) AS phone,
        max(CASE WHEN field = 'id_number' THEN top.value END) AS id_number,
        max(CASE WHEN field = 'birth_date' THEN top.value END) AS birth_date
    FROM best
    GROUP BY person_id
)
SELECT
    h.person_id,
    w.name,
    w.phone,
    w.id_number,
    w.birth_date,
    CAST(w.birth_date AS DATE) + INTERVAL 14 YEAR > CAST(h.since AS DATE) AS minor_u14,
    CAST(w.birth_date AS DATE) + INTERVAL 18 YEAR > CAST(h.since AS DATE) AS minor_u18,
    h.datasets
FROM held AS h
LEFT JOIN wide AS w ON h.person_id = w.person_id;

UPDATE datasets SET state = 'resolved'
WHERE dataset_no IN (SELECT unnest($datasets));
