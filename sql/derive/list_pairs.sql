-- One row per ordered pair of lists of the case that share persons.
-- Reads: nothing. Writes: list_pairs. Used by: derive.
INSERT INTO list_pairs BY NAME
SELECT
    $case_id AS case_id,
    unnest($parent_no::INTEGER[]) AS parent_no,
    unnest($child_no::INTEGER[]) AS child_no,
    unnest($shared_persons::BIGINT[]) AS shared_persons,
    unnest($order_pairs::BIGINT[]) AS order_pairs,
    unnest($order_kept::BIGINT[]) AS order_kept,
    unnest($differing::DOUBLE[]) AS differing,
    unnest($shared_variants::DOUBLE[]) AS shared_variants,
    unnest($new_variants::DOUBLE[]) AS new_variants,
    unnest($new_alone::DOUBLE[]) AS new_alone,
    unnest($lost_alone::DOUBLE[]) AS lost_alone,
    unnest($towards::DOUBLE[]) AS towards,
    unnest($copies_more::DOUBLE[]) AS copies_more,
    unnest($copies_less::DOUBLE[]) AS copies_less,
    unnest($copies_kept::DOUBLE[]) AS copies_kept,
    unnest($changed_columns::DOUBLE[]) AS changed_columns,
    unnest($filled::DOUBLE[]) AS filled,
    unnest($log_likelihood::DOUBLE[]) AS log_likelihood,
    unnest($hidden_log_likelihood::DOUBLE[]) AS hidden_log_likelihood,
    unnest($further::DOUBLE[]) AS further,
    unnest($confidence::DOUBLE[]) AS confidence;
