-- One row per face of a cluster that may look alike to somebody (resolve_faces): its texts.
-- Who looks like somebody by a Latin name may be in a pair that is scored without being likely (unlikely.sql).
-- Reads: resolve_told, resolve_folded, resolve_likely, resolve_latin_scores. Writes: resolve_faces (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_faces AS
WITH wanted AS (
    SELECT label_a AS label FROM resolve_likely
    UNION
    SELECT label_b FROM resolve_likely
    UNION
    SELECT label_a FROM resolve_latin_scores WHERE score >= $enough
    UNION
    SELECT label_b FROM resolve_latin_scores WHERE score >= $enough
)
SELECT
    t.label, t.who, t.ends, t.phone, t.id_number, t.id_valid, t.birth_date, t.guardian, t.school, t.grade, t.class, t.gender, t.address,
    t.student_number, t.email_im, t.postcode, t.birth_place, t.occupation
FROM resolve_told AS t
SEMI JOIN wanted AS w ON t.label = w.label
WHERE NOT t.several
UNION ALL
SELECT
    f.label, f.who, f.ends, f.phone, f.id_number, f.id_valid, f.birth_date, f.guardian, f.school, f.grade, f.class, f.gender, f.address,
    f.student_number, f.email_im, f.postcode, f.birth_place, f.occupation
FROM resolve_folded AS f
SEMI JOIN wanted AS w ON f.label = w.label;
