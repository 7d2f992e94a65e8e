-- One row per intake of the inbox that was taken: this one, in place of what was seen under its name before.
-- Reads: nothing. Writes: inbox_seen. Used by: seal.
DELETE FROM inbox_seen WHERE name = $intake;
INSERT INTO inbox_seen VALUES ($intake, $signature, $intake_id);
