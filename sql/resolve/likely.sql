-- One row per pair of clusters that may be one person (resolve_likely): what it could score at most reaches $enough.
-- The weights of scores.sql, where texts that differ are as close as they could be: most pairs differ in too much, whatever their texts
-- are, and need not be looked at. Pairs of Latin names are scored already.
-- Some of the pairs at a time: part $part of $parts.
-- Reads: resolve_pairs, resolve_together, resolve_codes, resolve_rarity, resolve_latin_scores. Writes: resolve_likely (temporary); returns how many.
-- Used by: resolve.
INSERT INTO resolve_likely
WITH named AS (
    SELECT c.*, 7 + coalesce(n.bits, 0) AS name
    FROM resolve_codes AS c
    LEFT JOIN resolve_rarity AS n ON c.who = n.who
),
compared AS (
    SELECT
        p.label_a,
        p.label_b,
        (t.label_a IS NOT NULL) AS together,
        (a.who = b.who) AS same_name,
        (a.birth_date = b.birth_date) AS same_birth,
        CASE WHEN a.who = b.who THEN a.name WHEN a.who <> b.who THEN 4 ELSE 0 END AS name,
        greatest(
            CASE
                WHEN a.phone = b.phone THEN 8
                WHEN a.ends = b.ends AND (a.phone IS NULL OR b.phone IS NULL) THEN 7
                WHEN nearly(a.phone, b.phone) THEN 6
                WHEN a.ends <> b.ends AND (a.phone IS NULL OR b.phone IS NULL) THEN 4
                WHEN a.ends <> b.ends OR a.phone <> b.phone THEN -4
                ELSE 0
            END,
            CASE WHEN a.guardian = b.guardian THEN 6 WHEN a.guardian <> b.guardian THEN 3 ELSE -4 END,
            CASE WHEN a.address = b.address THEN 8 WHEN a.address <> b.address THEN 7 ELSE -4 END
        ) AS home,
        (a.phone <> b.phone OR a.ends <> b.ends OR a.guardian <> b.guardian OR a.address <> b.address) AS home_differs,
        CASE WHEN a.id_valid <> b.id_valid THEN -60 WHEN a.id_number = b.id_number THEN 14 WHEN a.id_number <> b.id_number THEN 12 ELSE 0 END
        + CASE WHEN a.birth_date = b.birth_date THEN 6 WHEN a.birth_date <> b.birth_date THEN 1 ELSE 0 END
        + CASE WHEN a.school = b.school THEN CASE WHEN a.who = b.who THEN 4 ELSE 2 END ELSE 0 END
        + CASE WHEN a.grade = b.grade THEN 2.5 WHEN a.grade <> b.grade THEN -4 ELSE 0 END
        + CASE WHEN a.class = b.class THEN CASE WHEN a.who = b.who THEN 3.5 ELSE 3 END WHEN a.class <> b.class THEN -5 ELSE 0 END
        + CASE WHEN a.gender = b.gender THEN 1 WHEN a.gender <> b.gender THEN -5 ELSE 0 END
        + CASE WHEN a.student_number = b.student_number THEN 8 WHEN a.student_number <> b.student_number THEN -3 ELSE 0 END
        + CASE WHEN a.email_im = b.email_im THEN 8 ELSE 0 END
        + CASE WHEN a.postcode = b.postcode THEN 5 WHEN a.postcode <> b.postcode THEN 3 ELSE 0 END
        + CASE WHEN a.birth_place = b.birth_place THEN 3 WHEN a.birth_place <> b.birth_place THEN -1 ELSE 0 END
        + CASE WHEN a.occupation = b.occupation THEN 2 WHEN a.occupation <> b.occupation THEN -1 ELSE 0 END AS others
    FROM resolve_pairs AS p
    INNER JOIN named AS a ON p.label_a = a.label
    INNER JOIN resolve_codes AS b ON p.label_b = b.label
    LEFT JOIN resolve_together AS t ON p.label_a = t.label_a AND p.label_b = t.label_b
    ANTI JOIN resolve_latin_scores AS l ON p.label_a = l.label_a AND p.label_b = l.label_b
    WHERE abs(p.label_a) % $parts = $part
),
weighed AS (
    SELECT
        label_a, label_b, name, others,
        CASE WHEN home > -4 THEN home WHEN home_differs THEN CASE WHEN same_name THEN -2 ELSE -4 END ELSE 0 END AS family,
        CASE WHEN NOT together OR same_name AND same_birth THEN 0 ELSE 6 END AS listed
    FROM compared
)
SELECT DISTINCT label_a, label_b
FROM weighed
-- sums of binary fractions
WHERE name + family + others - listed > $enough - 0.01;

SELECT count(*) AS pairs
FROM resolve_likely;
