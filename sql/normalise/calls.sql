-- One row per phone call; rows without time or numbers stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: calls, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        found.*,
        -- Some bills tell the year above the table alone.
        coalesce(moment(date, time), parsed_time(nullif(regexp_extract(preamble, '(20\d\d)\s*[年/.-]', 1), '') || '-' || given(time))) AS called_at,
        coalesce(given(own), holder, own_in(preamble)) AS own_number,
        CASE WHEN regexp_matches(direction, '(?i)主叫|呼出|拨出|去电|^out|^mo$') THEN 'out'
             WHEN regexp_matches(direction, '(?i)被叫|呼入|拨入|来电|^in|^mt$') THEN 'in' END AS way
    FROM found
    INNER JOIN datasets ON found.dataset_no = datasets.dataset_no
),

sided AS (
    SELECT
        *,
        tidied(coalesce(given(caller), CASE way WHEN 'out' THEN own_number WHEN 'in' THEN given(counterparty) END)) AS from_number,
        tidied(coalesce(given(callee), CASE way WHEN 'out' THEN given(counterparty) WHEN 'in' THEN own_number END)) AS to_number
    FROM read
)

SELECT
    dataset_no, row_no, line_no, called_at, phone_of(from_number) AS from_number, phone_of(to_number) AS to_number,
    parsed_seconds(seconds) AS seconds,
    CASE WHEN called_at IS NULL THEN 'time' WHEN from_number IS NULL THEN 'caller' WHEN to_number IS NULL THEN 'callee'
         WHEN given(seconds) IS NOT NULL AND parsed_seconds(seconds) IS NULL THEN 'seconds' END AS fault
FROM sided;

INSERT INTO calls (case_id, time, caller, callee, seconds, finding_id, source_file, source_line)
SELECT d.case_id, called_at, from_number, to_number, seconds, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
