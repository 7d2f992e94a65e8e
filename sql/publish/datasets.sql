-- One row per list version found; record tables (payments, chats, …) are not lists and stay out.
-- Reads: datasets, person_records, actors, accounts. Writes: published.datasets. Used by: publish.
INSERT INTO published.datasets BY NAME
WITH known AS (
    SELECT case_id, actor, unnest(accounts) AS account FROM actors
    UNION ALL
    SELECT case_id, actor, account FROM accounts
),
owner AS (
    SELECT case_id, account, min(actor) AS actor FROM known GROUP BY ALL
),
held AS (
    SELECT dataset_no, count(DISTINCT person_id) AS distinct_persons FROM person_records GROUP BY ALL
)
SELECT d.* EXCLUDE (dataset_no, finding_id, staging, preamble),
    coalesce(held.distinct_persons, 0) AS distinct_persons,
    coalesce(owner.actor, nullif(d.holder, '')) AS actor
FROM datasets AS d
LEFT JOIN held ON held.dataset_no = d.dataset_no
LEFT JOIN owner ON owner.case_id = d.case_id AND owner.account = d.holder
WHERE d.kind IN (SELECT unnest($list_kinds))
ORDER BY d.dataset_no;
