-- One row per name and size of a file found before: such a file is hashed before it is copied.
-- Reads: findings. Writes: nothing (returns rows). Used by: seal.
SELECT DISTINCT file_name, size_bytes
FROM findings;
