-- One row per new person with one row: there is nothing to be counted. A slice of the rows at a time.
-- Reads: resolve_found, records, datasets. Writes: persons. Used by: assess, report, publish.
INSERT INTO persons BY NAME
WITH alone AS (
    SELECT
        f.person_id,
        r.name,
        d.obtained_at,
        CASE WHEN r.phone_state <> 'placeholder' THEN r.phone END AS phone,
        CASE WHEN r.id_state <> 'placeholder' THEN r.id_number END AS id_number,
        CASE WHEN length(r.birth_date) = 10 THEN r.birth_date END AS birth_date
    FROM resolve_found AS f
    INNER JOIN records AS r ON f.first_at // 1099511627776 = r.dataset_no AND f.first_at % 1099511627776 = r.row_no
    INNER JOIN datasets AS d ON r.dataset_no = d.dataset_no
    WHERE
        f.single
        AND f.first_at BETWEEN $first_list::BIGINT * 1099511627776 + $first_row AND $last_list::BIGINT * 1099511627776 + $last_row
        AND r.dataset_no BETWEEN $first_list AND $last_list AND r.row_no BETWEEN $first_row AND $last_row
),
born AS (
    SELECT *, coalesce(try_cast(birth_date AS DATE), try_cast(id_birth(id_number) AS DATE)) AS born
    FROM alone
)
SELECT
    person_id,
    name,
    phone,
    id_number,
    CAST(born AS VARCHAR) AS birth_date,
    born + INTERVAL 14 YEAR > CAST(obtained_at AS DATE) AS minor_u14,
    born + INTERVAL 18 YEAR > CAST(obtained_at AS DATE) AS minor_u18,
    1 AS datasets
FROM born;
