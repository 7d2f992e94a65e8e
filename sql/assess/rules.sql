-- One row per rule, outcome and time in force, as the project's rules.csv has them.
-- Reads: sql/assess/rules.csv. Writes: rules. Used by: assess.
DELETE FROM rules;
INSERT INTO rules BY NAME
SELECT * REPLACE (coalesce(class, '') AS class, coalesce(filter, '') AS filter)
FROM read_csv($path, header = true, auto_detect = false, columns = {
    'regime': 'VARCHAR', 'rule': 'VARCHAR', 'subject': 'VARCHAR', 'measure': 'VARCHAR', 'class': 'VARCHAR', 'filter': 'VARCHAR',
    'threshold': 'DOUBLE', 'outcome': 'VARCHAR', 'deadline': 'VARCHAR', 'citation': 'VARCHAR', 'valid_from': 'DATE',
    'valid_to': 'DATE', 'needs': 'VARCHAR'
})
ORDER BY regime, rule, threshold, valid_from;
