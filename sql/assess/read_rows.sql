-- One row per accepted row of the lists that are read, with its class under each reading and what it is counted by.
-- Reads: records, temp.lists, temp.lists_read. Writes: temp.read_rows. Used by: assess, report (bundle).
-- A view: no row is kept. Classes are 1 (A), 2 (B), 3 (C): the highest among the filled fields. strict: a name with an ID number is
-- class B. A row is bare when a phone number is all that could name its person. Keys are hashes: what is counted is how many there
-- are, not which.
SET VARIABLE class_a = $class_a;
SET VARIABLE class_b = $class_b;
CREATE OR REPLACE TEMP VIEW read_rows AS
WITH filled AS (
    SELECT dataset_no, row_no, row_hash, duplicate_of IS NOT NULL AS copied,
        CASE WHEN phone_state NOT IN ('placeholder', 'masked') THEN hash(phone) END AS phone_key,
        CASE WHEN id_state NOT IN ('placeholder', 'masked', 'damaged') THEN hash(id_number) END AS id_key,
        concat(*COLUMNS(lambda c: list_contains(getvariable('class_a'), c))) <> '' AS is_a,
        concat(*COLUMNS(lambda c: list_contains(getvariable('class_b'), c))) <> '' AS is_b,
        name <> '' AND id_number <> '' AS name_with_id,
        coalesce(nullif(name, ''), nullif(id_number, ''), nullif(guardian_name, ''), nullif(student_number, ''),
            nullif(address, ''), nullif(email_im, ''), nullif(birth_date, ''), nullif(school, ''), nullif(employer, '')) IS NULL
        AND coalesce(phone, landline, '') <> '' AS bare,
        nullif(nullif(guardian_name, ''), name) AS guardian, coalesce(nullif(phone, ''), nullif(landline, '')) AS reached
    FROM records
)
SELECT l.actor_no, f.dataset_no, f.row_no, f.row_hash, f.copied, f.phone_key, f.id_key, f.guardian, f.reached,
    (CASE WHEN f.is_a THEN 1 WHEN f.is_b THEN 2 ELSE 3 END)::UTINYINT AS main,
    (CASE WHEN f.is_a THEN 1 WHEN f.is_b OR f.name_with_id THEN 2 ELSE 3 END)::UTINYINT AS strict,
    coalesce(f.bare, false) AS bare
FROM filled AS f
JOIN lists AS l ON l.dataset_no = f.dataset_no
JOIN lists_read AS r ON r.dataset_no = f.dataset_no;
