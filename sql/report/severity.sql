-- One row per actor, rule and reading of the law: which numeric threshold a count meets. Main practice and the criminal law first.
-- Reads: severity. Writes: nothing (returns rows). Used by: report.
SELECT
    actor, regime, rule, coalesce(profile, 'main') AS profile, value, threshold, score, outcome, coalesce(highest, false) AS highest,
    basis, deadline, citation, acts_until, dated_by
FROM severity
WHERE case_id = $case_id
ORDER BY
    coalesce(profile, 'main') <> 'main', actor = '(incident)', regime <> 'CN-CRIMINAL', actor, highest DESC, score DESC NULLS LAST,
    regime, rule, profile;
