-- One row per custody event. A last line that a crash cut off is no event yet (`hopback verify` judges the ledger).
-- Reads: evidence/ledger.jsonl. Writes: published.ledger. Used by: publish.
INSERT INTO published.ledger BY NAME
SELECT *
FROM read_json($path, format = 'newline_delimited', ignore_errors = true, columns = {
    'seq': 'BIGINT', 'prev_hash': 'VARCHAR', 'hash': 'VARCHAR', 'evidence_id': 'VARCHAR', 'parent_ids': 'VARCHAR[]',
    'action': 'VARCHAR', 'at': 'TIMESTAMP', 'actor': 'VARCHAR', 'reason': 'VARCHAR', 'tool': 'VARCHAR', 'version': 'VARCHAR',
    'in_sha256': 'VARCHAR', 'out_sha256': 'VARCHAR', 'rows_in': 'BIGINT', 'rows_out': 'BIGINT', 'rows_rejected': 'BIGINT'
})
WHERE hash IS NOT NULL;
