-- One row per actor to be counted, class of information and profile that has anything to count.
-- Reads: temp.recounted, temp.tallied, temp.lists, temp.units, temp.sold_numbers, temp.profiles. Writes: counts. Used by: assess.
-- 法释〔2017〕10号 art. 11: a person counts max(1 if acquired, number of distinct recipients). A recipient counts in the
-- class that he got; when what was acquired ranks above all that was sold, it takes the place of one unit of the lowest class.
-- Hops known by a number alone: the persons sold are taken to be those not sold to anyone seen, and only what exceeds them
-- adds to the count; of several unseen purchases the largest. Both are the least that the figures allow.
INSERT INTO counts BY NAME
WITH under_profile AS (
    SELECT t.actor_no, f.profile, t.key, t.number,
        chr(64 + (CASE f.profile WHEN 'strict' THEN t.strict WHEN 'identified' THEN t.named ELSE t.main END)::INTEGER) AS class
    FROM tallied AS t
    JOIN profiles AS f ON NOT t.parent OR f.profile = 'parents'
),
seized AS (
    SELECT n.case_id, n.actor, u.profile, u.class,
        coalesce(sum(u.number) FILTER (WHERE u.key = 'row'), 0) AS rows_as_seized,
        coalesce(sum(u.number) FILTER (WHERE u.key = 'exact'), 0) AS exact_distinct,
        coalesce(sum(u.number) FILTER (WHERE u.key = 'phone'), 0) AS distinct_phones,
        coalesce(sum(u.number) FILTER (WHERE u.key = 'id'), 0) AS distinct_ids,
        coalesce(sum(u.number) FILTER (WHERE u.key = 'person'), 0) AS distinct_persons
    FROM under_profile AS u
    JOIN recounted AS n ON n.actor_no = u.actor_no
    WHERE u.class IS NOT NULL
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
FULL JOIN handled USING (case_id, actor, profile, class)
SEMI JOIN recounted USING (case_id, actor)
WHERE coalesce(rows_as_seized, 0) + coalesce(acquired, 0) + coalesce(sold, 0) + coalesce(counted, 0) > 0
ORDER BY case_id, actor, class, profile;
