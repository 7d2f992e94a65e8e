"""Words that stand in header rows, and shapes of cells that never do."""

import re
import unicodedata
from collections.abc import Sequence

from pipelines.fields import FIELDS, SIMPLIFIED

_OTHER = (
    "time payer payee amount currency memo sender receiver text file_name file_size file_sha256 caller callee seconds account actor "
    "complaint_id received_at victim_name victim_phone caller_phone known_facts case_id field value reason evidence subject left right "
    "verdict by at id no code date type status count number title description 序号 编号 交易时间 交易分类 交易对方 对方账号 商品说明 收/支 金额 收/付款方式 "
    "交易状态 交易订单号 商家订单号 交易号 交易创建时间 付款时间 最近修改时间 交易来源地 类型 商品名称 服务费 成功退款 资金状态 交易类型 商品 支付方式 "
    "当前状态 交易单号 商户单号 交易卡号 交易账号 账户开户名称 开户人证件号码 交易金额 交易余额 收付标志 交易对手账卡号 现金标志 对手户名 对手身份证号 "
    "对手开户银行 摘要说明 交易币种 起始时间 通信地点 通信方式 对方号码 通信时长 通信类型 套餐优惠 实收通信费 时间 日期 内容 发送人 接收人 账号 使用人 主叫 被叫"
)
_ENDS = (
    "姓名",
    "电话",
    "号码",
    "手机",
    "地址",
    "住址",
    "时间",
    "日期",
    "金额",
    "名称",
    "学校",
    "年级",
    "班级",
    "备注",
    "状态",
    "编号",
    "账号",
    "类型",
)
_DATA = re.compile(
    r"[-+¥$]?[\d,]*\d(?:\.\d+)?%?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: \d.*)?|\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[ T]\d.*)?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?"
    r"|\d{5,}[\dXx*]*|[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|1[3-9][\d*]{9}|[\d*]{7,}|[0-9a-fA-F]{16,}"
)

_BLANK = "[ \t\u00a0\u3000]"
_GAP = f"{_BLANK}*"
_UNITS = f"(?:{_GAP}(?:条|條|人|名|户|戶|笔|筆|页|行|份|个|位|项|套|次|元|万元|rows?|records?|persons?)(?:记录|数据|信息|学生)?|{_GAP}(?:记录|数据|信息|学生))"
_COUNT = f"[0-9][0-9,.]*{_UNITS}?"
_SUM = (
    f"(?:本页|本月|本日|本期|本年|全部|年度)?(?:[合总小共]{_GAP}计|[合總小共]{_GAP}計|总和|汇总|总数|总人数|总金额|(?:grand |sub-?)?totals?)"
    f"(?:人数|金额|数量|条数)?(?:{_GAP}[:：(（])?(?:{_GAP}{_COUNT})?(?:{_GAP}[)）])?"
)
_ALL_TOLD = f"(?:以上)?(?:总|合计)?共{_GAP}[0-9][0-9,.]*(?:{_UNITS}[.]?)?。?"
_WORDS = "[:：](?:[^\x1f]{0,39}[^\x1f \t\u00a0\u3000])?"
_SIGNED = (
    f"(?:(?:制表|填表|填报|审核|复核|打印|导出|经办|统计|单位负责)(?:人|员|者|时间|日期|单位)?|负责人|盖章|审批){_GAP}{_WORDS}"
)
_NUMBER = f"[-+]?(?:[¥￥$]{_GAP})?(?:[0-9]{{1,10}}|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(?:[.][0-9]+)?(?:{_GAP}(?:%|人|条|笔|户|名|份|个|次|元|万元))?|[-/—]+"
TOTAL_LABEL = f"(?i:^{_GAP}(?:{_SUM}|{_ALL_TOLD}|{_SIGNED}){_GAP}$)"
"""What a line of totals or signatures begins with. No person's name is this. Read by Python and by DuckDB alike."""
TOTAL = (
    f"(?i:^\x1f?{_GAP}(?:{_SUM}|{_ALL_TOLD}|{_SIGNED}){_GAP}"
    f"(?:\x1f{_GAP}(?:(?:{_NUMBER}|{_SUM}|{_ALL_TOLD}|{_SIGNED}|日期{_WORDS}){_GAP})?)*$)"
)
"""A row of totals, its cells with \\x1f between them: the label in the first filled cell, in the first two columns; in all others nothing, a number
that is no phone or document, or such a label. No text matches in two ways, or a row made for it would be searched without end."""


INITIALS = frozenset("本全年合总小共總汇以制填审复打导经统单负盖gGsStT \t\u00a0\u3000")
"""What such a label may begin with."""
_LABEL, _TOTAL = re.compile(TOTAL_LABEL), re.compile(TOTAL)


def word(text: str) -> str:
    """A header cell as it is compared: NFKC, lower case, simplified characters, without spaces, brackets and ``*:：_-``."""
    return re.sub(r"[\s()（）\[\]【】{}*:：_\-\"'#]", "", unicodedata.normalize("NFKC", text)).lower().translate(SIMPLIFIED)


KNOWN = {word(h) for f in FIELDS for h in f.headers} | {word(w) for w in _OTHER.split()}


def is_known(cell: str) -> bool:
    """Whether the cell is a header word, or ends like one."""
    plain = word(cell)
    return bool(plain) and (plain in KNOWN or (len(plain) <= 10 and plain.endswith(_ENDS) and not plain[0].isdigit()))


def is_data(cell: str) -> bool:
    """Whether the cell is a number, time, phone, address of mail or web, hash: nothing that names a column."""
    return _DATA.fullmatch(cell.strip()) is not None


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row of a table tells a sum, or who made the table, and is no record."""
    return (
        len(cells) > 1 and _LABEL.fullmatch(cells[0] or cells[1]) is not None and _TOTAL.fullmatch("\x1f".join(cells)) is not None
    )
