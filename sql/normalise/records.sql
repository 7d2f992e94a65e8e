-- One row per accepted row of the lists in the view `found` (cells under their fields; see normalise.columns).
-- Reads: found, twins. Writes: records. Used by: normalise.
-- Step by step, since a macro writes its argument out as often as it names it: let that be a column.
INSERT INTO records
WITH tidied_cells AS (
    SELECT
        *,
        tidied(name) AS name_tidy,
        tidied(gender) AS gender_tidy,
        CASE WHEN regexp_full_match(id_number, '\d{17}[\dX]') THEN id_number ELSE tidied(id_number) END AS id_number_tidy,
        tidied(birth_date) AS birth_date_tidy,
        tidied(age) AS age_tidy,
        tidied(ethnicity) AS ethnicity_tidy,
        tidied(student_number) AS student_number_tidy,
        tidied(school) AS school_tidy,
        CASE WHEN regexp_full_match(grade, '\d{1,2}') THEN grade ELSE grade_arabic(tidied(grade)) END AS grade_tidy,
        CASE WHEN regexp_full_match("class", '\d{1,2}') THEN "class" ELSE class_arabic(tidied("class")) END AS class_tidy,
        tidied(guardian_name) AS guardian_name_tidy,
        tidied(guardian_relation) AS guardian_relation_tidy,
        tidied(phone) AS phone_tidy,
        tidied(landline) AS landline_tidy,
        tidied(employer) AS employer_tidy,
        tidied(occupation) AS occupation_tidy,
        tidied(address) AS address_tidy,
        tidied(city) AS city_tidy,
        tidied(region) AS region_tidy,
        tidied(postcode) AS postcode_tidy,
        tidied(birth_place) AS birth_place_tidy,
        tidied(email_im) AS email_im_tidy,
        tidied(score) AS score_tidy,
        tidied(health) AS health_tidy,
        tidied(finance) AS finance_tidy,
        tidied(whereabouts) AS whereabouts_tidy,
        tidied(communications) AS communications_tidy,
        tidied(call_records) AS call_records_tidy,
        tidied(lodging) AS lodging_tidy,
        tidied(transactions) AS transactions_tidy,
        tidied(remark) AS remark_tidy
    FROM found
),

cleaned AS (
    SELECT
        *,
        gender_of(gender_tidy) AS gender_clean,
        id_text(id_number_tidy) AS id_number_clean,
        date_of(birth_date_tidy, day_first) AS birth_date_clean,
        number_of(age_tidy) AS age_clean,
        code_of(student_number_tidy) AS student_number_clean,
        grade_of(grade_tidy) AS grade_clean,
        class_of(class_tidy) AS class_clean,
        relation_of(guardian_relation_tidy) AS guardian_relation_clean,
        phone_of(phone_tidy) AS phone_clean,
        phone_of(landline_tidy) AS landline_clean,
        code_of(postcode_tidy) AS postcode_clean,
        number_of(score_tidy) AS score_clean
    FROM tidied_cells
),

numbered AS (
    SELECT *, id_seventeen(id_number_clean) AS id_digits
    FROM cleaned
),

checked AS (
    SELECT *, id_check(id_digits) AS id_check_char
    FROM numbered
),

completed AS (
    SELECT *, id_of(id_number_clean, id_digits, id_check_char) AS id_number_canonical
    FROM checked
)

SELECT
    completed.dataset_no,
    completed.row_no,
    name_tidy,
    raw_of(name, name_tidy),
    gender_clean,
    raw_of(gender, gender_clean),
    id_number_canonical,
    raw_of(id_number, id_number_canonical),
    birth_date_clean,
    raw_of(birth_date, birth_date_clean),
    age_clean,
    raw_of(age, age_clean),
    ethnicity_tidy,
    raw_of(ethnicity, ethnicity_tidy),
    student_number_clean,
    raw_of(student_number, student_number_clean),
    school_tidy,
    raw_of(school, school_tidy),
    grade_clean,
    raw_of(grade, grade_clean),
    class_clean,
    raw_of("class", class_clean),
    guardian_name_tidy,
    raw_of(guardian_name, guardian_name_tidy),
    guardian_relation_clean,
    raw_of(guardian_relation, guardian_relation_clean),
    phone_clean,
    raw_of(phone, phone_clean),
    landline_clean,
    raw_of(landline, landline_clean),
    employer_tidy,
    raw_of(employer, employer_tidy),
    occupation_tidy,
    raw_of(occupation, occupation_tidy),
    address_tidy,
    raw_of(address, address_tidy),
    city_tidy,
    raw_of(city, city_tidy),
    region_tidy,
    raw_of(region, region_tidy),
    postcode_clean,
    raw_of(postcode, postcode_clean),
    birth_place_tidy,
    raw_of(birth_place, birth_place_tidy),
    email_im_tidy,
    raw_of(email_im, email_im_tidy),
    score_clean,
    raw_of(score, score_clean),
    health_tidy,
    raw_of(health, health_tidy),
    finance_tidy,
    raw_of(finance, finance_tidy),
    whereabouts_tidy,
    raw_of(whereabouts, whereabouts_tidy),
    communications_tidy,
    raw_of(communications, communications_tidy),
    call_records_tidy,
    raw_of(call_records, call_records_tidy),
    lodging_tidy,
    raw_of(lodging, lodging_tidy),
    transactions_tidy,
    raw_of(transactions, transactions_tidy),
    remark_tidy,
    raw_of(remark, remark_tidy),
    extra,
    id_state_of(id_number_canonical, id_digits, id_check_char, id_number),
    phone_state_of(phone_clean),
    completed.row_hash,
    CASE WHEN twins.first_row < completed.row_no THEN twins.first_row END
FROM completed
LEFT JOIN twins ON completed.dataset_no = twins.dataset_no AND completed.row_hash = twins.row_hash;
