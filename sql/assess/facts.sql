-- One row per actor and fact that no count shows: who says so, or that it has to be shown.
-- Reads: judgements, findings, chains, sources, temp.lists, temp.institutions, temp.accounts_of, temp.fact_words. Writes: facts. Used by: assess.
-- recorded: a judgement confirms it and names its evidence. asserted: a judgement does without, or a note of the manifest does.
-- likely: nobody says so, but it follows from what was found and would count. A fact of a complaint is one of all on its best chain;
-- a crime there asks of each seller whether he knew. A robbed institution on the chain is no defendant. What a judgement rejects is
-- no fact.
INSERT INTO facts BY NAME
WITH judged AS (
    SELECT j.case_id, j."left" AS subject, w.fact, w.needs, try_cast(split_part(j."right", '=', 2) AS DOUBLE) AS number,
        CASE WHEN j.verdict = 'rejected' THEN 'rejected' WHEN j.verdict = 'confirmed' AND j.reason <> '' THEN 'recorded' ELSE 'asserted' END
            AS state,
        j.source_file, j.source_line
    FROM judgements AS j
    JOIN fact_words AS w
        ON lower(trim(split_part(j."right", '=', 1))) = w.fact
        OR list_contains(string_split(w.words, '|'), trim(split_part(j."right", '=', 1)))
    WHERE j.subject = 'fact' AND j.case_id IN (SELECT unnest($cases))
    QUALIFY row_number() OVER (
        PARTITION BY j.case_id, j."left", w.fact ORDER BY j."at" DESC NULLS LAST, j.source_line DESC, j.source_file
    ) = 1
),
on_chain AS (
    SELECT DISTINCT case_id, complaint_id, unnest([seller, buyer]) AS actor
    FROM chains WHERE rank = 1 AND case_id IN (SELECT unnest($cases))
),
told AS (
    SELECT j.case_id, coalesce(c.actor, o.actor, j.subject) AS actor, j.fact, j.number, j.state, j.needs, j.source_file, j.source_line
    FROM judged AS j
    LEFT JOIN on_chain AS c ON c.case_id = j.case_id AND c.complaint_id = j.subject
    LEFT JOIN accounts_of AS o ON o.case_id = j.case_id AND o.account = j.subject
),
noted AS (
    SELECT l.case_id, l.actor, w.fact, NULL AS number, 'asserted' AS state, w.needs, min(f.path) AS source_file, NULL::BIGINT AS source_line
    FROM findings AS f
    JOIN lists AS l ON l.case_id = f.case_id AND l.holder = f.holder
    JOIN fact_words AS w ON regexp_matches(f.note, w.noted)
    GROUP BY ALL
),
likely AS (
    SELECT DISTINCT s.case_id, s.actor, w.fact, NULL AS number, 'likely' AS state, w.needs, NULL AS source_file, NULL AS source_line
    FROM sources AS s
    JOIN fact_words AS w ON w.fact = 'insider'
    WHERE s.rank = 1 AND s.case_id IN (SELECT unnest($cases))
    UNION ALL
    SELECT DISTINCT c.case_id, c.seller, w.fact, NULL, 'likely', w.needs, NULL, NULL
    FROM judged AS j
    JOIN chains AS c ON c.case_id = j.case_id AND c.complaint_id = j.subject AND c.rank = 1
    JOIN fact_words AS w ON w.fact = 'knowledge'
    WHERE j.fact = 'crime' AND j.state <> 'rejected'
),
weighed AS (
    SELECT *, 1 AS weight FROM told
    WHERE (case_id, actor) NOT IN (SELECT (case_id, actor) FROM institutions)
    UNION ALL
    SELECT *, 2 FROM noted
    UNION ALL
    SELECT *, 3 FROM likely
    WHERE (case_id, actor) NOT IN (SELECT (case_id, actor) FROM institutions)
)
SELECT case_id, actor, fact, number, state,
    CASE state
        WHEN 'recorded' THEN replace(fact, '_', ' ') || ' recorded at ' || source_file || ' line ' || source_line
        WHEN 'likely' THEN 'needs proof ' || needs
        ELSE 'needs proof: ' || replace(fact, '_', ' ')
            || CASE WHEN source_line IS NULL THEN ' by the note at ' || source_file ELSE ' asserted at ' || source_file || ' line ' || source_line END
    END AS basis,
    CASE WHEN state = 'recorded' AND regexp_matches(needs, 'caused|possible') THEN 'needs proof ' || needs END AS also_needs,
    source_file, source_line
FROM weighed
QUALIFY row_number() OVER (PARTITION BY case_id, actor, fact ORDER BY weight, state = 'rejected' DESC, source_line NULLS LAST, source_file) = 1;
DELETE FROM facts WHERE state = 'rejected';
