-- One row per row to resolve (resolve_rows): its identity values as hashes, NULL where a value is absent or ties nobody.
-- Reads: records, person_records. Writes: resolve_rows (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_rows AS
WITH settled AS (
    SELECT dataset_no, row_no
    FROM person_records
    WHERE NOT $again AND dataset_no IN (SELECT unnest($datasets))
),
told AS (
    SELECT
        dataset_no,
        row_no,
        duplicate_of,
        name_key(told(name)) AS who,
        is_latin(told(name)) AS latin,
        CASE WHEN id_state IN ('valid', 'check_digit', 'damaged', 'malformed', 'other') THEN id_number END AS id_number,
        -- An ID number that the row's own date of birth contradicts ties only together with the name.
        CASE WHEN id_state = 'valid' AND length(birth_date) = 10 AND birth_date <> id_birth(id_number) THEN 'doubtful' ELSE id_state END
            AS id_state,
        phone,
        phone_state,
        told(landline) AS landline,
        told(student_number) AS student_number,
        told(email_im) AS email,
        told(school) AS school,
        name_key(told(guardian_name)) AS guardian,
        told(address) AS address,
        coalesce(told(postcode), told(birth_place)) AS place,
        coalesce(
            CASE WHEN length(birth_date) = 10 THEN birth_date END,
            CASE WHEN id_state IN ('valid', 'damaged') THEN id_birth(id_number) END
        ) AS birth_date
    FROM records AS r
    -- of a list that was resolved before, only the rows whose person was taken apart
    ANTI JOIN settled AS s ON r.dataset_no = s.dataset_no AND r.row_no = s.row_no
    WHERE dataset_no IN (SELECT unnest($datasets))
),
hashed AS (
    SELECT
        dataset_no,
        row_no,
        duplicate_of,
        coalesce(latin, FALSE) AS latin,
        CASE WHEN who IS NOT NULL THEN hash('who', who) END AS who,
        CASE WHEN who IS NOT NULL THEN hash('surname', left(who, 1)) END AS surname,
        CASE WHEN id_state = 'valid' THEN hash('id', id_number) END AS id_valid,
        CASE WHEN id_state <> 'valid' AND length(id_number) >= 5 THEN hash('id', id_number) END AS id_other,
        CASE WHEN id_head(id_number) IS NOT NULL AND id_state <> 'malformed' THEN hash('id head', id_head(id_number)) END AS id_head,
        CASE WHEN phone_state IN ('valid', 'foreign') THEN hash('phone', phone) END AS phone,
        CASE WHEN phone_state IN ('valid', 'masked') AND phone_ends(phone) IS NOT NULL THEN hash('ends', phone_ends(phone)) END AS ends,
        CASE
            WHEN length(landline) >= 7 THEN hash('landline', landline)
            WHEN phone_state = 'landline' THEN hash('landline', phone)
        END AS landline,
        CASE WHEN length(student_number) >= 6 THEN hash('student number', student_number) END AS student_number,
        CASE WHEN length(email) >= 5 THEN hash('email', email) END AS email,
        CASE WHEN school IS NOT NULL THEN hash('school', school) END AS school,
        CASE WHEN guardian IS NOT NULL AND guardian <> coalesce(who, '') THEN hash('guardian', guardian) END AS guardian,
        CASE WHEN birth_date IS NOT NULL THEN hash('birth', birth_date) END AS birth,
        CASE WHEN place IS NOT NULL THEN hash('place', place) END AS place,
        CASE WHEN length(address) >= 8 AND regexp_matches(address, '\d') THEN hash('address', address) END AS address
    FROM told
)
SELECT
    *,
    hash(
        who, id_valid, id_other, id_head, phone, ends, landline, student_number, email, school, guardian, birth, place, address
    ) AS digest
FROM hashed;
