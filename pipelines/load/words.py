"""Words that stand in header rows, and shapes of cells that never do."""

import re
import unicodedata

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
