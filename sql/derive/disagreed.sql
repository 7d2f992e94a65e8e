-- One row per person about whom the case's lists disagree, with a bit for every field in which they do.
-- Reads: records, first_rows, list_marks. Writes: torn_rows, torn_at, torn_records, disagreed_usual, disagreed (temporary). Used by: derive.
-- Persons of whom every row is the same, cell by cell, are left out first: they are most of them, and need no look at fields. All that
-- makes rows the same is one hash: two aggregates of it cost a third of two for each part.
-- Records are found by a semi-join on where they lie: it tells the scan which rows to read, so that most cells are not looked at.
CREATE OR REPLACE TEMP TABLE torn_rows AS
WITH torn AS (
    SELECT f.person_id
    FROM first_rows AS f
    INNER JOIN list_marks AS l ON f.dataset_no = l.dataset_no
    INNER JOIN records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
    GROUP BY f.person_id
    HAVING min(hash(r.cells_hash, f.copies, l.flags)) <> max(hash(r.cells_hash, f.copies, l.flags))
)

SELECT f.person_id, f.dataset_no, f.row_no, f.copies, l.flags
FROM first_rows AS f
SEMI JOIN torn AS t ON f.person_id = t.person_id
INNER JOIN list_marks AS l ON f.dataset_no = l.dataset_no;

CREATE OR REPLACE TEMP TABLE torn_at AS
SELECT r.place AS at
FROM placed_records AS r
SEMI JOIN torn_rows AS t ON r.dataset_no = t.dataset_no AND r.row_no = t.row_no;

CREATE OR REPLACE TEMP TABLE torn_records AS
SELECT
    dataset_no, row_no, id_state, cells_found(raw) AS found, name, gender, id_number, birth_date, age, ethnicity,
    student_number, school, grade, class, guardian_name, guardian_relation, phone, landline, employer, occupation, address,
    city, region, postcode, birth_place, email_im, score, health, finance, whereabouts, communications, call_records, lodging,
    transactions, remark
FROM placed_records AS r
SEMI JOIN torn_at AS t ON r.place = t.at;

-- Fields that most lists have, and whether any other one differs (more): few persons are worth a look at all the fields that few lists have.
CREATE OR REPLACE TEMP TABLE disagreed_usual AS
WITH fingerprints AS (
    SELECT
        f.person_id,
        f.copies,
        fingerprint(reading(found.name, name, flags, 0)) AS name,
        fingerprint(reading(found.gender, gender, flags, 1)) AS gender,
        fingerprint(reading(found.id_number, id_number, flags, 2)) AS id_number,
        fingerprint(reading(found.birth_date, birth_date, flags, 3)) AS birth_date,
        fingerprint(reading(found.school, school, flags, 7)) AS school,
        fingerprint(reading(found.grade, grade, flags, 8)) AS grade,
        fingerprint(reading(found.class, class, flags, 9)) AS class,
        fingerprint(reading(found.guardian_name, guardian_name, flags, 10)) AS guardian_name,
        fingerprint(reading(found.phone, phone, flags, 12)) AS phone,
        fingerprint(reading(found.address, address, flags, 16)) AS address,
        fingerprint(visible(id_number)) AS id_number_visible,
        fingerprint(visible(phone)) AS phone_visible,
        hash(
            reading(found.age, age, flags, 4),
            reading(found.ethnicity, ethnicity, flags, 5),
            reading(found.student_number, student_number, flags, 6),
            reading(found.guardian_relation, guardian_relation, flags, 11),
            reading(found.landline, landline, flags, 13),
            reading(found.employer, employer, flags, 14),
            reading(found.occupation, occupation, flags, 15),
            reading(found.city, city, flags, 17),
            reading(found.region, region, flags, 18),
            reading(found.postcode, postcode, flags, 19),
            reading(found.birth_place, birth_place, flags, 20),
            reading(found.email_im, email_im, flags, 21),
            reading(found.score, score, flags, 22),
            reading(found.health, health, flags, 23),
            reading(found.finance, finance, flags, 24),
            reading(found.whereabouts, whereabouts, flags, 25),
            reading(found.lodging, lodging, flags, 26),
            reading(found.transactions, transactions, flags, 27),
            reading(found.remark, remark, flags, 28),
            reading(found.communications, communications, flags, 32),
            reading(found.call_records, call_records, flags, 33)
        ) AS others
    FROM torn_rows AS f
    INNER JOIN torn_records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
)

SELECT
    person_id,
    (
        coalesce(min(name) <> max(name), false)::BIGINT * 1 +
        coalesce(min(gender) <> max(gender), false)::BIGINT * 2 +
        coalesce(min(id_number) <> max(id_number), false)::BIGINT * 4 +
        coalesce(min(birth_date) <> max(birth_date), false)::BIGINT * 8 +
        coalesce(min(school) <> max(school), false)::BIGINT * 128 +
        coalesce(min(grade) <> max(grade), false)::BIGINT * 256 +
        coalesce(min(class) <> max(class), false)::BIGINT * 512 +
        coalesce(min(guardian_name) <> max(guardian_name), false)::BIGINT * 1024 +
        coalesce(min(phone) <> max(phone), false)::BIGINT * 4096 +
        coalesce(min(address) <> max(address), false)::BIGINT * 65536 +
        coalesce(min(id_number_visible) <> max(id_number_visible), false)::BIGINT * 536870912 +
        coalesce(min(phone_visible) <> max(phone_visible), false)::BIGINT * 1073741824 +
        (min(copies) <> max(copies))::BIGINT * 2147483648
    ) AS bits,
    min(others) <> max(others) AS more
FROM fingerprints
GROUP BY person_id;

CREATE OR REPLACE TEMP TABLE disagreed AS
WITH wanted AS (
    SELECT person_id FROM disagreed_usual WHERE more
),

fingerprints AS (
    SELECT
        f.person_id,
        fingerprint(reading(found.age, age, flags, 4)) AS age,
        fingerprint(reading(found.ethnicity, ethnicity, flags, 5)) AS ethnicity,
        fingerprint(reading(found.student_number, student_number, flags, 6)) AS student_number,
        fingerprint(reading(found.guardian_relation, guardian_relation, flags, 11)) AS guardian_relation,
        fingerprint(reading(found.landline, landline, flags, 13)) AS landline,
        fingerprint(reading(found.employer, employer, flags, 14)) AS employer,
        fingerprint(reading(found.occupation, occupation, flags, 15)) AS occupation,
        fingerprint(reading(found.city, city, flags, 17)) AS city,
        fingerprint(reading(found.region, region, flags, 18)) AS region,
        fingerprint(reading(found.postcode, postcode, flags, 19)) AS postcode,
        fingerprint(reading(found.birth_place, birth_place, flags, 20)) AS birth_place,
        fingerprint(reading(found.email_im, email_im, flags, 21)) AS email_im,
        fingerprint(reading(found.score, score, flags, 22)) AS score,
        fingerprint(reading(found.health, health, flags, 23)) AS health,
        fingerprint(reading(found.finance, finance, flags, 24)) AS finance,
        fingerprint(reading(found.whereabouts, whereabouts, flags, 25)) AS whereabouts,
        fingerprint(reading(found.lodging, lodging, flags, 26)) AS lodging,
        fingerprint(reading(found.transactions, transactions, flags, 27)) AS transactions,
        fingerprint(reading(found.remark, remark, flags, 28)) AS remark,
        fingerprint(reading(found.communications, communications, flags, 32)) AS communications,
        fingerprint(reading(found.call_records, call_records, flags, 33)) AS call_records
    FROM torn_rows AS f
    SEMI JOIN wanted AS w ON f.person_id = w.person_id
    INNER JOIN torn_records AS r ON f.dataset_no = r.dataset_no AND f.row_no = r.row_no
),

others AS (
    SELECT
        person_id,
        (
            coalesce(min(age) <> max(age), false)::BIGINT * 16 +
            coalesce(min(ethnicity) <> max(ethnicity), false)::BIGINT * 32 +
            coalesce(min(student_number) <> max(student_number), false)::BIGINT * 64 +
            coalesce(min(guardian_relation) <> max(guardian_relation), false)::BIGINT * 2048 +
            coalesce(min(landline) <> max(landline), false)::BIGINT * 8192 +
            coalesce(min(employer) <> max(employer), false)::BIGINT * 16384 +
            coalesce(min(occupation) <> max(occupation), false)::BIGINT * 32768 +
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
            coalesce(min(communications) <> max(communications), false)::BIGINT * 4294967296 +
            coalesce(min(call_records) <> max(call_records), false)::BIGINT * 8589934592
        ) AS bits
    FROM fingerprints
    GROUP BY person_id
)

SELECT u.person_id, u.bits + coalesce(o.bits, 0) AS bits
FROM disagreed_usual AS u
LEFT JOIN others AS o ON u.person_id = o.person_id
WHERE u.bits + coalesce(o.bits, 0) <> 0;
