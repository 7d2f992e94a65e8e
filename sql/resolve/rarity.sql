-- One row per name, as its hash, that both clusters of a pair may have: how rare it is (resolve_rarity).
-- Reads: resolve_codes, resolve_latin_scores, resolve_frequencies, persons, look_alikes. Writes: resolve_rarity, resolve_scores,
-- resolve_look_alikes (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_rarity AS
WITH shown AS (
    SELECT who
    FROM resolve_codes
    WHERE who IS NOT NULL
    GROUP BY who
    HAVING min(label) <> max(label)
),
counted AS (
    SELECT s.who, sum(c.found) AS found
    FROM shown AS s
    LEFT JOIN resolve_frequencies AS c ON s.who = c.value_hash
    GROUP BY s.who
),
everyone AS (
    SELECT
        (SELECT sum(found) FROM resolve_frequencies WHERE value_hash = 0) AS total,
        greatest(17, log2((SELECT count(*) FROM persons) + $clusters)) AS many
)
SELECT c.who, 0.45 * (least(greatest(bits_of(coalesce(c.found, 0), e.total), 8), 26) - 12.9 + 17 - e.many) AS bits
FROM counted AS c
CROSS JOIN everyone AS e;

CREATE OR REPLACE TEMP TABLE resolve_scores AS
SELECT label_a, label_b, score, FALSE AS forbidden, terms
FROM resolve_latin_scores;

CREATE OR REPLACE TEMP TABLE resolve_look_alikes AS
SELECT dataset_no, row_no, other_no, other_row, score, terms
FROM look_alikes
WHERE FALSE;
