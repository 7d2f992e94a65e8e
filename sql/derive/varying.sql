-- One row per case and person whose lists disagree, with a bit for every field in which they do.
-- Reads: records, first_rows. Writes: varying. Used by: derive.
CREATE OR REPLACE TEMP TABLE varying AS
WITH hashes AS (
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
        fingerprint(visible(id_number)) AS id_number_visible,
        fingerprint(visible(phone)) AS phone_visible
    FROM first_rows AS f
    INNER JOIN records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
    WHERE f.lists > 1
),

differing AS (
    SELECT
        case_id,
        person_id,
        (
            (coalesce(min(name) <> max(name), false)::BIGINT << 0) |
            (coalesce(min(gender) <> max(gender), false)::BIGINT << 1) |
            (coalesce(min(id_number) <> max(id_number), false)::BIGINT << 2) |
            (coalesce(min(birth_date) <> max(birth_date), false)::BIGINT << 3) |
            (coalesce(min(age) <> max(age), false)::BIGINT << 4) |
            (coalesce(min(ethnicity) <> max(ethnicity), false)::BIGINT << 5) |
            (coalesce(min(student_number) <> max(student_number), false)::BIGINT << 6) |
            (coalesce(min(school) <> max(school), false)::BIGINT << 7) |
            (coalesce(min(grade) <> max(grade), false)::BIGINT << 8) |
            (coalesce(min(class) <> max(class), false)::BIGINT << 9) |
            (coalesce(min(guardian_name) <> max(guardian_name), false)::BIGINT << 10) |
            (coalesce(min(guardian_relation) <> max(guardian_relation), false)::BIGINT << 11) |
            (coalesce(min(phone) <> max(phone), false)::BIGINT << 12) |
            (coalesce(min(landline) <> max(landline), false)::BIGINT << 13) |
            (coalesce(min(employer) <> max(employer), false)::BIGINT << 14) |
            (coalesce(min(occupation) <> max(occupation), false)::BIGINT << 15) |
            (coalesce(min(address) <> max(address), false)::BIGINT << 16) |
            (coalesce(min(city) <> max(city), false)::BIGINT << 17) |
            (coalesce(min(region) <> max(region), false)::BIGINT << 18) |
            (coalesce(min(postcode) <> max(postcode), false)::BIGINT << 19) |
            (coalesce(min(birth_place) <> max(birth_place), false)::BIGINT << 20) |
            (coalesce(min(email_im) <> max(email_im), false)::BIGINT << 21) |
            (coalesce(min(score) <> max(score), false)::BIGINT << 22) |
            (coalesce(min(health) <> max(health), false)::BIGINT << 23) |
            (coalesce(min(finance) <> max(finance), false)::BIGINT << 24) |
            (coalesce(min(whereabouts) <> max(whereabouts), false)::BIGINT << 25) |
            (coalesce(min(lodging) <> max(lodging), false)::BIGINT << 26) |
            (coalesce(min(transactions) <> max(transactions), false)::BIGINT << 27) |
            (coalesce(min(remark) <> max(remark), false)::BIGINT << 28) |
            (coalesce(min(id_number_visible) <> max(id_number_visible), false)::BIGINT << 29) |
            (coalesce(min(phone_visible) <> max(phone_visible), false)::BIGINT << 30) |
            ((min(copies) <> max(copies))::BIGINT << 31)
        ) AS bits
    FROM hashes
    GROUP BY case_id, person_id
)

SELECT case_id, person_id, bits FROM differing WHERE bits <> 0;
