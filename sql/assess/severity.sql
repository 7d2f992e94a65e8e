-- One row per actor (or incident), regime, rule and profile with something to measure.
-- Reads: rules, counts, temp.sales, temp.lists, temp.list_rows, temp.insiders. Writes: severity. Used by: assess.
-- The rules are those in force at the last sign of the actor's dealings. A rule with several outcomes gives that of the
-- highest threshold met; threshold and score are those of the lowest. Quotients are rounded to 9 places, far below 1/5000,
-- so that a sum of 1 is 1.
INSERT INTO severity BY NAME
WITH dealings AS (
    SELECT case_id, seller AS actor, last_at AS moment FROM sales
    UNION ALL
    SELECT case_id, buyer, last_at FROM sales
    UNION ALL
    SELECT case_id, actor, obtained_at FROM lists
),
dated AS (
    SELECT case_id, actor, coalesce(max(moment), TIMESTAMP '9999-01-01') AS moment FROM dealings GROUP BY ALL
    UNION ALL
    SELECT case_id, '(incident)', coalesce(max(moment), TIMESTAMP '9999-01-01') FROM dealings GROUP BY ALL
),
in_force AS (
    SELECT d.case_id, d.actor, r.*
    FROM dated AS d
    JOIN rules AS r
        ON r.valid_from <= d.moment AND (r.valid_to IS NULL OR r.valid_to > d.moment)
        AND r.subject = CASE d.actor WHEN '(incident)' THEN 'incident' ELSE 'actor' END
    WHERE r.regime IN (SELECT unnest($regimes))
),
thresholds AS (
    SELECT case_id, actor, regime, filter, class, min(threshold) AS threshold
    FROM in_force
    WHERE measure = 'counted' AND class <> ''
    GROUP BY ALL
),
measured AS (
    SELECT case_id, actor, profile, 'counted' AS measure, class, '' AS regime, '' AS filter, counted::DOUBLE AS value
    FROM counts
    WHERE case_id IN (SELECT unnest($cases))
    UNION ALL
    SELECT case_id, actor, profile, 'counted', '', '', '', sum(counted)
    FROM counts
    WHERE case_id IN (SELECT unnest($cases))
    GROUP BY ALL
    UNION ALL
    SELECT c.case_id, c.actor, c.profile, 'proportion', '', t.regime, t.filter, round(sum(c.counted / t.threshold), 9)
    FROM counts AS c
    JOIN thresholds AS t ON t.case_id = c.case_id AND t.actor = c.actor AND t.class = c.class
    GROUP BY ALL
    UNION ALL
    SELECT case_id, seller, profile, 'receipts', '', '', '', sum(amount)
    FROM sales
    CROSS JOIN (VALUES ('main'), ('strict')) AS profiles (profile)
    WHERE coalesce(currency, 'CNY') = 'CNY'
    GROUP BY ALL
    UNION ALL
    SELECT l.case_id, '(incident)', 'main', 'persons', '', '', '', count(DISTINCT r.person_id)
    FROM list_rows AS r
    JOIN lists AS l ON l.dataset_no = r.dataset_no
    WHERE NOT r.is_false
    GROUP BY ALL
    UNION ALL
    SELECT l.case_id, '(incident)', 'main', 'persons', '', '', 'health', count(DISTINCT r.person_id)
    FROM list_rows AS r
    JOIN lists AS l ON l.dataset_no = r.dataset_no
    WHERE NOT r.is_false AND r.has_health
    GROUP BY ALL
),
applied AS (
    SELECT f.case_id, f.actor, f.regime, f.rule, m.profile, m.value, f.threshold, f.outcome, f.deadline, f.citation,
        i.asserted, i.basis, round(m.value / f.threshold, 9) >= 1 AS met
    FROM in_force AS f
    JOIN measured AS m
        ON m.case_id = f.case_id AND m.actor = f.actor AND m.measure = f.measure AND m.class = f.class
        AND (m.regime = '' OR (m.regime = f.regime AND m.filter = f.filter))
        AND (f.measure <> 'persons' OR m.filter = f.filter)
    LEFT JOIN insiders AS i ON f.filter = 'insider' AND i.case_id = f.case_id AND i.actor = f.actor
    WHERE m.value > 0 AND (f.filter <> 'insider' OR i.actor IS NOT NULL)
),
judged AS (
    SELECT case_id, actor, regime, rule, profile, any_value(value) AS value, min(threshold) AS threshold,
        bool_or(met) AS met, any_value(asserted) AS asserted, any_value(basis) AS basis,
        coalesce(arg_max(outcome, threshold) FILTER (WHERE met), arg_min(outcome, threshold)) AS tier,
        coalesce(arg_max(deadline, threshold) FILTER (WHERE met), arg_min(deadline, threshold)) AS deadline,
        coalesce(arg_max(citation, threshold) FILTER (WHERE met), arg_min(citation, threshold)) AS citation
    FROM applied
    GROUP BY ALL
)
SELECT case_id, actor, regime,
    rule || CASE profile WHEN 'main' THEN '' ELSE ' [' || profile || ']' END AS rule,
    profile, value, threshold, round(value / threshold, 9) AS score,
    CASE
        WHEN NOT met THEN 'below the numeric threshold of ' || tier
        WHEN asserted IS false THEN 'would meet the numeric threshold of ' || tier || ', if proved'
        ELSE 'meets the numeric threshold of ' || tier
    END AS outcome,
    deadline, basis, citation
FROM judged
ORDER BY case_id, actor, regime, rule;
