-- One row per case, field and value (or two neighbouring characters) of a sample of persons: what is usual in the column.
-- Reads: list_persons, list_marks, person_records, records. Writes: sampled_rows, sampled_at, sampled_values, vocabulary, spelling (temporary),
-- sampled_records. Used by: derive.
-- The sample follows the hash of the person (from one to two times as many as asked for, so that it stays as it is until the case is twice as
-- large) and takes his row in the first list that has him, so that it is the same in
-- whatever order the lists came, and an error repeated by many lists is still one person's.
-- The rows are kept from night to night, since few are others and they lie scattered over all that is stored. Records are found by a semi-join
-- on where they lie: it tells the scan which rows to read, so that most cells are not looked at.
CREATE OR REPLACE TEMP TABLE sampled_rows AS
WITH least AS (
    SELECT halving_step(sum(p.persons) // count(*), $persons) AS step
    FROM list_persons AS p
    SEMI JOIN list_marks AS l ON p.dataset_no = l.dataset_no
),

candidates AS (
    SELECT p.person_id, min(p.dataset_no::BIGINT * 1099511627776 + p.row_no) AS first_at
    FROM person_records AS p
    SEMI JOIN list_marks AS l ON p.dataset_no = l.dataset_no
    WHERE p.person_id IS NOT NULL AND hash(p.person_id) % (SELECT step FROM least) = 0
    GROUP BY p.person_id
),

size AS (
    SELECT (SELECT step FROM least) * halving_step(count(*), $persons) AS step FROM candidates
)

SELECT person_id, (first_at // 1099511627776)::INTEGER AS dataset_no, first_at % 1099511627776 AS row_no
FROM candidates
WHERE hash(person_id) % (SELECT step FROM size) = 0;

DELETE FROM sampled_records AS k
WHERE
    k.case_id = $case_id
    AND NOT EXISTS (SELECT 1 FROM sampled_rows AS s WHERE s.dataset_no = k.dataset_no AND s.row_no = k.row_no);

CREATE OR REPLACE TEMP TABLE sampled_at AS
WITH other AS (
    SELECT s.dataset_no, s.row_no
    FROM sampled_rows AS s
    ANTI JOIN (SELECT dataset_no, row_no FROM sampled_records WHERE case_id = $case_id) AS k
        ON s.dataset_no = k.dataset_no AND s.row_no = k.row_no
)

SELECT r.place AS at
FROM placed_records AS r
SEMI JOIN other AS o ON r.dataset_no = o.dataset_no AND r.row_no = o.row_no;

INSERT INTO sampled_records BY NAME
SELECT
    $case_id AS case_id, dataset_no, row_no, name, gender, birth_date, age, ethnicity, school, grade, class, guardian_name,
    guardian_relation, phone, landline, employer, occupation, address, city, region, postcode, birth_place, email_im, health
FROM placed_records AS r
SEMI JOIN sampled_at AS s ON r.place = s.at;

CREATE OR REPLACE TEMP TABLE sampled_values AS
WITH long AS (
    SELECT
        f.person_id,
        unnest([
            {'field': 'name', 'text': name}, {'field': 'gender', 'text': gender}, {'field': 'birth_date', 'text': birth_date},
            {'field': 'age', 'text': age}, {'field': 'ethnicity', 'text': ethnicity}, {'field': 'school', 'text': school},
            {'field': 'grade', 'text': grade}, {'field': 'class', 'text': class},
            {'field': 'guardian_name', 'text': guardian_name}, {'field': 'guardian_relation', 'text': guardian_relation},
            {'field': 'phone', 'text': phone}, {'field': 'landline', 'text': landline},
            {'field': 'employer', 'text': employer}, {'field': 'occupation', 'text': occupation},
            {'field': 'address', 'text': address}, {'field': 'city', 'text': city}, {'field': 'region', 'text': region},
            {'field': 'postcode', 'text': postcode}, {'field': 'birth_place', 'text': birth_place},
            {'field': 'email_im', 'text': email_im}, {'field': 'health', 'text': health}
        ]) AS c
    FROM sampled_rows AS f
    INNER JOIN sampled_records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
    WHERE r.case_id = $case_id
)

SELECT person_id, c.field AS field, c.text AS text FROM long WHERE c.text IS NOT NULL;

CREATE OR REPLACE TEMP TABLE vocabulary AS
SELECT field, hash(text) AS reading, count(*) AS persons
FROM sampled_values
GROUP BY field, text;

CREATE OR REPLACE TEMP TABLE spelling AS
WITH words AS (
    SELECT field, text, count(*) AS persons
    FROM sampled_values
    WHERE field IN (SELECT unnest($spelt))
    GROUP BY field, text
),

pieces AS (
    SELECT field, persons, unnest(range(0, length(text) + 1)) AS i, '^' || text || '$' AS word FROM words
),

pairs AS (
    SELECT DISTINCT field, word, persons, substr(word, i + 1, 2) AS pair FROM pieces
)

SELECT field, pair, sum(persons) AS persons
FROM pairs
GROUP BY field, pair;
