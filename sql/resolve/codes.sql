-- One row per face of a cluster to compare (resolve_codes): numbers that are equal where its texts are, its phone, and how rare its name is.
-- Reads: resolve_faces, resolve_rarity, resolve_pairs. Writes: resolve_codes, resolve_likely (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_codes AS
SELECT
    f.label,
    CASE WHEN f.who IS NOT NULL THEN hash(f.who) END AS who,
    7 + coalesce(n.bits, 0) AS name,
    f.phone,
    code(f.ends) AS ends,
    code(f.guardian) AS guardian,
    code(f.address) AS address,
    code(f.id_valid) AS id_valid,
    code(f.id_number) AS id_number,
    code(f.birth_date) AS birth_date,
    code(f.school) AS school,
    code(f.grade) AS grade,
    code(f.class) AS class,
    code(f.gender) AS gender,
    code(f.student_number) AS student_number,
    code(lower(f.email_im)) AS email_im,
    code(f.postcode) AS postcode,
    code(f.birth_place) AS birth_place,
    code(f.occupation) AS occupation
FROM resolve_faces AS f
LEFT JOIN resolve_rarity AS n ON f.who = n.who;

CREATE OR REPLACE TEMP TABLE resolve_likely AS
SELECT label_a, label_b
FROM resolve_pairs
WHERE FALSE;
