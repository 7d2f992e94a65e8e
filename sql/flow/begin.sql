-- One row per case whose run begins: what it is made of now, and what the last run that ended was made of.
-- Reads: case_runs. Writes: case_runs. Used by: flow (trace to publish).
CREATE OR REPLACE TEMP TABLE beginning AS
SELECT c.case_id, c.begun, r.finished
FROM (SELECT unnest($cases) AS case_id, unnest($inputs) AS begun) AS c
LEFT JOIN case_runs AS r ON c.case_id = r.case_id;

DELETE FROM case_runs
WHERE case_id IN (SELECT case_id FROM beginning);

INSERT INTO case_runs BY NAME
SELECT case_id, begun, finished
FROM beginning;

DROP TABLE beginning;
