-- One row per seller, buyer and currency: gross receipts, refunds, net and price per record, barter apart.
-- Reads: receipt_lines, hops. Writes: nothing (returns rows). Used by: report.
WITH summed AS (
    SELECT
        hop_id, actor, buyer, currency,
        coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0) AS gross,
        coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunds,
        count(*) FILTER (WHERE kind = 'barter') AS barters,
        list(kind || ': ' || source_file || ' ' || source_line ORDER BY time, source_file, source_line) AS money_lines
    FROM receipt_lines
    WHERE case_id = $case_id
    GROUP BY hop_id, actor, buyer, currency
)

SELECT
    s.actor AS seller, s.buyer, h.records, s.currency, s.gross, s.refunds, s.gross - s.refunds AS net, s.barters,
    CASE WHEN s.gross > 0 THEN s.gross / nullif(h.records, 0) END AS unit_price, s.money_lines
FROM summed AS s
LEFT JOIN hops AS h ON s.hop_id = h.hop_id
ORDER BY s.actor, s.gross DESC, s.buyer;
