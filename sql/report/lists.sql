-- One row per list version of the case, with the actor behind its holder.
-- Reads: datasets, actors, person_records. Writes: nothing (returns rows). Used by: report.
WITH handles AS (
    SELECT handle, min(actor) AS actor
    FROM (
        SELECT actor, unnest(list_append(coalesce(accounts, CAST([] AS VARCHAR[])), actor)) AS handle
        FROM actors
        WHERE case_id = $case_id
    )
    GROUP BY handle
),

persons AS (
    SELECT dataset_no, count(DISTINCT person_id) AS distinct_persons
    FROM person_records
    WHERE dataset_no IN (SELECT dataset_no FROM datasets WHERE case_id = $case_id)
    GROUP BY dataset_no
)

SELECT
    d.dataset_id,
    d.dataset_no,
    coalesce(h.actor, d.holder) AS actor,
    d.kind,
    d.path,
    d.file_name,
    d.sha256,
    d.format,
    d.encoding,
    d.obtained_at,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected,
    d.rows_exact_duplicate,
    d.claimed_rows,
    p.distinct_persons,
    d.state
FROM datasets AS d
LEFT JOIN handles AS h ON d.holder = h.handle
LEFT JOIN persons AS p USING (dataset_no)
WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference')
ORDER BY d.obtained_at NULLS LAST, d.path, d.dataset_id;
