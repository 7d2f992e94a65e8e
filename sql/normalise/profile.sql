-- One row per column of a staged list: what the filled cells of its first rows look like.
-- Reads: staging Parquet at $path. Writes: nothing (returns rows). Used by: normalise.
WITH sample AS (
    SELECT COLUMNS('^c[0-9]+$')
    FROM read_parquet($path)
    WHERE row_no <= $rows AND reject IS NULL
),

filled AS (
    SELECT
        CAST(substr(name, 2) AS INTEGER) AS position,
        trim(CASE WHEN strlen(cell) = length(cell) THEN cell ELSE half_width(cell) END) AS cell
    FROM (UNPIVOT sample ON COLUMNS(*) INTO NAME name VALUE cell)
),

digits AS (
    SELECT position, cell, regexp_replace(cell, '[\s()+\-]|\.0$', '', 'g') AS number
    FROM filled
    WHERE cell <> ''
)

SELECT
    position,
    count(*) AS filled,
    avg(CAST(regexp_full_match(number, '\d{6}(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx]|\d{6}\*{4,8}[\d*]{3}[\dXx*]|\d{6}\d\d(0[1-9]|1[0-2])[0-3]\d\d{3}') AS INTEGER)) AS id_number,
    avg(CAST(regexp_full_match(number, '(00)?(86)?1[3-9]\d[\d*]{8}') AS INTEGER)) AS phone,
    avg(CAST(regexp_full_match(number, '(0\d{2,3})?[2-8]\d{6,7}') AND NOT regexp_full_match(number, '(19|20)\d{2}[01]\d[0-3]\d') AS INTEGER)) AS landline,
    avg(CAST(regexp_full_match(cell, '\S+@\S+\.\w+') AS INTEGER)) AS email_im,
    avg(CAST(lower(cell) IN ('男', '女', '男性', '女性', 'male', 'female') AS INTEGER)) AS gender,
    avg(CAST(regexp_full_match(cell, '(19|20)\d{2}(\D?(0?[1-9]|1[0-2])\D(0?[1-9]|[12]\d|3[01])日?|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))( .*)?') AS INTEGER)) AS birth_date,
    avg(CAST(regexp_full_match(cell, '父亲?|母亲?|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|姥爷|姥姥|祖父|祖母|[父母][子女]|监护人|其他') AS INTEGER)) AS guardian_relation,
    avg(CAST(regexp_full_match(cell, '.{2,}(学校|小学|中学|幼儿园|幼稚园|学院|大学|[一二三四五六七八九十]中|附小|附中|高中|初中)([(（].*)?') AS INTEGER)) AS school,
    avg(CAST(regexp_full_match(cell, '([一二三四五六七八九]|\d{1,2})年级|[初高小][一二三四五六]') AS INTEGER)) AS grade,
    avg(CAST(regexp_full_match(cell, '.{0,4}[(（]?(\d{1,2}|[一二三四五六七八九十]+)[)）]?班') AS INTEGER)) AS "class",
    avg(CAST(regexp_full_match(cell, '\p{Han}{2,5}[市州]') AS INTEGER)) AS city,
    avg(CAST(regexp_matches(cell, '[省市区县镇乡村路街巷弄园苑].*(\d|[一二三四五六七八九十])+(号|室|幢|栋|单元|楼|弄)|\d+(号|室|幢|栋|单元)') AS INTEGER)) AS address,
    avg(CAST(regexp_full_match(cell, '\p{Han}{1,3}[\p{Han}*]') AND contains($surnames, left(cell, 1)) AS INTEGER)) AS name,
    avg(CAST(regexp_full_match(cell, '(1[3-9]|2\d|3[01])[/.-]\d{1,2}[/.-]\d{4}') AS INTEGER)) AS day_first,
    avg(CAST(regexp_full_match(cell, '\d{1,2}[/.-](1[3-9]|2\d|3[01])[/.-]\d{4}') AS INTEGER)) AS month_first
FROM digits
GROUP BY position
ORDER BY position;
