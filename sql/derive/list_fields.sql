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
            {'field': 'name', 'bit': 0, 'filled': count(name), 'hidden': coalesce(sum(contains(name, '*')::INTEGER), 0)},
            {'field': 'gender', 'bit': 1, 'filled': count(gender), 'hidden': coalesce(sum(contains(gender, '*')::INTEGER), 0)},
            {'field': 'id_number', 'bit': 2, 'filled': count(id_number), 'hidden': coalesce(sum(contains(id_number, '*')::INTEGER), 0)},
            {'field': 'birth_date', 'bit': 3, 'filled': count(birth_date), 'hidden': coalesce(sum(contains(birth_date, '*')::INTEGER), 0)},
            {'field': 'age', 'bit': 4, 'filled': count(age), 'hidden': coalesce(sum(contains(age, '*')::INTEGER), 0)},
            {'field': 'ethnicity', 'bit': 5, 'filled': count(ethnicity), 'hidden': coalesce(sum(contains(ethnicity, '*')::INTEGER), 0)},
            {'field': 'student_number', 'bit': 6, 'filled': count(student_number), 'hidden': coalesce(sum(contains(student_number, '*')::INTEGER), 0)},
            {'field': 'school', 'bit': 7, 'filled': count(school), 'hidden': coalesce(sum(contains(school, '*')::INTEGER), 0)},
            {'field': 'grade', 'bit': 8, 'filled': count(grade), 'hidden': coalesce(sum(contains(grade, '*')::INTEGER), 0)},
            {'field': 'class', 'bit': 9, 'filled': count(class), 'hidden': coalesce(sum(contains(class, '*')::INTEGER), 0)},
            {'field': 'guardian_name', 'bit': 10, 'filled': count(guardian_name), 'hidden': coalesce(sum(contains(guardian_name, '*')::INTEGER), 0)},
            {'field': 'guardian_relation', 'bit': 11, 'filled': count(guardian_relation), 'hidden': coalesce(sum(contains(guardian_relation, '*')::INTEGER), 0)},
            {'field': 'phone', 'bit': 12, 'filled': count(phone), 'hidden': coalesce(sum(contains(phone, '*')::INTEGER), 0)},
            {'field': 'landline', 'bit': 13, 'filled': count(landline), 'hidden': coalesce(sum(contains(landline, '*')::INTEGER), 0)},
            {'field': 'employer', 'bit': 14, 'filled': count(employer), 'hidden': coalesce(sum(contains(employer, '*')::INTEGER), 0)},
            {'field': 'occupation', 'bit': 15, 'filled': count(occupation), 'hidden': coalesce(sum(contains(occupation, '*')::INTEGER), 0)},
            {'field': 'address', 'bit': 16, 'filled': count(address), 'hidden': coalesce(sum(contains(address, '*')::INTEGER), 0)},
            {'field': 'city', 'bit': 17, 'filled': count(city), 'hidden': coalesce(sum(contains(city, '*')::INTEGER), 0)},
            {'field': 'region', 'bit': 18, 'filled': count(region), 'hidden': coalesce(sum(contains(region, '*')::INTEGER), 0)},
            {'field': 'postcode', 'bit': 19, 'filled': count(postcode), 'hidden': coalesce(sum(contains(postcode, '*')::INTEGER), 0)},
            {'field': 'birth_place', 'bit': 20, 'filled': count(birth_place), 'hidden': coalesce(sum(contains(birth_place, '*')::INTEGER), 0)},
            {'field': 'email_im', 'bit': 21, 'filled': count(email_im), 'hidden': coalesce(sum(contains(email_im, '*')::INTEGER), 0)},
            {'field': 'score', 'bit': 22, 'filled': count(score), 'hidden': coalesce(sum(contains(score, '*')::INTEGER), 0)},
            {'field': 'health', 'bit': 23, 'filled': count(health), 'hidden': coalesce(sum(contains(health, '*')::INTEGER), 0)},
            {'field': 'finance', 'bit': 24, 'filled': count(finance), 'hidden': coalesce(sum(contains(finance, '*')::INTEGER), 0)},
            {'field': 'whereabouts', 'bit': 25, 'filled': count(whereabouts), 'hidden': coalesce(sum(contains(whereabouts, '*')::INTEGER), 0)},
            {'field': 'lodging', 'bit': 26, 'filled': count(lodging), 'hidden': coalesce(sum(contains(lodging, '*')::INTEGER), 0)},
            {'field': 'transactions', 'bit': 27, 'filled': count(transactions), 'hidden': coalesce(sum(contains(transactions, '*')::INTEGER), 0)},
            {'field': 'remark', 'bit': 28, 'filled': count(remark), 'hidden': coalesce(sum(contains(remark, '*')::INTEGER), 0)},
            {'field': 'communications', 'bit': 32, 'filled': count(communications), 'hidden': coalesce(sum(contains(communications, '*')::INTEGER), 0)},
            {'field': 'call_records', 'bit': 33, 'filled': count(call_records), 'hidden': coalesce(sum(contains(call_records, '*')::INTEGER), 0)}
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
