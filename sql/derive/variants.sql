-- One row per person, field and reading of which the lists of a case disagree, with how usual it is and how it is spelt.
-- Reads: readings, vocabulary, spelling, sampled_values, person_records, records. Writes: variant_readings. Used by: derive.
-- spelt is asked for the first readings of each field alone, by the hash of the person.
CREATE OR REPLACE TEMP TABLE spelt_readings AS
WITH first AS (
    SELECT person_id, field, reading, first_no AS dataset_no
    FROM readings
    WHERE field IN (SELECT unnest($spelt))
    QUALIFY row_number() OVER (PARTITION BY field ORDER BY hash(person_id), person_id, reading) <= $most
)

SELECT r.person_id, r.field, r.reading, r.dataset_no, min(p.row_no) AS row_no
FROM first AS r
INNER JOIN person_records AS p ON r.dataset_no = p.dataset_no AND r.person_id = p.person_id
GROUP BY r.person_id, r.field, r.reading, r.dataset_no;

CREATE OR REPLACE TEMP TABLE spelt_at AS
SELECT r.rowid AS at
FROM records AS r
SEMI JOIN spelt_readings AS s ON r.dataset_no = s.dataset_no AND r.row_no = s.row_no;

CREATE OR REPLACE TEMP TABLE spelt_records AS
WITH rows AS (
    SELECT
        dataset_no, row_no, cells_found(raw) AS found, name, guardian_name, school, address, employer, occupation, city, region,
        birth_place, email_im
    FROM records AS r
    SEMI JOIN spelt_at AS s ON r.rowid = s.at
)

SELECT
    dataset_no,
    row_no,
    coalesce(found.name, name) AS name,
    coalesce(found.guardian_name, guardian_name) AS guardian_name,
    coalesce(found.school, school) AS school,
    coalesce(found.address, address) AS address,
    coalesce(found.employer, employer) AS employer,
    coalesce(found.occupation, occupation) AS occupation,
    coalesce(found.city, city) AS city,
    coalesce(found.region, region) AS region,
    coalesce(found.birth_place, birth_place) AS birth_place,
    coalesce(found.email_im, email_im) AS email_im
FROM rows;

CREATE OR REPLACE TEMP TABLE spelt AS
WITH words AS (
    SELECT
        s.person_id,
        s.field,
        s.reading,
        '^' || CASE s.field
            WHEN 'name' THEN r.name
            WHEN 'guardian_name' THEN r.guardian_name
            WHEN 'school' THEN r.school
            WHEN 'address' THEN r.address
            WHEN 'employer' THEN r.employer
            WHEN 'occupation' THEN r.occupation
            WHEN 'city' THEN r.city
            WHEN 'region' THEN r.region
            WHEN 'birth_place' THEN r.birth_place
            WHEN 'email_im' THEN r.email_im END || '$' AS word
    FROM spelt_readings AS s
    INNER JOIN spelt_records AS r ON s.dataset_no = r.dataset_no AND s.row_no = r.row_no
),

pieces AS (
    SELECT person_id, field, reading, word, unnest(range(0, length(word) - 1)) AS i FROM words
),

pairs AS (
    SELECT person_id, field, reading, substr(word, i + 1, 2) AS pair FROM pieces
)

SELECT
    p.person_id,
    p.field,
    p.reading,
    round(min(ln(1 + coalesce(s.persons, 0) - coalesce(contains('^' || o.text || '$', p.pair), false)::INTEGER)), 6) AS score
FROM pairs AS p
LEFT JOIN spelling AS s ON p.field = s.field AND p.pair = s.pair
LEFT JOIN sampled_values AS o ON p.person_id = o.person_id AND p.field = o.field
GROUP BY p.person_id, p.field, p.reading;

DELETE FROM variant_readings WHERE case_id = $case_id;

INSERT INTO variant_readings BY NAME
WITH weighed AS (
    SELECT
        r.*,
        round(ln(1 + coalesce(v.persons, 0) - coalesce(hash(o.text) = r.reading, false)::INTEGER), 6) AS common,
        coalesce(s.score, 0) AS spelt
    FROM readings AS r
    LEFT JOIN vocabulary AS v ON r.field = v.field AND r.reading = v.reading
    LEFT JOIN sampled_values AS o ON r.person_id = o.person_id AND r.field = o.field
    LEFT JOIN spelt AS s ON r.person_id = s.person_id AND r.field = s.field AND r.reading = s.reading
)

SELECT
    $case_id AS case_id,
    person_id,
    field,
    reading,
    holders,
    row_number() OVER (PARTITION BY person_id, field ORDER BY holders DESC, common DESC, spelt DESC, reading) > 1 AS deviant,
    coalesce(sign, common) AS usual,
    spelt,
    first_no,
    number,
    lists
FROM weighed;
