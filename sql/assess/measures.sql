-- One row per actor (or incident), profile, measure, class and filter: the numbers that rules are about.
-- Reads: counts, receipt_lines, temp.profiles, temp.list_rows, temp.lists. Writes: temp.measures. Used by: assess.
-- receipts are gross and in yuan: what a buyer paid, refunds not taken off (they stand apart in receipts).
CREATE OR REPLACE TEMP TABLE measures AS
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
SELECT l.case_id, '(incident)', 'main', 'persons', '', '', count(DISTINCT r.person_id)
FROM list_rows AS r
JOIN lists AS l ON l.dataset_no = r.dataset_no
WHERE NOT r.is_false
GROUP BY ALL
UNION ALL
SELECT l.case_id, '(incident)', 'main', 'persons', '', 'health', count(DISTINCT r.person_id)
FROM list_rows AS r
JOIN lists AS l ON l.dataset_no = r.dataset_no
WHERE NOT r.is_false AND r.has_health
GROUP BY ALL;
