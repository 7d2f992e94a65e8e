-- One row per list, grouping field and value; values that fewer than $at_least persons of the list have are put together.
-- Persons, not rows: a list may hold one person many times. Counted approximately (exact for so few), which is 4 times faster.
-- Reads: records, person_records, datasets. Writes: published.list_values. Used by: publish.
INSERT INTO published.list_values BY NAME
WITH counted AS (
    SELECT r.dataset_no, school, city, region, grade, gender, count(*) AS rows, approx_count_distinct(p.person_id) AS persons,
        CASE
            WHEN grouping(school) = 0 THEN 'school'
            WHEN grouping(city) = 0 THEN 'city'
            WHEN grouping(region) = 0 THEN 'region'
            WHEN grouping(grade) = 0 THEN 'grade'
            ELSE 'gender'
        END AS field
    FROM records AS r
    LEFT JOIN person_records AS p ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no
    WHERE duplicate_of IS NULL
    GROUP BY GROUPING SETS (
        (r.dataset_no, school), (r.dataset_no, city), (r.dataset_no, region), (r.dataset_no, grade), (r.dataset_no, gender)
    )
),
named AS (
    SELECT dataset_no, field, coalesce(school, city, region, grade, gender) AS value, rows, persons FROM counted
)
SELECT d.dataset_id, d.case_id, n.field,
    CASE WHEN n.persons >= $at_least THEN n.value ELSE '(rare)' END AS value, sum(n.rows)::BIGINT AS rows, count(*) AS distinct_values
FROM named AS n
JOIN datasets AS d ON d.dataset_no = n.dataset_no
WHERE n.value <> '' AND d.kind IN (SELECT unnest($list_kinds))
GROUP BY ALL;
