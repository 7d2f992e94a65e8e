-- One row per actor (or incident), regime, rule and profile with something to measure.
-- Reads: rules, facts, receipt_lines, temp.measures, temp.dated, temp.lists, temp.sales. Writes: severity. Used by: assess.
-- The rules are those in force at the actor's last dated deal, else at the seizure. A rule with several outcomes gives that of the
-- highest threshold met; threshold and score are those of the lowest. Quotients are rounded to 9 places, far below 1/5000, so that
-- a sum of 1 is 1. A number that meets a threshold does so under the condition that basis names; where nobody asserts a fact, or a
-- fact alone is the rule and no evidence is named, the outcome says "would meet …, if proved". Article 6 takes the place of the
-- thresholds of class C for a lawful business, recorded as such, that holds class C alone and handed nothing on; the administrative
-- penalty gives way to a crime. An insider who bought too would meet the halved numbers, if all of it came in the course of duty. highest marks the gravest outcome met of each actor and profile under the criminal law; the
-- proportional sum is for what no class reaches by itself, and comes last.
INSERT INTO severity BY NAME
WITH in_force AS (
    SELECT d.case_id, d.actor, d.moment, d.dated_by, r.*
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
proportions AS (
    SELECT m.case_id, m.actor, m.profile, t.regime, t.filter, round(sum(m.value / t.threshold), 9) AS value
    FROM measures AS m
    JOIN thresholds AS t ON t.case_id = m.case_id AND t.actor = m.actor AND t.class = m.class
    WHERE m.measure = 'counted'
    GROUP BY ALL
),
own_use AS (
    SELECT f.case_id, f.actor, f.state, f.basis
    FROM facts AS f
    WHERE f.fact = 'lawful_business'
        AND (f.case_id, f.actor) NOT IN (SELECT (case_id, seller) FROM sales)
        AND (f.case_id, f.actor) NOT IN (
            SELECT (case_id, actor) FROM measures WHERE profile = 'main' AND measure = 'counted' AND class IN ('A', 'B')
        )
),
measured AS (
    SELECT f.*, m.profile, m.value, NULL AS state, NULL AS basis
    FROM in_force AS f
    JOIN measures AS m
        ON m.case_id = f.case_id AND m.actor = f.actor AND m.measure = f.measure AND m.class = f.class
        AND (f.measure <> 'persons' OR m.filter = f.filter)
    WHERE f.filter <> 'insider' AND f.measure IN ('counted', 'receipts', 'persons')
    UNION ALL BY NAME
    SELECT f.*, m.profile, m.value, CASE WHEN b.buyer IS NULL THEN i.state ELSE 'likely' END AS state,
        i.basis || CASE WHEN b.buyer IS NULL THEN '' ELSE '; needs proof that what was bought came in the course of duty too' END AS basis
    FROM in_force AS f
    JOIN measures AS m ON m.case_id = f.case_id AND m.actor = f.actor AND m.measure = f.measure AND m.class = f.class
    LEFT JOIN (SELECT DISTINCT case_id, buyer FROM sales) AS b ON b.case_id = f.case_id AND b.buyer = f.actor
    JOIN facts AS i ON i.case_id = f.case_id AND i.actor = f.actor AND i.fact = 'insider'
    WHERE f.filter = 'insider'
    UNION ALL BY NAME
    SELECT f.*, p.profile, p.value, CASE WHEN f.filter = 'insider' AND b.buyer IS NOT NULL THEN 'likely' ELSE i.state END AS state, i.basis
    FROM in_force AS f
    JOIN proportions AS p
        ON p.case_id = f.case_id AND p.actor = f.actor AND p.regime = f.regime AND p.filter = f.filter
    LEFT JOIN (SELECT DISTINCT case_id, buyer FROM sales) AS b ON b.case_id = f.case_id AND b.buyer = f.actor
    LEFT JOIN facts AS i ON f.filter = 'insider' AND i.case_id = f.case_id AND i.actor = f.actor AND i.fact = 'insider'
    WHERE f.measure = 'proportion' AND (f.filter <> 'insider' OR i.actor IS NOT NULL)
    UNION ALL BY NAME
    SELECT f.*, 'main' AS profile, coalesce(i.number, 1) AS value,
        CASE i.state WHEN 'asserted' THEN 'likely' ELSE i.state END AS state,
        i.basis || coalesce('; ' || i.also_needs, '') AS basis
    FROM in_force AS f
    JOIN facts AS i ON i.case_id = f.case_id AND i.actor = f.actor AND i.fact = f.filter
    WHERE f.measure = 'fact'
    UNION ALL BY NAME
    SELECT f.*, 'main' AS profile, coalesce(i.number, 1) AS value, CASE WHEN i.state = 'recorded' AND o.state = 'recorded' THEN 'recorded'
        ELSE 'likely' END AS state, i.basis || '; ' || o.basis AS basis
    FROM in_force AS f
    JOIN own_use AS o ON o.case_id = f.case_id AND o.actor = f.actor
    JOIN facts AS i ON i.case_id = f.case_id AND i.actor = f.actor AND i.fact || '+lawful_business' = f.filter
    WHERE f.measure = 'fact'
    UNION ALL BY NAME
    SELECT f.*, 'main' AS profile, coalesce(i.number, 0) AS value, o.state,
        o.basis || '; ' || coalesce(i.basis, 'needs proof of the profit: none is stated') AS basis
    FROM in_force AS f
    JOIN own_use AS o ON o.case_id = f.case_id AND o.actor = f.actor
    LEFT JOIN facts AS i ON i.case_id = f.case_id AND i.actor = f.actor AND i.fact = 'profit'
    WHERE f.measure = 'profit'
),
judged AS (
    SELECT case_id, actor, regime, rule, profile, moment, dated_by, any_value(value) AS value, min(threshold) AS threshold,
        bool_or(round(value / threshold, 9) >= 1) AS met, any_value(state) AS state, any_value(basis) AS basis, any_value(needs) AS needs,
        any_value(class) AS class, any_value(measure) AS measure,
        coalesce(arg_max(outcome, threshold) FILTER (WHERE round(value / threshold, 9) >= 1), arg_min(outcome, threshold)) AS tier,
        coalesce(arg_max(deadline, threshold) FILTER (WHERE round(value / threshold, 9) >= 1), arg_min(deadline, threshold)) AS deadline,
        coalesce(arg_max(citation, threshold) FILTER (WHERE round(value / threshold, 9) >= 1), arg_min(citation, threshold)) AS citation
    FROM measured
    WHERE value > 0 OR measure = 'profit'
    GROUP BY ALL
),
worded AS (
    SELECT j.*,
        CASE
            WHEN NOT j.met THEN 'below the numeric threshold of ' || j.tier
            WHEN j.regime = 'CN-CRIMINAL' AND starts_with(j.rule, '5¶1(') AND j.measure <> 'fact' AND o.state = 'recorded'
                THEN 'gives way to art. 6: meets the numeric threshold of ' || j.tier || ' but for the lawful business'
            WHEN j.state = 'likely' THEN 'would meet the numeric threshold of ' || j.tier || ', if proved'
            WHEN j.measure = 'fact' AND j.needs IS NOT NULL THEN 'may be ' || j.tier || ': no number is in force, the court weighs it'
            WHEN j.regime = 'CN-ADMINISTRATIVE' AND bool_or(j.regime = 'CN-CRIMINAL' AND j.met AND j.state IS DISTINCT FROM 'likely'
                AND o.state IS DISTINCT FROM 'recorded') OVER (PARTITION BY j.case_id, j.actor, j.profile)
                THEN 'gives way to the crime: meets the numeric threshold of ' || j.tier
            ELSE 'meets the numeric threshold of ' || j.tier
        END AS outcome,
        CASE
            WHEN j.regime = 'CN-CRIMINAL' AND starts_with(j.rule, '5¶1(') AND j.measure <> 'fact' AND o.state = 'asserted'
                THEN coalesce(j.basis || '; ', '') || o.basis || ': art. 6 would take its place'
            WHEN j.needs IS NOT NULL THEN coalesce(j.basis || '; ', '') || 'needs proof ' || j.needs
            ELSE j.basis
        END AS all_basis
    FROM judged AS j
    LEFT JOIN own_use AS o ON o.case_id = j.case_id AND o.actor = j.actor
)
SELECT case_id, actor, regime,
    rule || CASE profile WHEN 'main' THEN '' ELSE ' [' || profile || ']' END AS rule,
    profile, value, threshold, round(value / threshold, 9) AS score, outcome,
    regime = 'CN-CRIMINAL' AND starts_with(outcome, 'meets') AND row_number() OVER (
        PARTITION BY case_id, actor, profile
        ORDER BY regime = 'CN-CRIMINAL' AND starts_with(outcome, 'meets') DESC, contains(tier, 'especially') DESC,
            measure = 'proportion', value / threshold DESC, rule
    ) = 1 AS highest,
    deadline, all_basis AS basis, citation, nullif(moment, TIMESTAMP '9999-01-01')::DATE AS acts_until, dated_by
FROM worded
ORDER BY case_id, actor, regime, rule;
