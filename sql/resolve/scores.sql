-- One row per pair of look-alike clusters (resolve_scores): its best score and whether something forbids that they are one person.
-- Weights are bits, roughly: how much more often a pair of one person's rows looks so than a pair of relatives' or namesakes'.
-- What a family shares (phone, guardian, address) counts once, so that brothers do not become one; siblings of whom one list
-- has both are two; a name that is only close needs the same grade, class, gender or birth date. A rare name weighs more than a
-- frequent one, and any less among millions. likely.sql has the same weights.
-- Some of the pairs at a time: part $part of $parts.
-- Reads: resolve_likely, resolve_together, resolve_faces, resolve_rarity. Writes: resolve_scores (temporary).
-- Used by: resolve.
INSERT INTO resolve_scores
WITH compared AS (
    SELECT
        p.label_a,
        p.label_b,
        (t.label_a IS NOT NULL) AS together,
        (a.who = b.who) AS same_name,
        (a.birth_date = b.birth_date) AS same_birth,
        CASE
            WHEN a.who = b.who THEN 7 + coalesce(n.bits, 0)
            WHEN one_off(a.who, b.who) AND length(a.who) = length(b.who) AND left(a.who, 1) = left(b.who, 1) THEN 2
            WHEN one_off(a.who, b.who) OR swapped(a.who, b.who) THEN 4
            WHEN a.who <> b.who THEN -12
            ELSE 0
        END AS name,
        greatest(
            CASE
                WHEN a.phone = b.phone THEN 8
                WHEN a.ends = b.ends AND (a.phone IS NULL OR b.phone IS NULL) THEN 7
                WHEN nearly(a.phone, b.phone) THEN 6
                WHEN nearly(a.ends, b.ends) AND (a.phone IS NULL OR b.phone IS NULL) THEN 4
                WHEN a.ends <> b.ends OR a.phone <> b.phone THEN -4
                ELSE 0
            END,
            CASE WHEN a.guardian = b.guardian THEN 6 WHEN one_off(a.guardian, b.guardian) OR swapped(a.guardian, b.guardian) THEN 3 ELSE -4 END,
            CASE
                WHEN a.address = b.address THEN 8
                WHEN close_places(a.address, b.address) THEN 7
                WHEN a.who = b.who AND length(a.address) >= 12 AND levenshtein(a.address, b.address) <= 2 THEN 6
                ELSE -4
            END
        ) AS home,
        (a.phone <> b.phone OR a.ends <> b.ends OR a.guardian <> b.guardian OR a.address <> b.address) AS home_differs,
        CASE
            WHEN a.id_valid <> b.id_valid THEN -60
            WHEN a.id_number = b.id_number THEN 14
            WHEN levenshtein(a.id_number, b.id_number) <= 2 THEN 12
            WHEN id_head(a.id_number) = id_head(b.id_number) THEN 9
            ELSE 0
        END AS document,
        CASE
            WHEN a.birth_date = b.birth_date THEN 6
            WHEN nearly(a.birth_date, b.birth_date) THEN 1
            WHEN a.birth_date <> b.birth_date THEN -6
            ELSE 0
        END AS birth,
        CASE
            WHEN a.school = b.school THEN CASE WHEN a.who = b.who THEN 4 ELSE 2 END
            WHEN close_places(a.school, b.school) THEN 0
            WHEN a.school <> b.school THEN -3
            ELSE 0
        END AS school,
        CASE WHEN a.grade = b.grade THEN 2.5 WHEN a.grade <> b.grade THEN -4 ELSE 0 END AS grade,
        CASE WHEN a.class = b.class THEN CASE WHEN a.who = b.who THEN 3.5 ELSE 3 END WHEN a.class <> b.class THEN -5 ELSE 0 END AS class,
        CASE WHEN a.gender = b.gender THEN 1 WHEN a.gender <> b.gender THEN -5 ELSE 0 END AS gender,
        CASE WHEN a.student_number = b.student_number THEN 8 WHEN a.student_number <> b.student_number THEN -3 ELSE 0 END AS number,
        CASE WHEN lower(a.email_im) = lower(b.email_im) THEN 8 ELSE 0 END AS email,
        CASE
            WHEN a.postcode = b.postcode THEN 5
            WHEN nearly(a.postcode, b.postcode) THEN 3
            WHEN a.postcode <> b.postcode THEN -1
            ELSE 0
        END AS postcode,
        CASE WHEN a.birth_place = b.birth_place THEN 3 WHEN a.birth_place <> b.birth_place THEN -1 ELSE 0 END AS birth_place,
        CASE WHEN a.occupation = b.occupation THEN 2 WHEN a.occupation <> b.occupation THEN -1 ELSE 0 END AS occupation
    FROM resolve_likely AS p
    INNER JOIN resolve_faces AS a ON p.label_a = a.label
    INNER JOIN resolve_faces AS b ON p.label_b = b.label
    LEFT JOIN resolve_together AS t ON p.label_a = t.label_a AND p.label_b = t.label_b
    LEFT JOIN resolve_rarity AS n ON hash('who', a.who) = n.who AND a.who = b.who
    WHERE abs(p.label_a) % $parts = $part
),
weighed AS (
    SELECT
        *,
        CASE WHEN home > -4 THEN home WHEN home_differs THEN CASE WHEN same_name THEN -2 ELSE -4 END ELSE 0 END AS family,
        CASE
            WHEN NOT together OR same_name AND same_birth THEN 0
            WHEN same_name OR name = 4 THEN 6
            ELSE 12
        END AS listed
    FROM compared
),
scored AS (
    SELECT
        *,
        name + family + document + birth + school + grade + class + gender + number + email + postcode + birth_place + occupation - listed
            AS score
    FROM weighed
),
explained AS (
    SELECT
        label_a, label_b, document, together, score,
        CASE WHEN score >= $enough THEN bit_terms(score, concat_ws(
            ', ', bit_term('name', name), bit_term('family', family), bit_term('ID number', document),
            bit_term('birth', birth), bit_term('school', school), bit_term('grade', grade), bit_term('class', class), bit_term('gender', gender),
            bit_term('student number', number), bit_term('email', email), bit_term('postcode', postcode), bit_term('birth place', birth_place),
            bit_term('occupation', occupation), bit_term('both in one list', -listed)
        )) END AS terms
    FROM scored
)
SELECT
    label_a,
    label_b,
    CAST(max(score) AS DOUBLE) AS score,
    bool_or(document <= -60) OR (bool_or(together) AND max(score) < $enough) AS forbidden,
    max(terms) AS terms
FROM explained
GROUP BY label_a, label_b;
