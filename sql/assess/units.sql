-- One row per actor to be counted, profile and pattern (class acquired, number of recipients by class), with the number of persons that have it.
-- Reads: temp.recounted, temp.list_units, temp.sold_units. Writes: temp.units. Used by: assess.
-- What is sold was held: both lists hold the person.
CREATE OR REPLACE TEMP TABLE units AS
WITH held AS (
    SELECT actor_no, unit, min(main) AS main, min(strict) AS strict, min(named) AS named
    FROM list_units
    WHERE actor_no IN (SELECT actor_no FROM recounted)
    GROUP BY actor_no, unit
),
sold AS (
    SELECT actor_no, unit,
        count(*) FILTER (WHERE main = 1) AS main_a, count(*) FILTER (WHERE main = 2) AS main_b, count(*) FILTER (WHERE main = 3) AS main_c,
        count(*) FILTER (WHERE strict = 1) AS strict_a, count(*) FILTER (WHERE strict = 2) AS strict_b,
        count(*) FILTER (WHERE strict = 3) AS strict_c,
        count(*) FILTER (WHERE named = 1) AS named_a, count(*) FILTER (WHERE named = 2) AS named_b,
        count(*) FILTER (WHERE named = 3) AS named_c,
        count(*) FILTER (WHERE confirmed AND main = 1) AS sure_a, count(*) FILTER (WHERE confirmed AND main = 2) AS sure_b,
        count(*) FILTER (WHERE confirmed AND main = 3) AS sure_c
    FROM sold_units
    GROUP BY actor_no, unit
),
patterns AS (
    SELECT h.actor_no, h.unit < 0 AS parent, h.main, h.strict, h.named, COLUMNS(s.* EXCLUDE (actor_no, unit)), count(*) AS persons
    FROM held AS h
    LEFT JOIN sold AS s ON s.actor_no = h.actor_no AND s.unit = h.unit
    GROUP BY ALL
),
read AS (
    SELECT actor_no, 'main' AS profile, main AS acquired, main_a AS a, main_b AS b, main_c AS c, persons
    FROM patterns WHERE NOT parent
    UNION ALL
    SELECT actor_no, 'strict', strict, strict_a, strict_b, strict_c, persons FROM patterns WHERE NOT parent
    UNION ALL
    SELECT actor_no, 'parents', main, main_a, main_b, main_c, persons FROM patterns
    UNION ALL
    SELECT actor_no, 'identified', named, named_a, named_b, named_c, persons FROM patterns WHERE NOT parent AND named IS NOT NULL
    UNION ALL
    SELECT actor_no, 'confirmed', main, sure_a, sure_b, sure_c, persons FROM patterns WHERE NOT parent
)
SELECT n.case_id, n.actor, r.profile, chr(64 + r.acquired::INTEGER) AS acquired,
    coalesce(r.a, 0) AS a, coalesce(r.b, 0) AS b, coalesce(r.c, 0) AS c, sum(r.persons)::BIGINT AS persons
FROM read AS r
JOIN recounted AS n ON n.actor_no = r.actor_no
GROUP BY ALL;
