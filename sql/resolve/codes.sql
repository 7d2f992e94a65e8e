-- One row per face of a cluster to compare (resolve_codes): its phone, and numbers that are equal where its texts are.
-- Reads: resolve_told, resolve_folded, resolve_pairs. Writes: resolve_codes, resolve_likely (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_codes AS
WITH faces AS (
    SELECT
        label, who, ends, phone, id_number, id_valid, birth_date, guardian, school, grade, class, gender, address, student_number, email_im,
        postcode, birth_place, occupation
    FROM resolve_told
    WHERE NOT several
    UNION ALL
    SELECT
        label, who, ends, phone, id_number, id_valid, birth_date, guardian, school, grade, class, gender, address, student_number, email_im,
        postcode, birth_place, occupation
    FROM resolve_folded
)
SELECT
    label,
    CASE WHEN who IS NOT NULL THEN hash('who', who) END AS who,
    phone,
    code(ends) AS ends,
    code(guardian) AS guardian,
    code(address) AS address,
    code(id_valid) AS id_valid,
    code(id_number) AS id_number,
    code(birth_date) AS birth_date,
    code(school) AS school,
    code(grade) AS grade,
    code(class) AS class,
    code(gender) AS gender,
    code(student_number) AS student_number,
    code(lower(email_im)) AS email_im,
    code(postcode) AS postcode,
    code(birth_place) AS birth_place,
    code(occupation) AS occupation
FROM faces;

CREATE OR REPLACE TEMP TABLE resolve_likely AS
SELECT label_a, label_b
FROM resolve_pairs
WHERE FALSE;
