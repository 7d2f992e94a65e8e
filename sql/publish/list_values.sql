-- One row per list, grouping field and value; values that fewer than $at_least rows of the list have are put together.
-- Reads: records, datasets. Writes: published.list_values. Used by: publish.
INSERT INTO published.list_values BY NAME
WITH counted AS (
    SELECT dataset_no, school, city, region, grade, gender, count(*) AS rows,
        CASE
            WHEN grouping(school) = 0 THEN 'school'
            WHEN grouping(city) = 0 THEN 'city'
            WHEN grouping(region) = 0 THEN 'region'
            WHEN grouping(grade) = 0 THEN 'grade'
            ELSE 'gender'
        END AS field
    FROM records
    WHERE duplicate_of IS NULL
    GROUP BY GROUPING SETS (
        (dataset_no, school), (dataset_no, city), (dataset_no, region), (dataset_no, grade), (dataset_no, gender)
    )
),
named AS (
    SELECT dataset_no, field, coalesce(school, city, region, grade, gender) AS value, rows FROM counted
)
SELECT d.dataset_id, d.case_id, n.field,
    CASE WHEN n.rows >= $at_least THEN n.value ELSE '(rare)' END AS value, sum(n.rows)::BIGINT AS rows, count(*) AS distinct_values
FROM named AS n
JOIN datasets AS d ON d.dataset_no = n.dataset_no
WHERE n.value <> '' AND d.kind IN (SELECT unnest($list_kinds))
GROUP BY ALL;
