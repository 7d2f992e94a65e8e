-- One row per kind of problem, the most frequent first.
-- Reads: load_issues. Writes: nothing (returns rows). Used by: analyst (hopback status).
SELECT code, count(*) AS number, count(DISTINCT path) AS files, min(path) AS example
FROM load_issues
GROUP BY code
ORDER BY number DESC, code;
