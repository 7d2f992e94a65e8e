-- One row per cluster to compare and face of it (resolve_faces): what it shows under one name and phone; and per name that both clusters of a pair
-- may have, how rare it is (resolve_rarity). A number or address shared by too many counts for nothing. Pairs of Latin names are scored already.
-- Reads: resolve_held, resolve_shared, resolve_latin_scores, records, value_counts, persons, resolve_labels (registered by the caller).
-- Writes: resolve_faces, resolve_rarity, resolve_scores (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_faces AS
WITH several AS (
    SELECT label
    FROM resolve_held
    GROUP BY label
    HAVING count(*) > 1
),
shown AS (
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
    INNER JOIN records AS r ON h.at = r.rowid
    LEFT JOIN several AS m ON h.label = m.label
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
SELECT
    label, who, ends, phone, id_number, id_valid, birth_date, guardian, school, grade, class, gender, address, student_number, email_im, postcode,
    birth_place, occupation
FROM faces
WHERE NOT several
UNION ALL
-- texts that are grouped do not spill: only where there is something to group
SELECT
    label, who, ends, min(phone), min(id_number), min(id_valid), min(birth_date), min(guardian), min(school), min(grade), min(class), min(gender),
    min(address), min(student_number), min(email_im), min(postcode), min(birth_place), min(occupation)
FROM faces
WHERE several
GROUP BY label, who, ends;

-- How rare the names are that both clusters of a pair have.
CREATE OR REPLACE TEMP TABLE resolve_rarity AS
WITH shown AS (
    SELECT who, hash('who', who) AS value_hash
    FROM resolve_faces
    WHERE who IS NOT NULL
    GROUP BY who
    HAVING count(DISTINCT label) > 1
),
counted AS (
    SELECT s.who, sum(c.found) AS found
    FROM shown AS s
    LEFT JOIN value_counts AS c ON s.value_hash = c.value_hash
    GROUP BY s.who
),
everyone AS (
    SELECT
        (SELECT sum(found) FROM value_counts WHERE value_hash = 0) AS total,
        greatest(17, log2((SELECT count(*) FROM persons) + (SELECT count(DISTINCT label) FROM resolve_labels))) AS many
)
SELECT c.who, 0.45 * (least(greatest(bits_of(coalesce(c.found, 0), e.total), 8), 26) - 12.9 + 17 - e.many) AS bits
FROM counted AS c
CROSS JOIN everyone AS e;

CREATE OR REPLACE TEMP TABLE resolve_scores AS
SELECT label_a, label_b, score, FALSE AS forbidden, terms
FROM resolve_latin_scores;
