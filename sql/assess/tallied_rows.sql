-- One row per actor to be counted, key (row, person) and class of each reading: how many rows, persons and parents his lists have.
-- Reads: temp.counted_rows. Writes: temp.tallied. Used by: assess.
-- A person is of the highest class that he has among the actor's rows, so that the classes add up.
INSERT INTO tallied
SELECT actor_no, 'row', main, strict, CASE WHEN NOT bare THEN main END, false, count(*) FROM counted_rows GROUP BY ALL;

INSERT INTO tallied
SELECT actor_no, 'person', main, strict, CASE WHEN NOT bare THEN main END, false, count(*)
FROM counted_rows
WHERE alone AND person_id IS NOT NULL
GROUP BY ALL;

INSERT INTO tallied
WITH best AS (
    SELECT actor_no, min(main) AS main, min(strict) AS strict, min(main) FILTER (WHERE NOT bare) AS named
    FROM counted_rows
    WHERE NOT alone
    GROUP BY actor_no, person_id
)
SELECT actor_no, 'person', main, strict, named, false, count(*) FROM best GROUP BY ALL;

INSERT INTO tallied
SELECT actor_no, 'person', 3, 3, 3, true, count(DISTINCT guardian) FROM counted_rows WHERE guardian IS NOT NULL GROUP BY actor_no;
