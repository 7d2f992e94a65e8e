-- One row per actor (or incident), profile, measure, class and filter: the numbers that rules are about.
-- Reads: counts, receipt_lines, exclusions_applied, records, person_records, temp.profiles, temp.lists. Writes: temp.measures. Used by: assess.
-- receipts are gross and in yuan: what a buyer paid, refunds not taken off (they stand apart in receipts).
-- The persons of an incident are those of all lists of the case, whoever is counted now.
CREATE OR REPLACE TEMP TABLE measures AS
WITH held AS (
    SELECT l.case_id, p.dataset_no, p.row_no, p.person_id
    FROM person_records AS p
    JOIN lists AS l ON l.dataset_no = p.dataset_no
    ANTI JOIN (SELECT dataset_id, row_no FROM exclusions_applied WHERE rule = 'shown_false') AS x
        ON x.dataset_id = l.dataset_id AND x.row_no = p.row_no
)
SELECT case_id, actor, profile, 'counted' AS measure, class, '' AS filter, counted::DOUBLE AS value
FROM counts
WHERE case_id IN (SELECT unnest($cases))
UNION ALL
SELECT case_id, actor, profile, 'counted', '', '', sum(counted)
FROM counts
WHERE case_id IN (SELECT unnest($cases))
GROUP BY ALL
UNION ALL
SELECT r.case_id, r.actor, p.profile, 'receipts', '', '', sum(r.amount)
FROM receipt_lines AS r
JOIN profiles AS p ON p.profile <> 'confirmed' OR r.confirmed
WHERE r.case_id IN (SELECT unnest($cases)) AND r.kind = 'sale' AND coalesce(r.currency, 'CNY') = 'CNY'
GROUP BY ALL
UNION ALL
SELECT case_id, '(incident)', 'main', 'persons', '', '', count(DISTINCT person_id)
FROM held
GROUP BY ALL
UNION ALL
SELECT h.case_id, '(incident)', 'main', 'persons', '', 'health', count(DISTINCT h.person_id)
FROM held AS h
JOIN records AS r ON r.dataset_no = h.dataset_no AND r.row_no = h.row_no
WHERE r.health <> ''
GROUP BY ALL;
