-- One row per profile and hop of which only a number of records is known, with the usual class of the lists that show the hop.
-- Reads: temp.sales, temp.sold_persons, temp.lists, temp.list_persons, hop_evidence. Writes: temp.sold_numbers. Used by: assess.
-- Nothing known of the list: class C, the lowest.
CREATE OR REPLACE TEMP TABLE sold_numbers AS
WITH unseen AS (
    SELECT * FROM sales WHERE records > 0 AND hop_id NOT IN (SELECT hop_id FROM sold_persons)
),
shown AS (
    SELECT DISTINCT e.hop_id, l.dataset_no
    FROM hop_evidence AS e
    JOIN lists AS l ON l.dataset_id = e.dataset_id
    WHERE e.hop_id IN (SELECT hop_id FROM unseen)
),
classes AS (
    SELECT s.hop_id, 'main' AS profile, p.main AS class, count(*) AS persons
    FROM shown AS s JOIN list_persons AS p ON p.dataset_no = s.dataset_no GROUP BY ALL
    UNION ALL
    SELECT s.hop_id, 'strict', p.strict, count(*)
    FROM shown AS s JOIN list_persons AS p ON p.dataset_no = s.dataset_no GROUP BY ALL
),
usual AS (
    SELECT hop_id, profile, arg_max(class, (persons, class)) AS class FROM classes GROUP BY ALL
)
SELECT u.hop_id, u.case_id, u.seller, u.buyer, u.records, profiles.profile, coalesce(usual.class, 'C') AS class
FROM unseen AS u
CROSS JOIN (VALUES ('main'), ('strict')) AS profiles (profile)
LEFT JOIN usual ON usual.hop_id = u.hop_id AND usual.profile = profiles.profile;
