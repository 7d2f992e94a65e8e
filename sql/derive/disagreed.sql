-- One row per case and person whose lists disagree, with a bit for every field in which they do.
-- Reads: records, shared_rows. Writes: torn_rows, torn_records, disagreed. Used by: derive.
-- Persons of whom every row is the same, cell by cell, are left out first: they are most of them, and need no look at fields.
-- Records are found by a semi-join first: DuckDB 2.0.0 can fail on columns that a join of few matches in many rows carries along.
CREATE OR REPLACE TEMP TABLE torn_rows AS
WITH marks AS (
    SELECT
        dataset_no,
        row_no,
        hash(
            name_raw, name, gender_raw, gender, id_number_raw, id_number, birth_date_raw,
            birth_date, age_raw, age, ethnicity_raw, ethnicity, student_number_raw, student_number, school_raw, school,
            grade_raw, grade, class_raw, class, guardian_name_raw, guardian_name, guardian_relation_raw, guardian_relation,
            phone_raw, phone, landline_raw, landline, employer_raw, employer, occupation_raw, occupation, address_raw, address,
            city_raw, city, region_raw, region, postcode_raw, postcode, birth_place_raw, birth_place, email_im_raw, email_im,
            score_raw, score, health_raw, health, finance_raw, finance, whereabouts_raw, whereabouts, lodging_raw, lodging,
            transactions_raw, transactions, remark_raw, remark, communications_raw, communications,
            call_records_raw, call_records
        ) AS mark
    FROM records
    SEMI JOIN shared_rows USING (dataset_no, row_no)
),

torn AS (
    SELECT f.person_id
    FROM shared_rows AS f
    INNER JOIN marks AS m ON f.dataset_no = m.dataset_no AND f.row_no = m.row_no
    GROUP BY f.person_id
    HAVING min(m.mark) <> max(m.mark) OR min(f.copies) <> max(f.copies) OR min(f.flags) <> max(f.flags)
)

SELECT f.case_id, f.person_id, f.dataset_no, f.row_no, f.copies, f.flags
FROM shared_rows AS f
SEMI JOIN torn AS t ON f.person_id = t.person_id;

CREATE OR REPLACE TEMP TABLE torn_records AS
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
SEMI JOIN torn_rows USING (dataset_no, row_no);

CREATE OR REPLACE TEMP TABLE disagreed AS
WITH fingerprints AS (
    SELECT
        f.case_id,
        f.person_id,
        f.copies,
        fingerprint(reading(name_raw, name, flags, 0)) AS name,
        fingerprint(reading(gender_raw, gender, flags, 1)) AS gender,
        fingerprint(reading(id_number_raw, id_number, flags, 2)) AS id_number,
        fingerprint(reading(birth_date_raw, birth_date, flags, 3)) AS birth_date,
        fingerprint(reading(age_raw, age, flags, 4)) AS age,
        fingerprint(reading(ethnicity_raw, ethnicity, flags, 5)) AS ethnicity,
        fingerprint(reading(student_number_raw, student_number, flags, 6)) AS student_number,
        fingerprint(reading(school_raw, school, flags, 7)) AS school,
        fingerprint(reading(grade_raw, grade, flags, 8)) AS grade,
        fingerprint(reading(class_raw, class, flags, 9)) AS class,
        fingerprint(reading(guardian_name_raw, guardian_name, flags, 10)) AS guardian_name,
        fingerprint(reading(guardian_relation_raw, guardian_relation, flags, 11)) AS guardian_relation,
        fingerprint(reading(phone_raw, phone, flags, 12)) AS phone,
        fingerprint(reading(landline_raw, landline, flags, 13)) AS landline,
        fingerprint(reading(employer_raw, employer, flags, 14)) AS employer,
        fingerprint(reading(occupation_raw, occupation, flags, 15)) AS occupation,
        fingerprint(reading(address_raw, address, flags, 16)) AS address,
        fingerprint(reading(city_raw, city, flags, 17)) AS city,
        fingerprint(reading(region_raw, region, flags, 18)) AS region,
        fingerprint(reading(postcode_raw, postcode, flags, 19)) AS postcode,
        fingerprint(reading(birth_place_raw, birth_place, flags, 20)) AS birth_place,
        fingerprint(reading(email_im_raw, email_im, flags, 21)) AS email_im,
        fingerprint(reading(score_raw, score, flags, 22)) AS score,
        fingerprint(reading(health_raw, health, flags, 23)) AS health,
        fingerprint(reading(finance_raw, finance, flags, 24)) AS finance,
        fingerprint(reading(whereabouts_raw, whereabouts, flags, 25)) AS whereabouts,
        fingerprint(reading(lodging_raw, lodging, flags, 26)) AS lodging,
        fingerprint(reading(transactions_raw, transactions, flags, 27)) AS transactions,
        fingerprint(reading(remark_raw, remark, flags, 28)) AS remark,
        fingerprint(reading(communications_raw, communications, flags, 32)) AS communications,
        fingerprint(reading(call_records_raw, call_records, flags, 33)) AS call_records,
        fingerprint(visible(id_number)) AS id_number_visible,
        fingerprint(visible(phone)) AS phone_visible
    FROM torn_rows AS f
    INNER JOIN torn_records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
),

differing AS (
    SELECT
        case_id,
        person_id,
        (
            coalesce(min(name) <> max(name), false)::BIGINT * 1 +
            coalesce(min(gender) <> max(gender), false)::BIGINT * 2 +
            coalesce(min(id_number) <> max(id_number), false)::BIGINT * 4 +
            coalesce(min(birth_date) <> max(birth_date), false)::BIGINT * 8 +
            coalesce(min(age) <> max(age), false)::BIGINT * 16 +
            coalesce(min(ethnicity) <> max(ethnicity), false)::BIGINT * 32 +
            coalesce(min(student_number) <> max(student_number), false)::BIGINT * 64 +
            coalesce(min(school) <> max(school), false)::BIGINT * 128 +
            coalesce(min(grade) <> max(grade), false)::BIGINT * 256 +
            coalesce(min(class) <> max(class), false)::BIGINT * 512 +
            coalesce(min(guardian_name) <> max(guardian_name), false)::BIGINT * 1024 +
            coalesce(min(guardian_relation) <> max(guardian_relation), false)::BIGINT * 2048 +
            coalesce(min(phone) <> max(phone), false)::BIGINT * 4096 +
            coalesce(min(landline) <> max(landline), false)::BIGINT * 8192 +
            coalesce(min(employer) <> max(employer), false)::BIGINT * 16384 +
            coalesce(min(occupation) <> max(occupation), false)::BIGINT * 32768 +
            coalesce(min(address) <> max(address), false)::BIGINT * 65536 +
            coalesce(min(city) <> max(city), false)::BIGINT * 131072 +
            coalesce(min(region) <> max(region), false)::BIGINT * 262144 +
            coalesce(min(postcode) <> max(postcode), false)::BIGINT * 524288 +
            coalesce(min(birth_place) <> max(birth_place), false)::BIGINT * 1048576 +
            coalesce(min(email_im) <> max(email_im), false)::BIGINT * 2097152 +
            coalesce(min(score) <> max(score), false)::BIGINT * 4194304 +
            coalesce(min(health) <> max(health), false)::BIGINT * 8388608 +
            coalesce(min(finance) <> max(finance), false)::BIGINT * 16777216 +
            coalesce(min(whereabouts) <> max(whereabouts), false)::BIGINT * 33554432 +
            coalesce(min(lodging) <> max(lodging), false)::BIGINT * 67108864 +
            coalesce(min(transactions) <> max(transactions), false)::BIGINT * 134217728 +
            coalesce(min(remark) <> max(remark), false)::BIGINT * 268435456 +
            coalesce(min(id_number_visible) <> max(id_number_visible), false)::BIGINT * 536870912 +
            coalesce(min(phone_visible) <> max(phone_visible), false)::BIGINT * 1073741824 +
            (min(copies) <> max(copies))::BIGINT * 2147483648 +
            coalesce(min(communications) <> max(communications), false)::BIGINT * 4294967296 +
            coalesce(min(call_records) <> max(call_records), false)::BIGINT * 8589934592
        ) AS bits
    FROM fingerprints
    GROUP BY case_id, person_id
)

SELECT case_id, person_id, bits FROM differing WHERE bits <> 0;
