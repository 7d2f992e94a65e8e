-- One row per complaint; rows without id or time, and ids that the case has already, stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: complaints, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        found.*, case_id, tidied(victim_phone) AS victim_number, tidied(caller_phone) AS caller_number,
        row_number() OVER (PARTITION BY case_id, given(complaint_id) ORDER BY found.dataset_no, row_no) AS occurrence,
        given(complaint_id) IN (SELECT known.complaint_id FROM complaints AS known WHERE known.case_id = datasets.case_id) AS known
    FROM found
    INNER JOIN datasets ON found.dataset_no = datasets.dataset_no
)

SELECT
    dataset_no, row_no, line_no,
    given(complaint_id) AS complaint_id,
    parsed_time(received_at) AS received_at,
    tidied(victim_name) AS victim_name,
    phone_of(victim_number) AS victim_phone,
    phone_of(caller_number) AS caller_phone,
    given(caller) AS caller,
    regexp_replace(known_facts, '(^|[;；\n])([^=＝:：;；\n]{1,20})[:：]', '\1\2=', 'g') AS known_facts,
    CASE WHEN given(complaint_id) IS NULL THEN 'complaint_id'
         WHEN occurrence > 1 OR known THEN 'complaint_id twice'
         WHEN parsed_time(received_at) IS NULL THEN 'received_at' END AS fault
FROM read;

INSERT INTO complaints (case_id, complaint_id, received_at, victim_name, victim_phone, caller_phone, caller, known_facts, finding_id, source_file, source_line)
SELECT d.case_id, complaint_id, received_at, victim_name, victim_phone, caller_phone, caller, known_facts, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
