-- One row per payment; rows without time, parties or amount stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: payments, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH cells AS (
    SELECT
        f.dataset_no, f.row_no, f.line_no, d.holder, d.preamble, f.date, f.time, f.amount, f.currency,
        filled(f.payer) AS payer, filled(f.payee) AS payee, filled(f.own) AS own, filled(f.counterparty) AS counterparty,
        filled(f.party) AS party, given(f.direction) AS direction, given(f.dc) AS dc, filled(f.debit) AS debit, filled(f.credit) AS credit,
        filled(f.refund) AS refund, filled(f.memo) AS memo, filled(f.goods) AS goods, coalesce(given(f.status), '') AS outcome,
        concat_ws(' ', filled(f.status), filled(f.type)) AS what
    FROM found AS f
    INNER JOIN datasets AS d ON f.dataset_no = d.dataset_no
),

told AS (
    SELECT
        *, moment(date, time) AS paid_at, parsed_amount(amount) AS one_amount, coalesce(parsed_amount(refund), 0) AS back,
        nullif(parsed_amount(debit), 0) AS went_out, nullif(parsed_amount(credit), 0) AS came_in,
        coalesce(counterparty, party) AS other_account, payer IS NULL AND payee IS NULL AS one_sided,
        direction IS NULL OR direction IN ('/', '--', '—', 'null', 'NULL') AS wordless, contains(direction, '不计收支') OR direction = '/' AS own_money,
        -- A column of 借贷 numbers 借 and 贷, one of 收付 numbers 收 and 付.
        coalesce(
            flow_of(direction), flow_of(dc),
            CASE WHEN regexp_full_match(direction, '0?[12](\.0)?') THEN CASE WHEN contains(direction, '1') THEN 'in' ELSE 'out' END
                 WHEN regexp_full_match(dc, '0?[12](\.0)?') THEN CASE WHEN contains(dc, '1') THEN 'out' ELSE 'in' END END
        ) AS said
    FROM cells
),

signed AS (
    SELECT
        *,
        CASE WHEN went_out IS NULL OR came_in IS NULL THEN coalesce(went_out, came_in, one_amount) END AS signed,
        coalesce(own, holder, own_in(preamble)) AS own_account,
        -- No word in the whole table, and minus signs in it: there a bare amount came in.
        bool_and(wordless AND dc IS NULL AND debit IS NULL AND credit IS NULL) OVER table_rows
        AND bool_or(coalesce(one_amount, 0) < 0) OVER table_rows AS by_sign,
        coalesce(bool_and(one_amount < 0) FILTER (WHERE said = 'out') OVER table_rows, FALSE) AS minus_is_out
    FROM told
    WINDOW table_rows AS (PARTITION BY dataset_no)
),

read AS (
    SELECT
        *,
        -- Blank, / and 不计收支 tell no side: what was paid back came in; a statement's sign is the account's own, minus is out.
        CASE WHEN went_out IS NOT NULL AND came_in IS NULL THEN CASE WHEN went_out > 0 THEN 'out' ELSE 'in' END
             WHEN came_in IS NOT NULL AND went_out IS NULL THEN CASE WHEN came_in > 0 THEN 'in' ELSE 'out' END
             -- A minus beside a word takes the entry back, unless every outgoing one has it.
             WHEN one_amount < 0 AND (said = 'in' OR NOT minus_is_out) AND said IS NOT NULL THEN CASE said WHEN 'in' THEN 'out' ELSE 'in' END
             WHEN said IS NOT NULL THEN said
             WHEN contains(what, '退款') THEN 'in'
             WHEN NOT one_sided OR NOT wordless OR own_money THEN NULL
             WHEN (own IS NOT NULL OR by_sign) AND one_amount < 0 THEN 'out'
             WHEN by_sign OR own IS NOT NULL AND regexp_matches(given(amount), '^[+＋]') THEN 'in' END AS way
    FROM signed
),

sided AS (
    SELECT
        *,
        coalesce(payer, CASE way WHEN 'out' THEN own_account WHEN 'in' THEN other_account END) AS from_account,
        coalesce(payee, CASE way WHEN 'out' THEN other_account WHEN 'in' THEN own_account END) AS to_account
    FROM read
)

SELECT
    dataset_no, row_no, line_no,
    paid_at,
    CASE WHEN signed < 0 AND way IS NULL THEN to_account ELSE from_account END AS payer,  -- a negative payment is one back
    CASE WHEN signed < 0 AND way IS NULL THEN from_account ELSE to_account END AS payee,
    abs(signed) - CASE WHEN back BETWEEN 0 AND abs(signed) THEN back ELSE 0 END AS amount,
    currency_of(given(currency)) AS currency,
    nullif(concat_ws(' ', memo, CASE WHEN memo IS NULL OR goods <> memo THEN goods END), '') AS memo,
    CASE WHEN party <> counterparty THEN party END AS party,
    CASE WHEN regexp_matches(outcome, '关闭|失败|撤销|取消|待付款|等待') THEN 'status'
         WHEN paid_at IS NULL THEN 'time' WHEN coalesce(own_money, FALSE) AND way IS NULL THEN 'own' WHEN from_account IS NULL THEN 'payer'
         WHEN to_account IS NULL THEN 'payee' WHEN signed IS NULL THEN 'amount' WHEN back > 0 AND back = abs(signed) THEN 'refund' END AS fault
FROM sided;

INSERT INTO payments (case_id, time, payer, payee, amount, currency, memo, party, finding_id, source_file, source_line)
SELECT d.case_id, paid_at, payer, payee, amount, currency, memo, party, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
