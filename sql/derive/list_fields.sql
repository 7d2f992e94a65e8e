-- One row per list and field that it fills.
-- Reads: records, datasets, list_fields. Writes: list_fields. Used by: derive.
-- A list is counted once: what it fills changes with its records alone, and normalise forgets the counts with those.
-- A column of which most cells were found in another form than the canonical one was reformatted as a whole: one act, not errors.
INSERT INTO list_fields
WITH uncounted AS (
    SELECT dataset_no
    FROM datasets
    WHERE dataset_no IN (SELECT unnest($new)) AND dataset_no NOT IN (SELECT dataset_no FROM list_fields)
),

shown AS (
    SELECT
        dataset_no,
        unnest([
            {'field': 'name', 'bit': 0, 'filled': count(name), 'hidden': count_if(contains(name, '*'))},
            {'field': 'gender', 'bit': 1, 'filled': count(gender), 'hidden': count_if(contains(gender, '*'))},
            {'field': 'id_number', 'bit': 2, 'filled': count(id_number), 'hidden': count_if(contains(id_number, '*'))},
            {'field': 'birth_date', 'bit': 3, 'filled': count(birth_date), 'hidden': count_if(contains(birth_date, '*'))},
            {'field': 'age', 'bit': 4, 'filled': count(age), 'hidden': count_if(contains(age, '*'))},
            {'field': 'ethnicity', 'bit': 5, 'filled': count(ethnicity), 'hidden': count_if(contains(ethnicity, '*'))},
            {'field': 'student_number', 'bit': 6, 'filled': count(student_number), 'hidden': count_if(contains(student_number, '*'))},
            {'field': 'school', 'bit': 7, 'filled': count(school), 'hidden': count_if(contains(school, '*'))},
            {'field': 'grade', 'bit': 8, 'filled': count(grade), 'hidden': count_if(contains(grade, '*'))},
            {'field': 'class', 'bit': 9, 'filled': count(class), 'hidden': count_if(contains(class, '*'))},
            {'field': 'guardian_name', 'bit': 10, 'filled': count(guardian_name), 'hidden': count_if(contains(guardian_name, '*'))},
            {'field': 'guardian_relation', 'bit': 11, 'filled': count(guardian_relation), 'hidden': count_if(contains(guardian_relation, '*'))},
            {'field': 'phone', 'bit': 12, 'filled': count(phone), 'hidden': count_if(contains(phone, '*'))},
            {'field': 'landline', 'bit': 13, 'filled': count(landline), 'hidden': count_if(contains(landline, '*'))},
            {'field': 'employer', 'bit': 14, 'filled': count(employer), 'hidden': count_if(contains(employer, '*'))},
            {'field': 'occupation', 'bit': 15, 'filled': count(occupation), 'hidden': count_if(contains(occupation, '*'))},
            {'field': 'address', 'bit': 16, 'filled': count(address), 'hidden': count_if(contains(address, '*'))},
            {'field': 'city', 'bit': 17, 'filled': count(city), 'hidden': count_if(contains(city, '*'))},
            {'field': 'region', 'bit': 18, 'filled': count(region), 'hidden': count_if(contains(region, '*'))},
            {'field': 'postcode', 'bit': 19, 'filled': count(postcode), 'hidden': count_if(contains(postcode, '*'))},
            {'field': 'birth_place', 'bit': 20, 'filled': count(birth_place), 'hidden': count_if(contains(birth_place, '*'))},
            {'field': 'email_im', 'bit': 21, 'filled': count(email_im), 'hidden': count_if(contains(email_im, '*'))},
            {'field': 'score', 'bit': 22, 'filled': count(score), 'hidden': count_if(contains(score, '*'))},
            {'field': 'health', 'bit': 23, 'filled': count(health), 'hidden': count_if(contains(health, '*'))},
            {'field': 'finance', 'bit': 24, 'filled': count(finance), 'hidden': count_if(contains(finance, '*'))},
            {'field': 'whereabouts', 'bit': 25, 'filled': count(whereabouts), 'hidden': count_if(contains(whereabouts, '*'))},
            {'field': 'lodging', 'bit': 26, 'filled': count(lodging), 'hidden': count_if(contains(lodging, '*'))},
            {'field': 'transactions', 'bit': 27, 'filled': count(transactions), 'hidden': count_if(contains(transactions, '*'))},
            {'field': 'remark', 'bit': 28, 'filled': count(remark), 'hidden': count_if(contains(remark, '*'))},
            {'field': 'communications', 'bit': 32, 'filled': count(communications), 'hidden': count_if(contains(communications, '*'))},
            {'field': 'call_records', 'bit': 33, 'filled': count(call_records), 'hidden': count_if(contains(call_records, '*'))}
        ]) AS f
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM uncounted)
    GROUP BY dataset_no
),

forms AS (
    SELECT dataset_no, fields_found(raw) AS fields, count(*) AS found
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM uncounted) AND raw IS NOT NULL
    GROUP BY dataset_no, fields
),

written AS (
    SELECT dataset_no, unnest(fields) AS field, found FROM forms
),

changed AS (
    SELECT dataset_no, field, sum(found) AS found FROM written GROUP BY dataset_no, field
)

SELECT
    s.dataset_no,
    s.f.field,
    s.f.bit,
    s.f.filled,
    2 * coalesce(c.found, 0) > s.f.filled AS reformatted,
    2 * s.f.hidden > s.f.filled AS masked
FROM shown AS s
LEFT JOIN changed AS c ON s.dataset_no = c.dataset_no AND s.f.field = c.field
WHERE s.f.filled > 0;
