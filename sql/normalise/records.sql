-- One row per accepted row of the lists in the view `found` (cells under their fields; see normalise.columns).
-- Reads: found, twins. Writes: written (temporary view), which normalise appends to records. Used by: normalise.
-- Step by step, since a macro writes its argument out as often as it names it: let that be a column.
-- A cell of a usual form (…_plain) is canonical as it is: one pattern instead of one for each step.
CREATE OR REPLACE TEMP VIEW written AS
WITH looked_at AS (
    SELECT
        *,
        regexp_full_match(id_number, '\d{17}[\dX]') AS id_plain,
        is_day(birth_date) AS birth_date_plain,
        regexp_full_match(age, '\d+') AS age_plain,
        regexp_full_match(grade, '[1-9]|1[0-2]') AS grade_plain,
        regexp_full_match("class", '[1-9]\d?') AS class_plain,
        is_mobile(phone) AS phone_plain
    FROM found
),

tidied_cells AS (
    SELECT
        *,
        tidied(name) AS name_tidy,
        CASE WHEN gender = '男' OR gender = '女' THEN gender ELSE tidied(gender) END AS gender_tidy,
        CASE WHEN id_plain THEN id_number ELSE tidied(id_number) END AS id_number_tidy,
        CASE WHEN birth_date_plain THEN birth_date ELSE tidied(birth_date) END AS birth_date_tidy,
        CASE WHEN age_plain THEN age ELSE tidied(age) END AS age_tidy,
        tidied(ethnicity) AS ethnicity_tidy,
        tidied(student_number) AS student_number_tidy,
        tidied(school) AS school_tidy,
        CASE WHEN grade_plain THEN grade ELSE grade_arabic(tidied(grade)) END AS grade_tidy,
        CASE WHEN class_plain THEN "class" ELSE class_arabic(tidied("class")) END AS class_tidy,
        tidied(guardian_name) AS guardian_name_tidy,
        tidied(guardian_relation) AS guardian_relation_tidy,
        CASE WHEN phone_plain THEN phone ELSE tidied(phone) END AS phone_tidy,
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
    FROM looked_at
),

cleaned AS (
    SELECT
        *,
        gender_of(gender_tidy) AS gender_clean,
        CASE WHEN id_plain THEN id_number ELSE id_text(id_number_tidy) END AS id_number_clean,
        CASE WHEN birth_date_plain THEN birth_date ELSE date_of(birth_date_tidy, day_first) END AS birth_date_clean,
        CASE WHEN age_plain THEN age ELSE number_of(age_tidy) END AS age_clean,
        code_of(student_number_tidy) AS student_number_clean,
        CASE WHEN grade_plain THEN grade ELSE grade_of(grade_tidy) END AS grade_clean,
        CASE WHEN class_plain THEN "class" ELSE class_of(class_tidy) END AS class_clean,
        relation_of(guardian_relation_tidy) AS guardian_relation_clean,
        CASE WHEN phone_plain THEN phone ELSE phone_of(phone_tidy) END AS phone_clean,
        phone_of(landline_tidy) AS landline_clean,
        code_of(postcode_tidy) AS postcode_clean,
        number_of(score_tidy) AS score_clean
    FROM tidied_cells
),

numbered AS (
    SELECT *, CASE WHEN id_plain THEN TRY_CAST(left(id_number, 17) AS BIGINT) ELSE id_seventeen(id_number_clean) END AS id_digits
    FROM cleaned
),

checked AS (
    SELECT *, id_check(id_digits) AS id_check_char
    FROM numbered
),

completed AS (
    SELECT *, id_of(id_number_clean, id_digits, id_check_char) AS id_number_canonical
    FROM checked
),

kept AS (
    SELECT
        *,
        '{' || nullif(substr(concat(
            found_as('name', name, name_tidy),
            found_as('gender', gender, gender_clean),
            found_as('id_number', id_number, id_number_canonical),
            found_as('birth_date', birth_date, birth_date_clean),
            found_as('age', age, age_clean),
            found_as('ethnicity', ethnicity, ethnicity_tidy),
            found_as('student_number', student_number, student_number_clean),
            found_as('school', school, school_tidy),
            found_as('grade', grade, grade_clean),
            found_as('class', "class", class_clean),
            found_as('guardian_name', guardian_name, guardian_name_tidy),
            found_as('guardian_relation', guardian_relation, guardian_relation_clean),
            found_as('phone', phone, phone_clean),
            found_as('landline', landline, landline_clean),
            found_as('employer', employer, employer_tidy),
            found_as('occupation', occupation, occupation_tidy),
            found_as('address', address, address_tidy),
            found_as('city', city, city_tidy),
            found_as('region', region, region_tidy),
            found_as('postcode', postcode, postcode_clean),
            found_as('birth_place', birth_place, birth_place_tidy),
            found_as('email_im', email_im, email_im_tidy),
            found_as('score', score, score_clean),
            found_as('health', health, health_tidy),
            found_as('finance', finance, finance_tidy),
            found_as('whereabouts', whereabouts, whereabouts_tidy),
            found_as('communications', communications, communications_tidy),
            found_as('call_records', call_records, call_records_tidy),
            found_as('lodging', lodging, lodging_tidy),
            found_as('transactions', transactions, transactions_tidy),
            found_as('remark', remark, remark_tidy)
        ), 2), '') || '}' AS raw
    FROM completed
)

SELECT
    kept.dataset_no,
    kept.row_no,
    name_tidy AS name,
    gender_clean AS gender,
    id_number_canonical AS id_number,
    birth_date_clean AS birth_date,
    age_clean AS age,
    ethnicity_tidy AS ethnicity,
    student_number_clean AS student_number,
    school_tidy AS school,
    grade_clean AS grade,
    class_clean AS "class",
    guardian_name_tidy AS guardian_name,
    guardian_relation_clean AS guardian_relation,
    phone_clean AS phone,
    landline_clean AS landline,
    employer_tidy AS employer,
    occupation_tidy AS occupation,
    address_tidy AS address,
    city_tidy AS city,
    region_tidy AS region,
    postcode_clean AS postcode,
    birth_place_tidy AS birth_place,
    email_im_tidy AS email_im,
    score_clean AS score,
    health_tidy AS health,
    finance_tidy AS finance,
    whereabouts_tidy AS whereabouts,
    communications_tidy AS communications,
    call_records_tidy AS call_records,
    lodging_tidy AS lodging,
    transactions_tidy AS transactions,
    remark_tidy AS remark,
    raw,
    extra,
    id_state_of(id_number_canonical, id_digits, id_check_char, id_number) AS id_state,
    CASE WHEN phone_plain THEN mobile_state_of(phone) ELSE phone_state_of(phone_clean) END AS phone_state,
    kept.row_hash,
    hash(
        raw, name_tidy, gender_clean, id_number_canonical, birth_date_clean, age_clean, ethnicity_tidy, student_number_clean,
        school_tidy, grade_clean, class_clean, guardian_name_tidy, guardian_relation_clean, phone_clean, landline_clean,
        employer_tidy, occupation_tidy, address_tidy, city_tidy, region_tidy, postcode_clean, birth_place_tidy, email_im_tidy,
        score_clean, health_tidy, finance_tidy, whereabouts_tidy, communications_tidy, call_records_tidy, lodging_tidy,
        transactions_tidy, remark_tidy
    ) AS cells_hash,
    CASE WHEN twins.first_row < kept.row_no THEN twins.first_row END AS duplicate_of
FROM kept
LEFT JOIN twins ON kept.dataset_no = twins.dataset_no AND kept.row_hash = twins.row_hash;
