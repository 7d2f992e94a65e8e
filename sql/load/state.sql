-- One row per finding that was worked on: its new state.
-- Reads: findings. Writes: findings. Used by: load.
UPDATE findings SET state = $state WHERE finding_id = $finding_id;
