-- One row per data row of a text table, verbatim, in the order of the file.
-- Reads: a UTF-8 text of which every line is one row. Writes: a staging Parquet file. Used by: load.
COPY (
    SELECT
        row_no,
        row_no + $skip AS line_no,
        CASE
            WHEN c0 = '' AND concat(*COLUMNS('c[0-9]+')) = '' THEN 'empty_row'
            WHEN c0 = $first_header AND list_value(*COLUMNS('c[0-9]+')) = $header THEN 'repeated_header'
            WHEN regexp_matches(if(c0 = '', c1, c0), $label)
                THEN CASE WHEN regexp_matches(concat_ws(chr(31), *COLUMNS('c[0-9]+')), $total) THEN 'total_row' END
        END AS reject,
        COLUMNS('c[0-9]+')
    FROM (
        SELECT row_number() OVER () AS row_no, *
        FROM read_csv(
            $path, auto_detect = false, header = false, skip = $skip, delim = $delimiter, quote = $quote, escape = $quote,
            columns = $columns, nullstr = $never, strict_mode = true, max_line_size = 16777216
        )
    )
) TO $staging (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION 'v2');
