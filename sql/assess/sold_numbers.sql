-- One row per profile and hop of which only a number of records is known, with the usual class of the lists that show the hop.
-- Reads: temp.sales, temp.sold_units, temp.lists, temp.list_units, temp.profiles, hop_evidence. Writes: temp.sold_numbers. Used by: assess.
-- Nothing known of the list: class C, the lowest.
CREATE OR REPLACE TEMP TABLE sold_numbers AS
WITH unseen AS (
    SELECT * FROM sales WHERE records > 0 AND hop_no NOT IN (SELECT hop_no FROM sold_units)
),
shown AS (
    SELECT DISTINCT e.hop_id, l.dataset_no
    FROM hop_evidence AS e
    JOIN lists AS l ON l.dataset_id = e.dataset_id
    WHERE e.hop_id IN (SELECT hop_id FROM unseen)
),
classes AS (
    SELECT s.hop_id, f.profile, CASE f.profile WHEN 'strict' THEN p.strict ELSE p.main END AS class, count(*) AS persons
    FROM shown AS s
    JOIN list_units AS p ON p.dataset_no = s.dataset_no AND p.unit >= 0
    CROSS JOIN profiles AS f
    GROUP BY ALL
),
usual AS (
    SELECT hop_id, profile, arg_max(class, (persons, class)) AS class FROM classes GROUP BY ALL
)
SELECT u.hop_id, u.case_id, u.seller, u.buyer, u.records, f.profile, chr(64 + coalesce(usual.class, 3)::INTEGER) AS class
FROM unseen AS u
JOIN profiles AS f ON f.profile <> 'confirmed' OR u.confirmed
LEFT JOIN usual ON usual.hop_id = u.hop_id AND usual.profile = f.profile;
