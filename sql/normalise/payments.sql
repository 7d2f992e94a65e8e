-- One row per payment; rows without time, parties or amount stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: payments, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        found.*,
        moment(date, time) AS paid_at,
        parsed_amount(amount) AS signed,
        coalesce(filled(own), holder) AS own_account,
        coalesce(filled(counterparty), filled(party)) AS other_account,
        -- Blank, / and 不计收支 tell no side: what was paid back came in; a bank's sign is the account's own, minus is out.
        CASE WHEN filled(direction) IN ('支出', '支', '出', '借', '借方', '付', '付款', '转出', 'out', 'D') THEN 'out'
             WHEN filled(direction) IN ('收入', '收', '进', '入', '贷', '贷方', '收款', '转入', 'in', 'C') THEN 'in'
             WHEN regexp_matches(concat_ws(' ', filled(status), filled(type)), '退款') THEN 'in'
             WHEN filled(own) IS NOT NULL AND filled(direction) IS NULL AND parsed_amount(amount) < 0 THEN 'out'
             WHEN filled(own) IS NOT NULL AND filled(direction) IS NULL AND regexp_matches(trim(amount), '^[+＋]') THEN 'in' END AS way,
        coalesce(given(status), '') AS outcome,
        contains(coalesce(filled(direction), '/'), '不计收支') OR given(direction) = '/' AS own_money
    FROM found
    INNER JOIN datasets ON found.dataset_no = datasets.dataset_no
),

sided AS (
    SELECT
        *,
        coalesce(filled(payer), CASE way WHEN 'out' THEN own_account WHEN 'in' THEN other_account END) AS from_account,
        coalesce(filled(payee), CASE way WHEN 'out' THEN other_account WHEN 'in' THEN own_account END) AS to_account
    FROM read
)

SELECT
    dataset_no, row_no, line_no,
    paid_at,
    CASE WHEN signed < 0 AND way IS NULL THEN to_account ELSE from_account END AS payer,  -- a negative payment is one back
    CASE WHEN signed < 0 AND way IS NULL THEN from_account ELSE to_account END AS payee,
    abs(signed) AS amount,
    currency_of(given(currency)) AS currency,
    filled(memo) AS memo,
    CASE WHEN regexp_matches(outcome, '关闭|失败|撤销|取消|待付款|等待') THEN 'status'
         WHEN paid_at IS NULL THEN 'time' WHEN own_money AND way IS NULL THEN 'own' WHEN from_account IS NULL THEN 'payer' WHEN to_account IS NULL THEN 'payee'
         WHEN signed IS NULL THEN 'amount' END AS fault
FROM sided;

INSERT INTO payments (case_id, time, payer, payee, amount, currency, memo, finding_id, source_file, source_line)
SELECT d.case_id, paid_at, payer, payee, amount, currency, memo, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
