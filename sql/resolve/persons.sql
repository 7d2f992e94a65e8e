-- One row per resolved person with more than one row; made anew for the persons that the new rows touch.
-- The most frequent value of a field wins, a sound one (valid, whole) before all others, the greatest text at a tie.
-- A join or group of a statement has its share of memory as long as another one works: few of them in each.
-- Reads: person_records, records, resolve_found, resolve_merged, datasets. Writes: resolve_grown, resolve_holders, resolve_alike, resolve_theirs,
-- resolve_various, resolve_torn, resolve_best (temporary), persons, datasets.state. Used by: assess, report, publish.
CREATE OR REPLACE TEMP TABLE resolve_grown AS
SELECT DISTINCT f.person_id
FROM resolve_found AS f
SEMI JOIN persons AS p ON f.person_id = p.person_id
WHERE NOT f.single
UNION
SELECT person_id
FROM resolve_merged;

DELETE FROM persons
WHERE person_id IN (SELECT person_id FROM resolve_grown UNION ALL SELECT merged_id FROM resolve_merged);

-- Lists of each person and when the first of them was obtained. Whose records leave as many marks of lists as they are is in another list
-- with each: only the others' lists are to be told apart.
CREATE OR REPLACE TEMP TABLE resolve_holders AS
WITH marked AS (
    SELECT
        p.person_id, count(*) AS records, bit_count(bit_or(1::BIGINT << (p.dataset_no % 60))) AS marks, min(d.obtained_at) AS obtained_at
    FROM person_records AS p
    SEMI JOIN (SELECT person_id FROM resolve_found WHERE NOT single) AS f ON p.person_id = f.person_id
    INNER JOIN datasets AS d ON p.dataset_no = d.dataset_no
    GROUP BY p.person_id
),
crowded AS (
    SELECT p.person_id, count(DISTINCT p.dataset_no) AS datasets
    FROM person_records AS p
    SEMI JOIN (SELECT person_id FROM marked WHERE marks < records) AS m ON p.person_id = m.person_id
    GROUP BY p.person_id
)
SELECT m.person_id, coalesce(c.datasets, m.records) AS datasets, m.obtained_at
FROM marked AS m
LEFT JOIN crowded AS c ON m.person_id = c.person_id;

-- Whose values are all written alike has nothing to be counted.
CREATE OR REPLACE TEMP TABLE resolve_alike AS
WITH alike AS (
    SELECT f.person_id, min(f.first_at) AS first_at
    FROM resolve_found AS f
    ANTI JOIN resolve_grown AS g ON f.person_id = g.person_id
    WHERE NOT f.single
    GROUP BY f.person_id
    HAVING count(*) = 1
)
SELECT a.person_id, a.first_at, h.datasets, h.obtained_at
FROM alike AS a
INNER JOIN resolve_holders AS h ON a.person_id = h.person_id;

-- Rows of persons known before are read by where they lie: sought by list and row, every row of its columns would be read.
CREATE OR REPLACE TEMP TABLE resolve_theirs AS
SELECT p.person_id, r.place AS at
FROM person_records AS p
SEMI JOIN resolve_grown AS g ON p.person_id = g.person_id
INNER JOIN placed_records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no;

CREATE OR REPLACE TEMP TABLE resolve_various AS
SELECT f.person_id, f.first_at, r.name, r.phone, r.phone_state, r.id_number, r.id_state, r.birth_date, f.found
FROM resolve_found AS f
ANTI JOIN resolve_grown AS g ON f.person_id = g.person_id
ANTI JOIN resolve_alike AS a ON f.person_id = a.person_id
INNER JOIN records AS r ON f.first_at // 1099511627776 = r.dataset_no AND f.first_at % 1099511627776 = r.row_no
WHERE NOT f.single
UNION ALL
SELECT p.person_id, min(p.at) AS first_at, r.name, r.phone, r.phone_state, r.id_number, r.id_state, r.birth_date, count(*) AS found
FROM resolve_theirs AS p
INNER JOIN placed_records AS r ON p.at = r.place
GROUP BY p.person_id, r.name, r.phone, r.phone_state, r.id_number, r.id_state, r.birth_date;

-- Fields of which a person shows more than one value; the others are read in one row.
CREATE OR REPLACE TEMP TABLE resolve_torn AS
WITH torn AS (
    SELECT
        person_id,
        min(first_at) AS first_at,
        min(hash(name)) < max(hash(name)) AS name,
        min(hash(phone, phone_state)) < max(hash(phone, phone_state)) AS phone,
        min(hash(id_number, id_state)) < max(hash(id_number, id_state)) AS id_number,
        min(hash(birth_date)) < max(hash(birth_date)) AS birth_date
    FROM resolve_various
    GROUP BY person_id
)
SELECT t.*, h.datasets, h.obtained_at
FROM torn AS t
INNER JOIN resolve_holders AS h ON t.person_id = h.person_id;

-- The value chosen for each of these fields.
CREATE OR REPLACE TEMP TABLE resolve_best AS
WITH compared AS (
    SELECT
        v.*, t.name AS name_torn, t.phone AS phone_torn, t.id_number AS id_number_torn, t.birth_date AS birth_date_torn
    FROM resolve_various AS v
    INNER JOIN resolve_torn AS t ON v.person_id = t.person_id
),
options AS (
    SELECT person_id, found, 'name' AS field, name AS value, TRUE AS sound FROM compared WHERE name_torn AND name IS NOT NULL
    UNION ALL
    SELECT person_id, found, 'phone', phone, phone_state = 'valid' FROM compared WHERE phone_torn AND phone_state <> 'placeholder'
    UNION ALL
    SELECT person_id, found, 'id_number', id_number, id_state = 'valid' FROM compared WHERE id_number_torn AND id_state <> 'placeholder'
    UNION ALL
    SELECT person_id, found, 'birth_date', birth_date, TRUE FROM compared WHERE birth_date_torn AND length(birth_date) = 10
),
weighed AS (
    SELECT person_id, field, value, bool_or(sound) AS sound, sum(found) AS n
    FROM options
    GROUP BY person_id, field, value
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY person_id, field ORDER BY sound DESC, n DESC, value DESC) AS place
    FROM weighed
)
SELECT
    person_id,
    max(CASE WHEN field = 'name' THEN value END) AS name,
    max(CASE WHEN field = 'phone' THEN value END) AS phone,
    max(CASE WHEN field = 'id_number' THEN value END) AS id_number,
    max(CASE WHEN field = 'birth_date' THEN value END) AS birth_date
FROM ranked
WHERE place = 1
GROUP BY person_id;

INSERT INTO persons BY NAME
WITH chosen AS (
    SELECT
        t.person_id,
        CASE WHEN t.name THEN b.name ELSE v.name END AS name,
        CASE WHEN t.phone THEN b.phone WHEN v.phone_state <> 'placeholder' THEN v.phone END AS phone,
        CASE WHEN t.id_number THEN b.id_number WHEN v.id_state <> 'placeholder' THEN v.id_number END AS id_number,
        CASE WHEN t.birth_date THEN b.birth_date WHEN length(v.birth_date) = 10 THEN v.birth_date END AS birth_date,
        t.datasets,
        t.obtained_at
    FROM resolve_various AS v
    INNER JOIN resolve_torn AS t ON v.person_id = t.person_id AND v.first_at = t.first_at
    LEFT JOIN resolve_best AS b ON t.person_id = b.person_id
    UNION ALL
    SELECT
        a.person_id,
        r.name,
        CASE WHEN r.phone_state <> 'placeholder' THEN r.phone END,
        CASE WHEN r.id_state <> 'placeholder' THEN r.id_number END,
        CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END,
        a.datasets,
        a.obtained_at
    FROM resolve_alike AS a
    INNER JOIN records AS r ON a.first_at // 1099511627776 = r.dataset_no AND a.first_at % 1099511627776 = r.row_no
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
