-- One row per list, person and field in which the case's lists disagree about the person: the errors in common and the new ones.
-- Reads: records, first_rows, disagreed. Writes: cells. Used by: derive.
-- copies: rows of the person in the list. …~: what a masked number still shows, so that a masked list can be compared.
-- Records are found by a semi-join first, one join a statement: DuckDB 2.0.0 can fail on columns that a join of few matches in many
-- rows carries along, and on dictionary columns carried through two (duckdb issue 24807).
CREATE OR REPLACE TEMP TABLE wanted_rows AS
SELECT f.case_id, f.dataset_no, f.person_id, f.row_no, f.copies, f.flags, d.bits
FROM first_rows AS f
INNER JOIN disagreed AS d ON f.case_id = d.case_id AND f.person_id = d.person_id;

CREATE OR REPLACE TEMP TABLE wanted_records AS
SELECT
    dataset_no, row_no, id_state, name_raw, name, gender_raw, gender, id_number_raw, id_number, birth_date_raw,
    birth_date, age_raw, age, ethnicity_raw, ethnicity, student_number_raw, student_number, school_raw, school,
    grade_raw, grade, class_raw, class, guardian_name_raw, guardian_name, guardian_relation_raw, guardian_relation,
    phone_raw, phone, landline_raw, landline, employer_raw, employer, occupation_raw, occupation, address_raw, address,
    city_raw, city, region_raw, region, postcode_raw, postcode, birth_place_raw, birth_place, email_im_raw, email_im,
    score_raw, score, health_raw, health, finance_raw, finance, whereabouts_raw, whereabouts, lodging_raw, lodging,
    transactions_raw, transactions, remark_raw, remark, communications_raw, communications,
    call_records_raw, call_records
FROM records
SEMI JOIN wanted_rows USING (dataset_no, row_no);

CREATE OR REPLACE TEMP TABLE cells AS
WITH long AS (
    SELECT
        f.case_id,
        f.dataset_no,
        f.person_id,
        r.id_state,
        f.bits,
        unnest([
            {'field': 'name', 'bit': 0, 'text': reading(name_raw, name, flags, 0)},
            {'field': 'gender', 'bit': 1, 'text': reading(gender_raw, gender, flags, 1)},
            {'field': 'id_number', 'bit': 2, 'text': reading(id_number_raw, id_number, flags, 2)},
            {'field': 'birth_date', 'bit': 3, 'text': reading(birth_date_raw, birth_date, flags, 3)},
            {'field': 'age', 'bit': 4, 'text': reading(age_raw, age, flags, 4)},
            {'field': 'ethnicity', 'bit': 5, 'text': reading(ethnicity_raw, ethnicity, flags, 5)},
            {'field': 'student_number', 'bit': 6, 'text': reading(student_number_raw, student_number, flags, 6)},
            {'field': 'school', 'bit': 7, 'text': reading(school_raw, school, flags, 7)},
            {'field': 'grade', 'bit': 8, 'text': reading(grade_raw, grade, flags, 8)},
            {'field': 'class', 'bit': 9, 'text': reading(class_raw, class, flags, 9)},
            {'field': 'guardian_name', 'bit': 10, 'text': reading(guardian_name_raw, guardian_name, flags, 10)},
            {'field': 'guardian_relation', 'bit': 11, 'text': reading(guardian_relation_raw, guardian_relation, flags, 11)},
            {'field': 'phone', 'bit': 12, 'text': reading(phone_raw, phone, flags, 12)},
            {'field': 'landline', 'bit': 13, 'text': reading(landline_raw, landline, flags, 13)},
            {'field': 'employer', 'bit': 14, 'text': reading(employer_raw, employer, flags, 14)},
            {'field': 'occupation', 'bit': 15, 'text': reading(occupation_raw, occupation, flags, 15)},
            {'field': 'address', 'bit': 16, 'text': reading(address_raw, address, flags, 16)},
            {'field': 'city', 'bit': 17, 'text': reading(city_raw, city, flags, 17)},
            {'field': 'region', 'bit': 18, 'text': reading(region_raw, region, flags, 18)},
            {'field': 'postcode', 'bit': 19, 'text': reading(postcode_raw, postcode, flags, 19)},
            {'field': 'birth_place', 'bit': 20, 'text': reading(birth_place_raw, birth_place, flags, 20)},
            {'field': 'email_im', 'bit': 21, 'text': reading(email_im_raw, email_im, flags, 21)},
            {'field': 'score', 'bit': 22, 'text': reading(score_raw, score, flags, 22)},
            {'field': 'health', 'bit': 23, 'text': reading(health_raw, health, flags, 23)},
            {'field': 'finance', 'bit': 24, 'text': reading(finance_raw, finance, flags, 24)},
            {'field': 'whereabouts', 'bit': 25, 'text': reading(whereabouts_raw, whereabouts, flags, 25)},
            {'field': 'lodging', 'bit': 26, 'text': reading(lodging_raw, lodging, flags, 26)},
            {'field': 'transactions', 'bit': 27, 'text': reading(transactions_raw, transactions, flags, 27)},
            {'field': 'remark', 'bit': 28, 'text': reading(remark_raw, remark, flags, 28)},
            {'field': 'communications', 'bit': 32, 'text': reading(communications_raw, communications, flags, 32)},
            {'field': 'call_records', 'bit': 33, 'text': reading(call_records_raw, call_records, flags, 33)},
            {'field': 'id_number~', 'bit': 29, 'text': visible(id_number)},
            {'field': 'phone~', 'bit': 30, 'text': visible(phone)},
            {'field': 'copies', 'bit': 31, 'text': f.copies::VARCHAR}
        ]) AS c
    FROM wanted_rows AS f
    INNER JOIN wanted_records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
)

SELECT
    case_id,
    dataset_no,
    person_id,
    c.field AS field,
    c.text AS text,
    hash(c.text) AS reading,
    c.field = 'id_number' AND id_state IN ('check_digit', 'malformed', 'damaged') AS broken
FROM long
WHERE (bits >> c.bit) & 1 = 1 AND c.text IS NOT NULL;

DROP TABLE wanted_records;
