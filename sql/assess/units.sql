-- One row per pattern of actor, profile, class acquired, and number of recipients by class; persons = how many have it.
-- Reads: temp.lists, temp.list_persons, temp.sales, temp.sold_persons. Writes: temp.units. Used by: assess.
CREATE OR REPLACE TEMP TABLE units AS
WITH held AS (
    SELECT l.case_id, l.actor, p.person_id, min(p.main) AS main, min(p.strict) AS strict
    FROM list_persons AS p
    JOIN lists AS l ON l.dataset_no = p.dataset_no
    GROUP BY ALL
),
sold AS (
    SELECT s.case_id, s.seller AS actor, p.person_id,
        count(*) FILTER (WHERE p.main = 'A') AS main_a,
        count(*) FILTER (WHERE p.main = 'B') AS main_b,
        count(*) FILTER (WHERE p.main = 'C') AS main_c,
        count(*) FILTER (WHERE p.strict = 'A') AS strict_a,
        count(*) FILTER (WHERE p.strict = 'B') AS strict_b,
        count(*) FILTER (WHERE p.strict = 'C') AS strict_c
    FROM sold_persons AS p
    JOIN sales AS s ON s.hop_id = p.hop_id
    GROUP BY ALL
),
dealt AS (
    SELECT coalesce(h.case_id, s.case_id) AS case_id, coalesce(h.actor, s.actor) AS actor, h.main, h.strict,
        coalesce(s.main_a, 0) AS main_a, coalesce(s.main_b, 0) AS main_b, coalesce(s.main_c, 0) AS main_c,
        coalesce(s.strict_a, 0) AS strict_a, coalesce(s.strict_b, 0) AS strict_b, coalesce(s.strict_c, 0) AS strict_c
    FROM held AS h
    FULL JOIN sold AS s ON s.case_id = h.case_id AND s.actor = h.actor AND s.person_id = h.person_id
)
SELECT case_id, actor, 'main' AS profile, main AS acquired, main_a AS a, main_b AS b, main_c AS c, count(*) AS persons
FROM dealt
GROUP BY ALL
UNION ALL
SELECT case_id, actor, 'strict', strict, strict_a, strict_b, strict_c, count(*)
FROM dealt
GROUP BY ALL;
