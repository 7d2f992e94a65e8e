-- One row per decision of a person on a hop, a derivation or the person behind two names; the latest counts.
-- Reads: judgements. Returns rows. Used by: trace.
SELECT subject, "left", "right", verdict, "by", reason, source_file, source_line
FROM judgements
WHERE case_id = $case_id
QUALIFY row_number() OVER (PARTITION BY subject, "left", "right" ORDER BY "at" DESC NULLS LAST, source_line DESC, source_file) = 1
ORDER BY subject, "left", "right";
