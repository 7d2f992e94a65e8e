-- One row per row to resolve (resolve_rows), per distinct set of values among them (resolve_sets), with cleaned values.
-- Reads: records. Writes: resolve_rows, resolve_sets (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_rows AS
SELECT
    dataset_no,
    row_no,
    hash(
        name, phone, id_number, birth_date, guardian_name, school, grade, class, gender, address, student_number, email_im, landline,
        city, postcode, birth_place, occupation
    ) AS digest
FROM records
WHERE dataset_no IN (SELECT unnest($datasets));

CREATE OR REPLACE TEMP TABLE resolve_sets AS
WITH firsts AS (
    SELECT digest, min(struct_pack(dataset_no := dataset_no, row_no := row_no)) AS place
    FROM resolve_rows
    GROUP BY digest
)
SELECT
    f.digest,
    r.dataset_no,
    r.row_no,
    given(r.name) AS name,
    CASE WHEN r.phone_state IN ('valid', 'masked', 'malformed') THEN given(r.phone) END AS phone,
    CASE WHEN r.id_state IN ('valid', 'check_digit', 'damaged', 'masked', 'malformed') THEN given(r.id_number) END AS id_number,
    coalesce(whole_date(r.birth_date), CASE WHEN r.id_state IN ('valid', 'damaged') THEN id_birth(r.id_number) END) AS birth_date,
    given(r.guardian_name) AS guardian_name,
    given(r.school) AS school,
    given(r.grade) AS grade,
    given(r.class) AS class,
    given(r.gender) AS gender,
    given(r.address) AS address,
    given(r.student_number) AS student_number,
    given(r.email_im) AS email_im,
    given(r.landline) AS landline,
    given(r.city) AS city,
    given(r.postcode) AS postcode,
    given(r.birth_place) AS birth_place,
    given(r.occupation) AS occupation,
    r.phone_state,
    r.id_state
FROM firsts AS f
INNER JOIN records AS r ON f.place.dataset_no = r.dataset_no AND f.place.row_no = r.row_no;
