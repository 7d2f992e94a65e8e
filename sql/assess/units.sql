-- One row per actor to be counted, profile and pattern (class acquired, number of recipients by class), with the number of persons that have it.
-- Reads: temp.recounted, temp.list_units, temp.sold_units. Writes: temp.units. Used by: assess.
-- What is sold was held: both lists hold the person. Who went by the same hops in the same classes is counted by one of them.
CREATE OR REPLACE TEMP TABLE units AS
WITH held AS (
    SELECT actor_no, unit, main, strict, named
    FROM list_units
    WHERE alone AND actor_no IN (SELECT actor_no FROM recounted)
    UNION ALL
    SELECT actor_no, unit, min(main), min(strict), min(named)
    FROM list_units
    WHERE NOT alone AND actor_no IN (SELECT actor_no FROM recounted)
    GROUP BY actor_no, unit
),
sold AS (
    SELECT actor_no, unit, bit_xor(hash(hash(hop_no, main, strict, named))) AS recipients FROM sold_units GROUP BY actor_no, unit
),
alike AS (
    SELECT h.actor_no, h.main, h.strict, h.named, h.unit < 0 AS parent, s.recipients, min(h.unit) AS one, count(*) AS persons
    FROM held AS h
    LEFT JOIN sold AS s ON s.actor_no = h.actor_no AND s.unit = h.unit
    GROUP BY ALL
),
handed_to AS (
    SELECT s.actor_no, s.unit,
        count(*) FILTER (WHERE s.main = 1) AS main_a, count(*) FILTER (WHERE s.main = 2) AS main_b,
        count(*) FILTER (WHERE s.main = 3) AS main_c,
        count(*) FILTER (WHERE s.strict = 1) AS strict_a, count(*) FILTER (WHERE s.strict = 2) AS strict_b,
        count(*) FILTER (WHERE s.strict = 3) AS strict_c,
        count(*) FILTER (WHERE s.named = 1) AS named_a, count(*) FILTER (WHERE s.named = 2) AS named_b,
        count(*) FILTER (WHERE s.named = 3) AS named_c,
        count(*) FILTER (WHERE s.confirmed AND s.main = 1) AS sure_a, count(*) FILTER (WHERE s.confirmed AND s.main = 2) AS sure_b,
        count(*) FILTER (WHERE s.confirmed AND s.main = 3) AS sure_c
    FROM sold_units AS s
    JOIN alike AS p ON p.actor_no = s.actor_no AND p.one = s.unit
    GROUP BY s.actor_no, s.unit
),
patterns AS (
    SELECT p.actor_no, p.parent, p.main, p.strict, p.named, p.persons, COLUMNS(s.* EXCLUDE (actor_no, unit))
    FROM alike AS p
    LEFT JOIN handed_to AS s ON s.actor_no = p.actor_no AND s.unit = p.one
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
