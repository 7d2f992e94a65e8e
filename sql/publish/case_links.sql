-- One row per pair of cases and thing that both have: a file, an account, an actor, a caller's phone (masked), persons (a number).
-- Reads: datasets, accounts, actors, complaints, person_records. Writes: published.case_links. Used by: publish.
INSERT INTO published.case_links BY NAME
WITH things AS (
    SELECT case_id, 'file' AS kind, sha256 AS thing, sha256 AS shown FROM datasets
    UNION
    SELECT case_id, 'account', account AS thing, account AS shown FROM accounts
    UNION
    SELECT case_id, 'actor', actor AS thing, actor AS shown FROM actors WHERE actor NOT LIKE 'unseen-%'
    UNION
    SELECT case_id, 'caller_phone', caller_phone, mask_phone(caller_phone) FROM complaints
),
held AS (
    SELECT DISTINCT d.case_id, p.person_id
    FROM person_records AS p
    JOIN datasets AS d ON d.dataset_no = p.dataset_no
    WHERE (SELECT count(DISTINCT case_id) FROM datasets) > 1 AND p.person_id IS NOT NULL
)
SELECT a.case_id AS case_a, b.case_id AS case_b, a.kind, a.shown AS what, 1::BIGINT AS number
FROM things AS a
JOIN things AS b ON b.kind = a.kind AND b.thing = a.thing AND b.case_id > a.case_id
WHERE a.thing <> ''
UNION ALL
SELECT a.case_id AS case_a, b.case_id AS case_b, 'persons', NULL, count(*)
FROM held AS a
JOIN held AS b ON b.person_id = a.person_id AND b.case_id > a.case_id
GROUP BY ALL
ORDER BY ALL;
