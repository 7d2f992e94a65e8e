-- One row per actor, class of information and profile that has anything to count.
-- Reads: temp.lists, temp.list_rows, temp.units, temp.sold_numbers. Writes: counts. Used by: assess.
-- 法释〔2017〕10号 art. 11: a person counts max(1 if acquired, number of distinct recipients). A recipient counts in the
-- class that he got; when what was acquired ranks above all that was sold, it takes the place of one unit of the lowest class.
-- Hops known by a number alone: the persons sold are taken to be those not sold to anyone seen, and only what exceeds them
-- adds to the count; of several unseen purchases the largest. Both are the least that the figures allow.
INSERT INTO counts BY NAME
WITH seized AS (
    SELECT l.case_id, l.actor, profile, CASE profile WHEN 'main' THEN r.main ELSE r.strict END AS class,
        count(*) AS rows_as_seized, count(DISTINCT r.row_hash) AS exact_distinct, count(DISTINCT r.phone) AS distinct_phones,
        count(DISTINCT r.id_number) AS distinct_ids
    FROM list_rows AS r
    JOIN lists AS l ON l.dataset_no = r.dataset_no
    CROSS JOIN (VALUES ('main'), ('strict')) AS profiles (profile)
    GROUP BY ALL
),
persons AS (
    SELECT case_id, actor, profile, class, count(*) AS distinct_persons
    FROM (
        SELECT l.case_id, l.actor, profile, r.person_id, min(CASE profile WHEN 'main' THEN r.main ELSE r.strict END) AS class
        FROM list_rows AS r
        JOIN lists AS l ON l.dataset_no = r.dataset_no
        CROSS JOIN (VALUES ('main'), ('strict')) AS profiles (profile)
        WHERE r.person_id IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY ALL
),
placed AS (
    SELECT *, a + b + c AS recipients,
        CASE WHEN a > 0 THEN 'A' WHEN b > 0 THEN 'B' ELSE 'C' END AS highest,
        CASE WHEN c > 0 THEN 'C' WHEN b > 0 THEN 'B' ELSE 'A' END AS lowest
    FROM units
),
by_person AS (
    SELECT p.case_id, p.actor, p.profile, k.class,
        coalesce(sum(p.persons) FILTER (WHERE p.acquired = k.class), 0) AS acquired,
        coalesce(sum(p.persons) FILTER (WHERE p.acquired = k.class AND p.recipients = 0), 0) AS idle,
        sum(p.persons * CASE k.class WHEN 'A' THEN p.a WHEN 'B' THEN p.b ELSE p.c END) AS sold,
        sum(p.persons * CASE
            WHEN p.recipients > 0 AND p.acquired < p.highest AND p.acquired = k.class THEN 1
            WHEN p.recipients > 0 AND p.acquired < p.highest AND p.lowest = k.class THEN -1
            WHEN p.recipients = 0 AND p.acquired = k.class THEN 1
            ELSE 0
        END) AS moved
    FROM placed AS p
    CROSS JOIN (VALUES ('A'), ('B'), ('C')) AS k (class)
    GROUP BY ALL
),
bought_unseen AS (
    SELECT case_id, buyer AS actor, profile, arg_max(class, (records, class)) AS class, max(records) AS acquired
    FROM sold_numbers
    WHERE (case_id, buyer) NOT IN (SELECT (case_id, actor) FROM lists)
    GROUP BY ALL
),
parts AS (
    SELECT case_id, actor, profile, class, acquired, idle, sold, sold + moved AS counted, 0 AS unseen FROM by_person
    UNION ALL
    SELECT case_id, actor, profile, class, acquired, acquired AS idle, 0, acquired AS counted, 0 FROM bought_unseen
    UNION ALL
    SELECT case_id, seller, profile, class, 0, 0, sum(records), 0, sum(records) FROM sold_numbers GROUP BY ALL
),
handled AS (
    SELECT case_id, actor, profile, class, sum(acquired) AS acquired, sum(sold) AS sold,
        sum(counted) + greatest(0, sum(unseen) - sum(idle)) AS counted
    FROM parts
    GROUP BY ALL
)
SELECT case_id, actor, class, profile,
    coalesce(rows_as_seized, 0) AS rows_as_seized, coalesce(exact_distinct, 0) AS exact_distinct,
    coalesce(distinct_phones, 0) AS distinct_phones, coalesce(distinct_ids, 0) AS distinct_ids,
    coalesce(distinct_persons, 0) AS distinct_persons,
    coalesce(acquired, 0) AS acquired, coalesce(sold, 0) AS sold, coalesce(counted, 0) AS counted
FROM seized
FULL JOIN persons USING (case_id, actor, profile, class)
FULL JOIN handled USING (case_id, actor, profile, class)
WHERE coalesce(rows_as_seized, 0) + coalesce(acquired, 0) + coalesce(sold, 0) + coalesce(counted, 0) > 0
ORDER BY case_id, actor, class, profile;
