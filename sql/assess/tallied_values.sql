-- One row per actor to be counted and class of each reading: how many different values of $key (exact, phone, id) his rows have.
-- Reads: temp.read_rows, temp.recounted. Writes: temp.tallied. Used by: assess, once a key.
-- A value is of the highest class that it has among the actor's rows, so that the classes add up.
INSERT INTO tallied
WITH valued AS (
    SELECT actor_no, CASE $key WHEN 'exact' THEN row_hash WHEN 'phone' THEN phone_key ELSE id_key END AS value, main, strict, bare
    FROM read_rows
    WHERE actor_no IN (SELECT actor_no FROM recounted)
),
best AS (
    SELECT actor_no, min(main) AS main, min(strict) AS strict, min(main) FILTER (WHERE NOT bare) AS named
    FROM valued
    WHERE value IS NOT NULL
    GROUP BY actor_no, value
)
SELECT actor_no, $key, main, strict, named, false, count(*) FROM best GROUP BY ALL;
