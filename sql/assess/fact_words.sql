-- One row per fact that no count shows, with the words for it: in judgements (words), in notes of the manifest (noted).
-- Reads: sql/assess/facts.csv. Writes: temp.fact_words. Used by: assess.
CREATE OR REPLACE TEMP TABLE fact_words AS
SELECT *
FROM read_csv($path, header = true, auto_detect = false, columns = {
    'fact': 'VARCHAR', 'words': 'VARCHAR', 'noted': 'VARCHAR', 'needs': 'VARCHAR'
});
