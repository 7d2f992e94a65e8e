-- One row per chat message of the case; the same line of the same file taken twice counts once.
-- Reads: chats. Returns rows. Used by: trace.
SELECT DISTINCT time, sender, receiver, text, file_name, file_size, file_sha256, source_file, source_line
FROM chats
WHERE case_id = $case_id
ORDER BY source_file, source_line, time, sender, receiver;
