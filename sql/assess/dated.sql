-- One row per actor (or incident) with the moment that chooses the rules: of a continued act, its end.
-- Reads: temp.sales, temp.lists, facts. Writes: temp.dated. Used by: assess.
-- The last dated deal; else the latest seizure, which is no act but the latest that one could have ended.
CREATE OR REPLACE TEMP TABLE dated AS
WITH signs AS (
    SELECT case_id, seller AS actor, last_at AS moment, 1 AS kind FROM sales
    UNION ALL
    SELECT case_id, buyer, last_at, 1 FROM sales
    UNION ALL
    SELECT case_id, actor, obtained_at, 2 FROM lists
    UNION ALL
    SELECT case_id, actor, NULL, 3 FROM facts
),
named AS (
    SELECT * FROM signs
    UNION ALL
    SELECT case_id, '(incident)', moment, kind FROM signs
),
dealt AS (
    SELECT case_id, actor, max(moment) FILTER (WHERE kind = 1) AS deal, max(moment) FILTER (WHERE kind = 2) AS seizure
    FROM named
    GROUP BY ALL
),
whole AS (
    SELECT case_id, max(deal) AS deal, max(seizure) AS seizure FROM dealt GROUP BY ALL
)
SELECT d.case_id, d.actor, coalesce(d.deal, d.seizure, w.deal, w.seizure, TIMESTAMP '9999-01-01') AS moment,
    CASE
        WHEN d.deal IS NOT NULL THEN 'last dated deal'
        WHEN d.seizure IS NOT NULL THEN 'seizure: no deal is dated'
        WHEN w.deal IS NOT NULL THEN 'last dated deal of the case'
        ELSE 'nothing is dated: the rules in force now'
    END AS dated_by
FROM dealt AS d
JOIN whole AS w ON w.case_id = d.case_id;
