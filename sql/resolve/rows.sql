-- One row per row to resolve (resolve_rows): the hash of its identity values as they are written.
-- Values that make no key cannot tell persons apart: there each row is told apart, exact copies in one list excepted. What is taken for a
-- key here is one in nodes.sql too.
-- Reads: records, person_records. Writes: resolve_rows (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_rows AS
WITH settled AS (
    SELECT dataset_no, row_no
    FROM person_records
    WHERE NOT $again AND dataset_no IN (SELECT unnest($datasets))
),
shown AS (
    SELECT
        dataset_no,
        row_no,
        duplicate_of,
        hash(
            name, id_number, id_state, phone, phone_state, landline, student_number, email_im, school, guardian_name, address, postcode,
            birth_place, birth_date
        ) AS digest,
        -- the cheapest first: most rows need no more
        CASE
            WHEN id_state = 'valid' AND NOT contradicted(id_number, birth_date) THEN TRUE
            WHEN told(name) IS NULL THEN FALSE
            WHEN phone_state IN ('valid', 'foreign', 'landline') THEN TRUE
            WHEN id_state IN ('valid', 'check_digit', 'damaged', 'malformed', 'other') AND length(id_number) >= 5 THEN TRUE
            WHEN length(told(student_number)) >= 6 OR length(told(landline)) >= 7 OR length(told(email_im)) >= 5 THEN TRUE
            WHEN length(told(address)) >= 8 AND regexp_matches(address, '\d') THEN TRUE
            WHEN length(birth_date) = 10 THEN coalesce(told(school), told(postcode), told(birth_place)) IS NOT NULL
            WHEN told(school) IS NULL THEN FALSE
            WHEN phone_state = 'masked' AND phone_ends(phone) IS NOT NULL THEN TRUE
            ELSE coalesce(name_key(told(guardian_name)) <> name_key(told(name)), FALSE)
        END AS keyed
    FROM records AS r
    -- of a list that was resolved before, only the rows whose person was taken apart
    ANTI JOIN settled AS s ON r.dataset_no = s.dataset_no AND r.row_no = s.row_no
    WHERE dataset_no IN (SELECT unnest($datasets))
)
SELECT dataset_no, row_no, CASE WHEN keyed THEN digest ELSE hash(digest, dataset_no, coalesce(duplicate_of, row_no)) END AS digest
FROM shown;
