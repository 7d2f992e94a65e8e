-- One row per accepted row of the lists that are read: its person, its parent, its class under each reading, and whether it was shown to be false.
-- Reads: records, person_records, temp.lists, temp.lists_read, temp.shown_false. Writes: temp.list_rows. Used by: assess.
-- Classes are 1 (A), 2 (B), 3 (C): the highest among the filled fields. strict: a name with an ID number is class B. A row is bare
-- when a phone number is all that could name its person. A parent with a name of his own is told by that and the phone, or by his
-- child. Keys are hashes: what is counted is how many there are, not which.
CREATE OR REPLACE TEMP TABLE list_rows AS
WITH filled AS (
    SELECT dataset_no, row_no, row_hash, duplicate_of,
        CASE WHEN phone_state NOT IN ('placeholder', 'masked') THEN hash(phone) END AS phone_key,
        CASE WHEN id_state NOT IN ('placeholder', 'masked', 'damaged') THEN hash(id_number) END AS id_key,
        concat(*COLUMNS(lambda c: list_contains($class_a, c))) <> '' AS is_a,
        concat(*COLUMNS(lambda c: list_contains($class_b, c))) <> '' AS is_b,
        name <> '' AND id_number <> '' AS name_with_id,
        coalesce(nullif(name, ''), nullif(id_number, ''), nullif(guardian_name, ''), nullif(student_number, ''),
            nullif(address, ''), nullif(email_im, ''), nullif(birth_date, ''), nullif(school, ''), nullif(employer, '')) IS NULL
        AND coalesce(phone, landline, '') <> '' AS bare,
        nullif(nullif(guardian_name, ''), name) AS guardian, coalesce(nullif(phone, ''), nullif(landline, '')) AS reached
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM lists_read)
),
falsified AS (
    SELECT DISTINCT dataset_no, row_no FROM shown_false
)
SELECT l.actor_no, f.dataset_no, f.row_no, f.row_hash, f.duplicate_of, f.phone_key, f.id_key, p.person_id,
    CASE WHEN f.guardian IS NOT NULL THEN -1 - (hash(f.guardian, coalesce(f.reached, p.person_id::VARCHAR)) >> 1)::BIGINT END
        AS guardian,
    (CASE WHEN f.is_a THEN 1 WHEN f.is_b THEN 2 ELSE 3 END)::UTINYINT AS main,
    (CASE WHEN f.is_a THEN 1 WHEN f.is_b OR f.name_with_id THEN 2 ELSE 3 END)::UTINYINT AS strict,
    coalesce(f.bare, false) AS bare, x.row_no IS NOT NULL AS is_false
FROM filled AS f
JOIN lists AS l ON l.dataset_no = f.dataset_no
LEFT JOIN person_records AS p ON p.dataset_no = f.dataset_no AND p.row_no = f.row_no
LEFT JOIN falsified AS x ON x.dataset_no = f.dataset_no AND x.row_no = f.row_no;
