-- One row per case, field and value (or two neighbouring characters) of a sample of persons: what is usual in the column.
-- Reads: first_rows, records. Writes: vocabulary, spelling. Used by: derive.
-- The sample follows the hash of the person, so that it is the same in every list.
CREATE OR REPLACE TEMP TABLE sampled_rows AS
WITH size AS (SELECT case_id, count(DISTINCT person_id) AS persons FROM first_rows GROUP BY case_id)

SELECT f.case_id, f.person_id, f.dataset_no, f.row_no
FROM first_rows AS f
INNER JOIN size AS s ON f.case_id = s.case_id
WHERE hash(f.person_id) % greatest(s.persons // $persons, 1) = 0;

CREATE OR REPLACE TEMP TABLE sampled_values AS
WITH long AS (
    SELECT
        f.case_id,
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
    INNER JOIN records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
)

SELECT DISTINCT case_id, person_id, c.field AS field, c.text AS text FROM long WHERE c.text IS NOT NULL;

CREATE OR REPLACE TEMP TABLE vocabulary AS
SELECT case_id, field, hash(text) AS reading, count(DISTINCT person_id) AS persons
FROM sampled_values
GROUP BY case_id, field, text;

CREATE OR REPLACE TEMP TABLE spelling AS
WITH pieces AS (
    SELECT case_id, field, person_id, unnest(range(0, length(text) + 1)) AS i, '^' || text || '$' AS word
    FROM sampled_values
    WHERE field IN ('school', 'address', 'employer', 'occupation', 'city', 'region', 'birth_place', 'email_im', 'name', 'guardian_name')
)

SELECT case_id, field, word[i + 1:i + 2] AS pair, count(DISTINCT person_id) AS persons
FROM pieces
GROUP BY case_id, field, pair;
