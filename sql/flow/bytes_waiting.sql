-- One row per home: bytes of the lists that wait for load.
-- Reads: findings. Writes: nothing (returns rows). Used by: flow.
SELECT coalesce(sum(size_bytes), 0)::BIGINT AS bytes
FROM findings
WHERE state = 'sealed' AND kind IN ('seized', 'leaked', 'reference');
