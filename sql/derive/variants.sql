-- One row per person, field and reading of which the lists of a case disagree, with how usual it is and how it is spelt.
-- Reads: readings, vocabulary, spelling, sampled_values, spelt_steps, sample_now, person_records, records. Writes: spelt_readings, spelt_at,
-- spelt, reweighed, reordered (temporary), spelt_records, variant_readings, case_samples. Used by: derive.
-- All are weighed where what is usual in the case is other than before ($again), else those of this run's persons; only what is weighed
-- otherwise than before is written. To a tenth: a few persons more in the sample change few weights, and nothing asks for closer ones.
-- spelt is asked for a part of the readings of a field, by the hash of the person; their rows are kept from night to night.
CREATE OR REPLACE TEMP TABLE spelt_readings AS
WITH told AS (
    SELECT person_id, field, reading, first_no FROM readings WHERE field IN (SELECT unnest($spelt))
    UNION ALL
    SELECT person_id, field, reading, first_no
    FROM variant_readings
    WHERE $again AND case_id = $case_id AND field IN (SELECT unnest($spelt))
)

SELECT t.person_id, t.field, t.reading, t.first_no AS dataset_no, min(p.row_no) AS row_no
FROM told AS t
INNER JOIN spelt_steps AS s ON t.field = s.field
INNER JOIN person_records AS p ON t.first_no = p.dataset_no AND t.person_id = p.person_id
WHERE hash(t.person_id) % s.step = 0
GROUP BY t.person_id, t.field, t.reading, t.first_no;

DELETE FROM spelt_records AS k
WHERE
    $again AND k.case_id = $case_id
    AND NOT EXISTS (SELECT 1 FROM spelt_readings AS s WHERE s.dataset_no = k.dataset_no AND s.row_no = k.row_no);

CREATE OR REPLACE TEMP TABLE spelt_at AS
WITH other AS (
    SELECT s.dataset_no, s.row_no
    FROM spelt_readings AS s
    ANTI JOIN (SELECT dataset_no, row_no FROM spelt_records WHERE case_id = $case_id) AS k
        ON s.dataset_no = k.dataset_no AND s.row_no = k.row_no
)

SELECT r.place AS at
FROM placed_records AS r
SEMI JOIN other AS o ON r.dataset_no = o.dataset_no AND r.row_no = o.row_no;

INSERT INTO spelt_records BY NAME
WITH rows AS (
    SELECT
        dataset_no, row_no, cells_found(raw) AS found, name, guardian_name, school, address, employer, occupation, city, region,
        birth_place, email_im
    FROM placed_records AS r
    SEMI JOIN spelt_at AS s ON r.place = s.at
)

SELECT
    $case_id AS case_id,
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
    WHERE r.case_id = $case_id
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
    round(min(ln(1 + coalesce(s.persons, 0) - coalesce(contains('^' || o.text || '$', p.pair), false)::INTEGER)), 1) AS score
FROM pairs AS p
LEFT JOIN spelling AS s ON p.field = s.field AND p.pair = s.pair
LEFT JOIN sampled_values AS o ON p.person_id = o.person_id AND p.field = o.field
GROUP BY p.person_id, p.field, p.reading;

CREATE OR REPLACE TEMP TABLE reweighed AS
WITH told AS (
    SELECT person_id, field, reading, holders, first_no, number, lists, sign, NULL::DOUBLE AS usual_before, NULL::DOUBLE AS spelt_before
    FROM readings
    UNION ALL
    SELECT
        person_id, field, reading, holders, first_no, number, lists, CASE WHEN field = 'copies' OR usual < 0 THEN usual END AS sign,
        usual AS usual_before, spelt AS spelt_before
    FROM variant_readings
    WHERE $again AND case_id = $case_id
),

weighed AS (
    SELECT
        t.*,
        coalesce(t.sign, round(ln(1 + coalesce(v.persons, 0) - coalesce(hash(o.text) = t.reading, false)::INTEGER), 1)) AS usual,
        coalesce(s.score, 0) AS spelt
    FROM told AS t
    LEFT JOIN vocabulary AS v ON t.field = v.field AND t.reading = v.reading
    LEFT JOIN sampled_values AS o ON t.person_id = o.person_id AND t.field = o.field
    LEFT JOIN spelt AS s ON t.person_id = s.person_id AND t.field = s.field AND t.reading = s.reading
)

SELECT person_id, field, reading, holders, usual, spelt, first_no, number, lists
FROM weighed
WHERE usual_before IS NULL OR usual <> usual_before OR spelt <> spelt_before;

-- The readings of a cell are put in order anew where one of them is weighed otherwise.
CREATE OR REPLACE TEMP TABLE reordered AS
SELECT r.person_id, r.field, r.reading, r.holders, r.usual, r.spelt, r.first_no, r.number, r.lists
FROM variant_readings AS r
SEMI JOIN reweighed AS w ON r.person_id = w.person_id AND r.field = w.field
ANTI JOIN reweighed AS n ON r.person_id = n.person_id AND r.field = n.field AND r.reading = n.reading
WHERE r.case_id = $case_id;

DELETE FROM variant_readings WHERE case_id = $case_id AND (person_id, field) IN (SELECT (w.person_id, w.field) FROM reweighed AS w);

INSERT INTO variant_readings BY NAME
WITH told AS (
    SELECT * FROM reweighed
    UNION ALL
    SELECT * FROM reordered
),

ordered AS (
    SELECT
        *, row_number() OVER (PARTITION BY person_id, field ORDER BY holders DESC, usual DESC, spelt DESC, reading) > 1 AS deviant
    FROM told
),

marked AS (
    SELECT *, hash(lists, (holders > 1)::INTEGER, deviant::INTEGER) AS mark FROM ordered
),

-- Cells are of a kind where in the same field the same lists agree and disagree, and one reading looks as much like the text beside the other;
-- cells of more than two readings where each reading is as usual too.
cells AS (
    SELECT
        person_id,
        field,
        sum(number)::BIGINT AS cell_lists,
        CASE
            WHEN count(*) = 2 AND field <> 'copies'
                THEN hash(
                    field,
                    CAST(sum(mark) AS VARCHAR),
                    look_class(arg_max(usual, mark), arg_max(spelt, mark), arg_min(usual, mark), arg_min(spelt, mark))
                )
            ELSE hash(field, CAST(sum(hash(mark, usual, spelt)) AS VARCHAR))
        END AS kind
    FROM marked
    GROUP BY person_id, field
)

SELECT $case_id AS case_id, o.*, c.kind, c.cell_lists
FROM ordered AS o
INNER JOIN cells AS c ON o.person_id = c.person_id AND o.field = c.field;

DELETE FROM case_samples WHERE case_id = $case_id;

INSERT INTO case_samples BY NAME
SELECT $case_id AS case_id, sample FROM sample_now;
