-- One row per row of a cluster to compare (resolve_told, a view): what it shows. A number or address shared by too many counts for nothing.
-- Rows of a cluster that has several are kept (resolve_shown) and folded by folded.sql; the others, which are most, are read again when asked for.
-- Reads: resolve_held, resolve_shared, records. Writes: resolve_told (temporary view), resolve_several, resolve_shown, resolve_folded (temporary).
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_several AS
SELECT label
FROM resolve_held
GROUP BY label
HAVING count(*) > 1;

CREATE OR REPLACE TEMP VIEW resolve_told AS
WITH shown AS (
    SELECT
        h.label,
        (m.label IS NOT NULL) AS several,
        r.* EXCLUDE (phone, address, id_number, student_number, email_im),
        CASE WHEN p.carrier IS NULL AND r.phone_state <> 'placeholder' THEN r.phone END AS phone,
        CASE WHEN a.carrier IS NULL THEN told(r.address) END AS address,
        CASE WHEN i.carrier IS NULL AND r.id_state <> 'placeholder' THEN r.id_number END AS id_number,
        CASE WHEN s.carrier IS NULL THEN told(r.student_number) END AS student_number,
        CASE WHEN e.carrier IS NULL THEN told(r.email_im) END AS email_im
    FROM resolve_held AS h
    INNER JOIN placed_records AS r ON h.at = r.place
    LEFT JOIN resolve_several AS m ON h.label = m.label
    LEFT JOIN resolve_shared AS p ON p.kind = 4 AND hash('phone', r.phone) = p.carrier
    LEFT JOIN resolve_shared AS a ON a.kind = 12 AND hash('address', r.address) = a.carrier
    LEFT JOIN resolve_shared AS i ON i.kind <= 2 AND hash('id', r.id_number) = i.carrier
    LEFT JOIN resolve_shared AS s ON s.kind = 5 AND hash('student number', r.student_number) = s.carrier
    LEFT JOIN resolve_shared AS e ON e.kind = 6 AND hash('email', r.email_im) = e.carrier
),
faces AS (
    SELECT
        label,
        several,
        name_key(told(name)) AS who,
        phone_ends(phone) AS ends,
        CASE WHEN phone_state IN ('valid', 'foreign', 'malformed') THEN phone END AS phone,
        id_number,
        CASE WHEN id_state = 'valid' THEN id_number END AS id_valid,
        coalesce(told(birth_date), CASE WHEN id_state IN ('valid', 'damaged') THEN id_birth(id_number) END) AS birth_date,
        name_key(told(guardian_name)) AS guardian,
        told(school) AS school,
        told(grade) AS grade,
        told(class) AS class,
        told(gender) AS gender,
        address,
        student_number,
        email_im,
        told(postcode) AS postcode,
        told(birth_place) AS birth_place,
        told(occupation) AS occupation
    FROM shown
)
SELECT *
FROM faces;

CREATE OR REPLACE TEMP TABLE resolve_shown AS
SELECT *
FROM resolve_told
WHERE several;

CREATE OR REPLACE TEMP TABLE resolve_folded AS
SELECT
    label, who, ends, phone, id_number, id_valid, birth_date, guardian, school, grade, class, gender, address, student_number, email_im, postcode,
    birth_place, occupation
FROM resolve_shown
WHERE FALSE;
