-- One row per column of the staged lists and kind of value that its filled cells look like, first rows only.
-- Reads: staging Parquet at $paths. Writes: nothing (returns rows). Used by: normalise.
-- Kinds exclude each other and the surest are asked first; H stands for the usual Chinese characters.
WITH sample AS (
    SELECT parse_filename(filename) AS staged, COLUMNS('^c[0-9]+$')
    FROM read_parquet($paths, union_by_name = true, filename = true)
    WHERE row_no <= $rows AND reject IS NULL
),

cells AS (
    SELECT staged, CAST(substr(name, 2) AS INTEGER) AS position, tidied(cell) AS cell
    FROM (UNPIVOT sample ON COLUMNS(* EXCLUDE (staged)) INTO NAME name VALUE cell)
),

filled AS (
    SELECT
        staged, position, cell,
        CASE WHEN regexp_full_match(cell, '[\d*()+.x\s-]+') THEN regexp_replace(cell, '[\s()+-]|\.0$', '', 'g') END AS number
    FROM cells
    WHERE cell IS NOT NULL
),

kinds AS (
    SELECT
        staged, position,
        CASE
            WHEN number IS NOT NULL THEN
                CASE
                    WHEN regexp_full_match(number, '(00)?(86)?1[3-9]\d[\d*]{8}') THEN 'phone'
                    WHEN regexp_full_match(number, '\d{6}(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d{4}[\dx]|\d{6}\*{4,8}[\d*]{3}[\dx*]')
                         OR regexp_full_match(number, '\d{8}(0[1-9]|1[0-2])[0-3]\d{4}') THEN 'id_number'
                    WHEN is_card(number) THEN 'finance'
                    WHEN regexp_full_match(cell, '-?\d{1,3}\.\d{3,} -?\d{1,3}\.\d{3,}') THEN 'whereabouts'
                    WHEN regexp_full_match(number, '(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])')
                         OR regexp_full_match(cell, '(19|20)\d{2}[.-](0?[1-9]|1[0-2])[.-](0?[1-9]|[12]\d|3[01])( .*)?') THEN 'birth_date'
                    WHEN regexp_full_match(cell, '(1[3-9]|2\d|3[01])[.-]\d{1,2}[.-]\d{4}') THEN 'day_first'
                    WHEN regexp_full_match(cell, '\d{1,2}[.-](1[3-9]|2\d|3[01])[.-]\d{4}') THEN 'month_first'
                    WHEN regexp_full_match(number, '(0\d{2,3})?[2-8]\d{6,7}') THEN 'landline'
                END
            -- Sensitive kinds (classes A and B), told by forms that nothing else has.
            WHEN regexp_full_match(cell, '(东经|北纬|[en])?-?\d{1,3}\.\d{3,}°?[,; ](东经|北纬|[en])?-?\d{1,3}\.\d{3,}°?') THEN 'whereabouts'
            WHEN regexp_full_match(cell, '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·-]?[a-z0-9]{5,6}') OR is_card(cell)
                 OR regexp_matches(cell, '芝麻分|信用分|征信|逾期|授信|贷款余额|全款房|按揭|有房|无房|有车|存款|理财\d') THEN 'finance'
            WHEN regexp_matches(cell, '孕\d+\+?\d*周|\d+周(\+\d)?孕|妊娠|糖尿病|高血压|肿瘤|[癌炎瘤]$|综合征|骨折|抑郁|肝硬化|冠心病|哮喘|过敏|孕早期|孕中期|孕晚期|产后|流产|剖宫产')
                 OR regexp_full_match(cell, '[a-z]\d{2}\.\d{1,3}|(rh[+-]?|o|a|b|ab)型血?([(]?rh.{0,4})?|g\dp\d') THEN 'health'
            WHEN regexp_full_match(cell, '.{2,}(酒店|宾馆|旅馆|客栈|招待所|民宿|旅社)([(].*)?[ -]?(\d{3,4}(房|室|号房)?)?') THEN 'lodging'
            WHEN regexp_full_match(cell, '\d+(小时|时)?\d*分(钟)?\d+秒|[主被]叫.*') THEN 'call_records'
            WHEN regexp_full_match(cell, '(sf|yt|jt|jd|zto|sto|ems|yd|db)[a-z]{0,3}\d{10,15}') THEN 'transactions'
            WHEN cell IN ('男', '女', '男性', '女性', 'male', 'female') THEN 'gender'
            WHEN regexp_full_match(cell, '父亲?|母亲?|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|姥爷|姥姥|祖父|祖母|[父母][子女]|监护人|其他') THEN 'guardian_relation'
            WHEN regexp_full_match(cell, '\S+@\S+\.\w+') THEN 'email_im'
            WHEN regexp_full_match(cell, '(19|20)\d{2}[/年](0?[1-9]|1[0-2])[/月](0?[1-9]|[12]\d|3[01])日?( .*)?') THEN 'birth_date'
            WHEN regexp_full_match(cell, '(1[3-9]|2\d|3[01])/\d{1,2}/\d{4}') THEN 'day_first'
            WHEN regexp_full_match(cell, '\d{1,2}/(1[3-9]|2\d|3[01])/\d{4}') THEN 'month_first'
            WHEN regexp_full_match(cell, '([一二三四五六七八九]|\d{1,2})年级|[初高小][一二三四五六]') THEN 'grade'
            WHEN regexp_full_match(cell, '.{0,4}[(]?(\d{1,2}|[一二三四五六七八九十]+)[)]?班') THEN 'class'
            WHEN regexp_full_match(cell, '.{2,}(学校|小学|中学|幼儿园|幼稚园|学院|大学|[一二三四五六七八九十]中|附小|附中|高中|初中)([(].*)?') THEN 'school'
            WHEN regexp_full_match(cell, '[\x{3400}-\x{9fff}]{2,5}[市州]') THEN 'city'
            WHEN regexp_matches(cell, '[省市区县镇乡村路街巷弄园苑].*[\d一二三四五六七八九十]+(号|室|幢|栋|单元|楼|弄)|\d+(号|室|幢|栋|单元)') THEN 'address'
            WHEN contains($surnames, left(cell, 1)) AND regexp_full_match(cell, '[\x{3400}-\x{9fff}]{1,3}[\x{3400}-\x{9fff}*]') THEN 'name'
        END AS kind
    FROM filled
)

SELECT
    staged,
    position,
    coalesce(kind, '') AS kind,
    count(*) / sum(count(*)) OVER (PARTITION BY staged, position) AS share
FROM kinds
GROUP BY staged, position, kind
ORDER BY staged, position, kind;
