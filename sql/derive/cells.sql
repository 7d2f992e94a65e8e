-- One row per list, person and field in which the case's lists disagree about the person: the errors in common and the new ones.
-- Reads: torn_rows, torn_records, disagreed. Writes: cells. Used by: derive.
-- copies: rows of the person in the list. …~: what a masked number still shows, so that a masked list can be compared.
-- One join a statement: DuckDB 2.0.0 fails on some columns carried through two. Materialized, since the condition would be moved into the join
-- and read every cell twice.
CREATE OR REPLACE TEMP TABLE disagreed_rows AS
SELECT f.dataset_no, f.person_id, f.row_no, f.copies, f.flags, d.bits
FROM torn_rows AS f
INNER JOIN disagreed AS d ON f.person_id = d.person_id;

CREATE OR REPLACE TEMP TABLE wanted_cells AS
WITH fields AS (
    SELECT bit, field
    FROM (VALUES
        (0, 'name'), (1, 'gender'), (2, 'id_number'), (3, 'birth_date'), (4, 'age'), (5, 'ethnicity'),
        (6, 'student_number'), (7, 'school'), (8, 'grade'), (9, 'class'), (10, 'guardian_name'), (11, 'guardian_relation'),
        (12, 'phone'), (13, 'landline'), (14, 'employer'), (15, 'occupation'), (16, 'address'), (17, 'city'),
        (18, 'region'), (19, 'postcode'), (20, 'birth_place'), (21, 'email_im'), (22, 'score'), (23, 'health'),
        (24, 'finance'), (25, 'whereabouts'), (26, 'lodging'), (27, 'transactions'), (28, 'remark'), (32, 'communications'),
        (33, 'call_records'), (29, 'id_number~'), (30, 'phone~'), (31, 'copies')
    ) AS f (bit, field)
)

SELECT r.dataset_no, r.person_id, r.row_no, r.copies, r.flags, f.bit, f.field
FROM disagreed_rows AS r
INNER JOIN fields AS f ON (r.bits >> f.bit) & 1 = 1;

CREATE OR REPLACE TEMP TABLE cells AS
WITH found AS MATERIALIZED (
    SELECT
        w.dataset_no,
        w.person_id,
        w.field,
        r.id_state,
        CASE w.bit
            WHEN 0 THEN reading(found.name, name, flags, 0)
            WHEN 1 THEN reading(found.gender, gender, flags, 1)
            WHEN 2 THEN reading(found.id_number, id_number, flags, 2)
            WHEN 3 THEN reading(found.birth_date, birth_date, flags, 3)
            WHEN 4 THEN reading(found.age, age, flags, 4)
            WHEN 5 THEN reading(found.ethnicity, ethnicity, flags, 5)
            WHEN 6 THEN reading(found.student_number, student_number, flags, 6)
            WHEN 7 THEN reading(found.school, school, flags, 7)
            WHEN 8 THEN reading(found.grade, grade, flags, 8)
            WHEN 9 THEN reading(found.class, class, flags, 9)
            WHEN 10 THEN reading(found.guardian_name, guardian_name, flags, 10)
            WHEN 11 THEN reading(found.guardian_relation, guardian_relation, flags, 11)
            WHEN 12 THEN reading(found.phone, phone, flags, 12)
            WHEN 13 THEN reading(found.landline, landline, flags, 13)
            WHEN 14 THEN reading(found.employer, employer, flags, 14)
            WHEN 15 THEN reading(found.occupation, occupation, flags, 15)
            WHEN 16 THEN reading(found.address, address, flags, 16)
            WHEN 17 THEN reading(found.city, city, flags, 17)
            WHEN 18 THEN reading(found.region, region, flags, 18)
            WHEN 19 THEN reading(found.postcode, postcode, flags, 19)
            WHEN 20 THEN reading(found.birth_place, birth_place, flags, 20)
            WHEN 21 THEN reading(found.email_im, email_im, flags, 21)
            WHEN 22 THEN reading(found.score, score, flags, 22)
            WHEN 23 THEN reading(found.health, health, flags, 23)
            WHEN 24 THEN reading(found.finance, finance, flags, 24)
            WHEN 25 THEN reading(found.whereabouts, whereabouts, flags, 25)
            WHEN 26 THEN reading(found.lodging, lodging, flags, 26)
            WHEN 27 THEN reading(found.transactions, transactions, flags, 27)
            WHEN 28 THEN reading(found.remark, remark, flags, 28)
            WHEN 32 THEN reading(found.communications, communications, flags, 32)
            WHEN 33 THEN reading(found.call_records, call_records, flags, 33)
            WHEN 29 THEN visible(id_number)
            WHEN 30 THEN visible(phone)
            WHEN 31 THEN w.copies::VARCHAR
        END AS text
    FROM wanted_cells AS w
    INNER JOIN torn_records AS r ON w.dataset_no = r.dataset_no AND w.row_no = r.row_no
)

SELECT
    dataset_no,
    person_id,
    field,
    text,
    hash(text) AS reading,
    field = 'id_number' AND id_state IN ('check_digit', 'malformed', 'damaged') AS broken,
    text <> trim(text) OR contains(text, '  ') AS untidy
FROM found
WHERE text IS NOT NULL;
