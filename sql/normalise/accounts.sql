-- One row per account of an actor; rows without either stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: accounts, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
SELECT
    dataset_no, row_no, line_no, given(account) AS account, given(actor) AS actor,
    CASE WHEN given(account) IS NULL THEN 'account' WHEN given(actor) IS NULL THEN 'actor' END AS fault
FROM found;

INSERT INTO accounts (case_id, account, actor, finding_id, source_file, source_line)
SELECT d.case_id, account, actor, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
