-- One row per list of the batch and metric; passed says whether a gated metric kept within its bounds.
-- Reads: metrics (temporary). Writes: quality_metrics. Used by: normalise.
INSERT INTO quality_metrics (dataset_no, metric, value, passed)
SELECT
    dataset_no, metric, value,
    CASE WHEN list_contains($gated, metric) THEN NOT list_contains($failed, dataset_no || ' ' || metric) END
FROM (
    UNPIVOT (SELECT dataset_no, CAST(COLUMNS(* EXCLUDE (dataset_no, dataset_id, path, finding_id, case_id, sha256)) AS DOUBLE) FROM metrics)
    ON COLUMNS(* EXCLUDE (dataset_no)) INTO NAME metric VALUE value
);
