-- One row per custody event.
-- Reads: evidence/ledger.jsonl. Writes: published.ledger. Used by: publish.
INSERT INTO published.ledger BY NAME
SELECT *
FROM read_json($path, format = 'newline_delimited', columns = {
    'seq': 'BIGINT', 'prev_hash': 'VARCHAR', 'hash': 'VARCHAR', 'evidence_id': 'VARCHAR', 'parent_ids': 'VARCHAR[]',
    'action': 'VARCHAR', 'at': 'TIMESTAMP', 'actor': 'VARCHAR', 'reason': 'VARCHAR', 'tool': 'VARCHAR', 'version': 'VARCHAR',
    'in_sha256': 'VARCHAR', 'out_sha256': 'VARCHAR', 'rows_in': 'BIGINT', 'rows_out': 'BIGINT', 'rows_rejected': 'BIGINT'
});
