-- One row per pair of clusters with Latin names: how much more often one person's rows look so than two persons' (bits), less
-- what makes one of so many persons (after Fellegi and Sunter, 1969). Agreement weighs by rarity; disagreement by how often it is an error.
-- Another given name with another date of birth is a relative. A name alone is no person: something else must agree. Score 0 is even odds; $enough is added, so that it stands beside the scores of scores.sql.
-- Reads: resolve_pairs, resolve_profiles, resolve_together, persons.
-- Writes: resolve_latin_scores (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_latin_scores AS
WITH everyone AS (
    SELECT greatest(11, log2((SELECT count(*) FROM persons) + $clusters) - 2) AS even
),
matches AS (
    SELECT
        p.label_a, p.label_b,
        matched(a.words, b.words) AS words,
        matched(a.streets, b.streets) AS streets
    FROM resolve_pairs AS p
    INNER JOIN resolve_profiles AS a ON p.label_a = a.label
    INNER JOIN resolve_profiles AS b ON p.label_b = b.label
),
compared AS (
    SELECT
        p.label_a, p.label_b,
        same_bits(p.words) AS name_bits,
        len(list_filter(p.words, lambda x: x.same = 0)) AS odd_words,
        same_bits(p.streets) AS street_bits,
        len(list_filter(p.streets, lambda x: x.same = 0)) / len(p.streets) AS odd_streets,
        CASE
            WHEN meet(a.births, b.births) THEN 11
            WHEN nearly_meet(a.births, b.births, 1) THEN 7
            WHEN meet(list_transform(a.births, lambda x: left(x, 4)), list_transform(b.births, lambda x: left(x, 4))) THEN 1
            WHEN len(a.births) * len(b.births) > 0 THEN -4
        END AS birth,
        CASE
            WHEN meet(a.postcodes, b.postcodes) THEN least(most_bits(a.postcodes, b.postcodes), 10)
            WHEN meet(a.areas, b.areas) THEN least(most_bits(a.areas, b.areas), 7)
            WHEN len(a.postcodes) * len(b.postcodes) > 0 THEN -2
        END AS postcode,
        CASE
            WHEN meet(a.birth_places, b.birth_places) THEN least(most_bits(a.birth_places, b.birth_places), 8)
            WHEN len(list_filter(a.birth_places, lambda x: len(list_filter(b.birth_places, lambda y: contains(x.w, y.w) OR contains(y.w, x.w))) > 0)) > 0
                THEN 4
            WHEN len(a.birth_places) * len(b.birth_places) > 0 THEN -1.5
        END AS birth_place,
        CASE
            WHEN meet(a.cities, b.cities) THEN least(most_bits(a.cities, b.cities), 8)
            WHEN len(a.cities) * len(b.cities) > 0 THEN -1.5
        END AS city,
        CASE
            WHEN meet(a.occupations, b.occupations) THEN 0.6 * least(most_bits(a.occupations, b.occupations), 6)
            WHEN len(a.occupations) * len(b.occupations) > 0 THEN -2
        END AS occupation,
        CASE WHEN meet(a.genders, b.genders) THEN 0.8 WHEN len(a.genders) * len(b.genders) > 0 THEN -4 END AS gender,
        CASE
            WHEN meet(a.phones, b.phones) THEN 12
            WHEN nearly_meet(a.phones, b.phones, 1) THEN 8
            WHEN len(a.phones) * len(b.phones) > 0 THEN -3
        END AS phone,
        CASE
            WHEN meet(a.documents, b.documents) THEN 20
            WHEN nearly_meet(a.documents, b.documents, 1) THEN 12
            WHEN nearly_meet(a.documents, b.documents, 2) THEN 6
            WHEN len(a.documents) * len(b.documents) > 0 THEN -6
        END AS document,
        CASE WHEN meet(a.numbers, b.numbers) THEN 15 WHEN len(a.numbers) * len(b.numbers) > 0 THEN -4 END AS number,
        CASE WHEN meet(a.emails, b.emails) THEN 15 END AS email,
        CASE WHEN meet(a.schools, b.schools) THEN 3 WHEN len(a.schools) * len(b.schools) > 0 THEN -1 END AS school,
        CASE WHEN meet(a.grades, b.grades) THEN 3 WHEN len(a.grades) * len(b.grades) > 0 THEN -3 END AS grade,
        CASE WHEN meet(a.guardians, b.guardians) THEN 6 WHEN len(a.guardians) * len(b.guardians) > 0 THEN -2 END AS guardian
    FROM matches AS p
    INNER JOIN resolve_profiles AS a ON p.label_a = a.label
    INNER JOIN resolve_profiles AS b ON p.label_b = b.label
),
weighed AS (
    SELECT
        *,
        0.8 * least(coalesce(name_bits, 0), 30) - 2 * coalesce(odd_words, 0) AS name,
        CASE WHEN street_bits > 0 THEN 0.5 * least(street_bits, 24) ELSE 0 END - 4 * coalesce(odd_streets, 0) AS street,
        coalesce(birth, 0) - CASE WHEN birth = -4 AND odd_words > 0 THEN 4 ELSE 0 END AS born,
        greatest(birth, postcode, birth_place, city, occupation, phone, document, number, email, school, guardian, street_bits) > 0
            AS more_than_a_name
    FROM compared
),
scored AS (
    SELECT
        w.*, e.even,
        CAST(
            least(
                CASE WHEN w.more_than_a_name THEN 999 ELSE $enough - 0.01 END,
                $enough - e.even + w.name + w.street + w.born + coalesce(w.postcode, 0) + coalesce(w.birth_place, 0) + coalesce(w.city, 0)
                + coalesce(w.occupation, 0) + coalesce(w.gender, 0) + coalesce(w.phone, 0) + coalesce(w.document, 0)
                + coalesce(w.number, 0) + coalesce(w.email, 0) + coalesce(w.school, 0) + coalesce(w.grade, 0) + coalesce(w.guardian, 0)
            ) AS DOUBLE
        ) AS score
    FROM weighed AS w
    CROSS JOIN everyone AS e
)
SELECT
    label_a, label_b, score,
    CASE WHEN score >= $enough THEN bit_terms(score, concat_ws(
        ', ', bit_term('of so many persons', $enough - even), bit_term('name', name), bit_term('street', street), bit_term('birth', born),
        bit_term('postcode', postcode), bit_term('birth place', birth_place), bit_term('city', city), bit_term('occupation', occupation),
        bit_term('gender', gender), bit_term('phone', phone), bit_term('ID number', document), bit_term('student number', number),
        bit_term('email', email), bit_term('school', school), bit_term('grade', grade), bit_term('guardian', guardian)
    )) END AS terms
FROM scored;
