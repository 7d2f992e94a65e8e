-- One row per payment; rows without time, parties or amount stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: payments, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        found.*,
        parsed_time(time) AS paid_at,
        parsed_amount(amount) AS signed,
        coalesce(given(own), holder) AS own_account,
        CASE WHEN given(direction) IN ('支出', '支', '出', '借', '付', 'out') THEN 'out'
             WHEN given(direction) IN ('收入', '收', '进', '入', '贷', 'in') THEN 'in' END AS way,
        coalesce(given(status), '') AS outcome
    FROM found
    INNER JOIN datasets ON found.dataset_no = datasets.dataset_no
),

sided AS (
    SELECT
        *,
        coalesce(given(payer), CASE way WHEN 'out' THEN own_account WHEN 'in' THEN given(counterparty) END) AS from_account,
        coalesce(given(payee), CASE way WHEN 'out' THEN given(counterparty) WHEN 'in' THEN own_account END) AS to_account
    FROM read
)

SELECT
    dataset_no, row_no, line_no,
    paid_at,
    CASE WHEN signed < 0 AND way IS NULL THEN to_account ELSE from_account END AS payer,  -- a negative payment is one back
    CASE WHEN signed < 0 AND way IS NULL THEN from_account ELSE to_account END AS payee,
    abs(signed) AS amount,
    currency_of(given(currency)) AS currency,
    given(memo) AS memo,
    CASE WHEN paid_at IS NULL THEN 'time' WHEN from_account IS NULL THEN 'payer' WHEN to_account IS NULL THEN 'payee'
         WHEN signed IS NULL THEN 'amount' WHEN regexp_matches(outcome, '关闭|失败|撤销|取消') THEN 'status' END AS fault
FROM sided;

INSERT INTO payments (case_id, time, payer, payee, amount, currency, memo, finding_id, source_file, source_line)
SELECT d.case_id, paid_at, payer, payee, amount, currency, memo, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
