-- One row per name and size, of these, of a file found before: such a file is hashed before it is copied.
-- Reads: findings. Writes: nothing (returns rows). Used by: seal.
SELECT DISTINCT file_name, size_bytes
FROM findings
WHERE file_name IN (SELECT unnest($names)) AND size_bytes IN (SELECT unnest($sizes));
