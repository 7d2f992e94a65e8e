-- Macros that only Spark's workers call: how DuckDB reads text as a number or a date, which Spark does otherwise.

CREATE OR REPLACE TEMP MACRO try_cast_bigint(value) AS TRY_CAST(value AS BIGINT);

CREATE OR REPLACE TEMP MACRO try_cast_date(value) AS TRY_CAST(value AS DATE);
