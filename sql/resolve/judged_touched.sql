-- One row per person whose rows a judgement is about that came, went or changed (resolve_touched). The judgements in force are kept.
-- Reads: resolve_judged, person_judgements, person_records. Writes: resolve_touched (temporary), person_judgements, datasets.state; returns how many.
-- Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_touched AS
WITH now AS (
    SELECT verdict, left_no, left_row, right_no, right_row FROM resolve_judged
),

before AS (
    SELECT verdict, left_no, left_row, right_no, right_row FROM person_judgements
),

changed AS (
    (FROM now EXCEPT FROM before)
    UNION ALL
    (FROM before EXCEPT FROM now)
)

SELECT DISTINCT p.person_id
FROM person_records AS p
SEMI JOIN (SELECT left_no AS dataset_no, left_row AS row_no FROM changed UNION ALL SELECT right_no, right_row FROM changed) AS c
    ON p.dataset_no = c.dataset_no AND p.row_no = c.row_no;

DELETE FROM person_judgements;

INSERT INTO person_judgements BY NAME
SELECT * FROM resolve_judged;

UPDATE datasets SET state = 'resolved'
WHERE kind = 'judgements' AND state = 'normalised';

SELECT count(*) AS found
FROM resolve_touched;
