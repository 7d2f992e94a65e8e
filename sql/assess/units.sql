-- One row per actor, profile and pattern (class acquired, number of recipients by class), with the number of persons that have it.
-- Reads: temp.lists, temp.list_persons, temp.sales, temp.sold_persons. Writes: temp.units. Used by: assess.
-- What is sold was held: both lists hold the person.
CREATE OR REPLACE TEMP TABLE units AS
WITH held AS (
    SELECT actor_no, person_id, min(main) AS main, min(strict) AS strict
    FROM list_persons
    GROUP BY ALL
),
sellers AS (
    SELECT DISTINCT s.hop_id, l.actor_no
    FROM sales AS s
    JOIN lists AS l ON l.case_id = s.case_id AND l.actor = s.seller
),
sold AS (
    SELECT s.actor_no, p.person_id,
        count(*) FILTER (WHERE p.main = 'A') AS main_a,
        count(*) FILTER (WHERE p.main = 'B') AS main_b,
        count(*) FILTER (WHERE p.main = 'C') AS main_c,
        count(*) FILTER (WHERE p.strict = 'A') AS strict_a,
        count(*) FILTER (WHERE p.strict = 'B') AS strict_b,
        count(*) FILTER (WHERE p.strict = 'C') AS strict_c
    FROM sold_persons AS p
    JOIN sellers AS s ON s.hop_id = p.hop_id
    GROUP BY ALL
),
dealt AS (
    SELECT h.actor_no, h.main, h.strict,
        coalesce(s.main_a, 0) AS main_a, coalesce(s.main_b, 0) AS main_b, coalesce(s.main_c, 0) AS main_c,
        coalesce(s.strict_a, 0) AS strict_a, coalesce(s.strict_b, 0) AS strict_b, coalesce(s.strict_c, 0) AS strict_c
    FROM held AS h
    LEFT JOIN sold AS s ON s.actor_no = h.actor_no AND s.person_id = h.person_id
),
patterns AS (
    SELECT *, count(*) AS persons FROM dealt GROUP BY ALL
),
named AS (
    SELECT DISTINCT case_id, actor, actor_no FROM lists
)
SELECT n.case_id, n.actor, 'main' AS profile, p.main AS acquired, p.main_a AS a, p.main_b AS b, p.main_c AS c, p.persons
FROM patterns AS p
JOIN named AS n ON n.actor_no = p.actor_no
UNION ALL
SELECT n.case_id, n.actor, 'strict', p.strict, p.strict_a, p.strict_b, p.strict_c, p.persons
FROM patterns AS p
JOIN named AS n ON n.actor_no = p.actor_no;
