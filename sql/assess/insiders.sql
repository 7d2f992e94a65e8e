-- One row per actor who is said, or may have to be shown, to have obtained the data in the course of duty or service.
-- Reads: findings, temp.lists, sources. Writes: temp.insiders. Used by: assess.
-- Said: a note of the manifest at something found with him. May: the most probable source of a complaint, nobody says so.
CREATE OR REPLACE TEMP TABLE insiders AS
WITH noted AS (
    SELECT l.case_id, l.actor, min(f.path) AS path
    FROM findings AS f
    JOIN lists AS l ON l.case_id = f.case_id AND l.holder = f.holder
    WHERE regexp_matches(f.note, $insider_note)
    GROUP BY ALL
),
likely AS (
    SELECT DISTINCT case_id, actor FROM sources WHERE rank = 1 AND case_id IN (SELECT unnest($cases))
)
SELECT case_id, actor, true AS asserted, 'insider by the note at ' || path AS basis
FROM noted
UNION ALL
SELECT case_id, actor, false, 'needs proof that the data were obtained in the course of duty or service'
FROM likely
WHERE (case_id, actor) NOT IN (SELECT (case_id, actor) FROM noted);
