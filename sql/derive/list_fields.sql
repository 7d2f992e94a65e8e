-- One row per list and field that it fills.
-- Reads: records. Writes: list_fields. Used by: derive.
-- A column of which most cells were found in another form than the canonical one was reformatted as a whole: one act, not errors.
DELETE FROM list_fields WHERE dataset_no IN (SELECT unnest($new));

INSERT INTO list_fields
SELECT dataset_no, f.field, f.bit, f.filled, 2 * f.raw > f.filled AS reformatted, 2 * f.hidden > f.filled AS masked
FROM (
    SELECT
        dataset_no,
        unnest([
            {'field': 'name', 'bit': 0, 'filled': count(name), 'raw': count(name_raw), 'hidden': count(*) FILTER (contains(name, '*'))},
            {'field': 'gender', 'bit': 1, 'filled': count(gender), 'raw': count(gender_raw), 'hidden': count(*) FILTER (contains(gender, '*'))},
            {'field': 'id_number', 'bit': 2, 'filled': count(id_number), 'raw': count(id_number_raw), 'hidden': count(*) FILTER (contains(id_number, '*'))},
            {'field': 'birth_date', 'bit': 3, 'filled': count(birth_date), 'raw': count(birth_date_raw), 'hidden': count(*) FILTER (contains(birth_date, '*'))},
            {'field': 'age', 'bit': 4, 'filled': count(age), 'raw': count(age_raw), 'hidden': count(*) FILTER (contains(age, '*'))},
            {'field': 'ethnicity', 'bit': 5, 'filled': count(ethnicity), 'raw': count(ethnicity_raw), 'hidden': count(*) FILTER (contains(ethnicity, '*'))},
            {'field': 'student_number', 'bit': 6, 'filled': count(student_number), 'raw': count(student_number_raw), 'hidden': count(*) FILTER (contains(student_number, '*'))},
            {'field': 'school', 'bit': 7, 'filled': count(school), 'raw': count(school_raw), 'hidden': count(*) FILTER (contains(school, '*'))},
            {'field': 'grade', 'bit': 8, 'filled': count(grade), 'raw': count(grade_raw), 'hidden': count(*) FILTER (contains(grade, '*'))},
            {'field': 'class', 'bit': 9, 'filled': count(class), 'raw': count(class_raw), 'hidden': count(*) FILTER (contains(class, '*'))},
            {'field': 'guardian_name', 'bit': 10, 'filled': count(guardian_name), 'raw': count(guardian_name_raw), 'hidden': count(*) FILTER (contains(guardian_name, '*'))},
            {'field': 'guardian_relation', 'bit': 11, 'filled': count(guardian_relation), 'raw': count(guardian_relation_raw), 'hidden': count(*) FILTER (contains(guardian_relation, '*'))},
            {'field': 'phone', 'bit': 12, 'filled': count(phone), 'raw': count(phone_raw), 'hidden': count(*) FILTER (contains(phone, '*'))},
            {'field': 'landline', 'bit': 13, 'filled': count(landline), 'raw': count(landline_raw), 'hidden': count(*) FILTER (contains(landline, '*'))},
            {'field': 'employer', 'bit': 14, 'filled': count(employer), 'raw': count(employer_raw), 'hidden': count(*) FILTER (contains(employer, '*'))},
            {'field': 'occupation', 'bit': 15, 'filled': count(occupation), 'raw': count(occupation_raw), 'hidden': count(*) FILTER (contains(occupation, '*'))},
            {'field': 'address', 'bit': 16, 'filled': count(address), 'raw': count(address_raw), 'hidden': count(*) FILTER (contains(address, '*'))},
            {'field': 'city', 'bit': 17, 'filled': count(city), 'raw': count(city_raw), 'hidden': count(*) FILTER (contains(city, '*'))},
            {'field': 'region', 'bit': 18, 'filled': count(region), 'raw': count(region_raw), 'hidden': count(*) FILTER (contains(region, '*'))},
            {'field': 'postcode', 'bit': 19, 'filled': count(postcode), 'raw': count(postcode_raw), 'hidden': count(*) FILTER (contains(postcode, '*'))},
            {'field': 'birth_place', 'bit': 20, 'filled': count(birth_place), 'raw': count(birth_place_raw), 'hidden': count(*) FILTER (contains(birth_place, '*'))},
            {'field': 'email_im', 'bit': 21, 'filled': count(email_im), 'raw': count(email_im_raw), 'hidden': count(*) FILTER (contains(email_im, '*'))},
            {'field': 'score', 'bit': 22, 'filled': count(score), 'raw': count(score_raw), 'hidden': count(*) FILTER (contains(score, '*'))},
            {'field': 'health', 'bit': 23, 'filled': count(health), 'raw': count(health_raw), 'hidden': count(*) FILTER (contains(health, '*'))},
            {'field': 'finance', 'bit': 24, 'filled': count(finance), 'raw': count(finance_raw), 'hidden': count(*) FILTER (contains(finance, '*'))},
            {'field': 'whereabouts', 'bit': 25, 'filled': count(whereabouts), 'raw': count(whereabouts_raw), 'hidden': count(*) FILTER (contains(whereabouts, '*'))},
            {'field': 'lodging', 'bit': 26, 'filled': count(lodging), 'raw': count(lodging_raw), 'hidden': count(*) FILTER (contains(lodging, '*'))},
            {'field': 'transactions', 'bit': 27, 'filled': count(transactions), 'raw': count(transactions_raw), 'hidden': count(*) FILTER (contains(transactions, '*'))},
            {'field': 'remark', 'bit': 28, 'filled': count(remark), 'raw': count(remark_raw), 'hidden': count(*) FILTER (contains(remark, '*'))},
            {'field': 'communications', 'bit': 32, 'filled': count(communications), 'raw': count(communications_raw), 'hidden': count(*) FILTER (contains(communications, '*'))},
            {'field': 'call_records', 'bit': 33, 'filled': count(call_records), 'raw': count(call_records_raw), 'hidden': count(*) FILTER (contains(call_records, '*'))}
        ]) AS f
    FROM records
    WHERE dataset_no IN (SELECT unnest($new))
    GROUP BY dataset_no
)
WHERE f.filled > 0;
