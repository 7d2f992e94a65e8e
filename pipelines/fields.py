"""The canonical fields of a list of persons: what each means, its legal class, how it is masked, the header words seen.

Header words are those of Chinese and English lists; `normalise` matches them after NFKC, lower case and without spaces,
brackets and ``*:：_-``. Classes are those of 法释〔2017〕10号 art. 5¶1(3)-(5).
"""

import re
import unicodedata
from dataclasses import dataclass

from pipelines.synonyms import FURTHER


@dataclass(frozen=True)
class Field:
    """One canonical field.

    legal_class: A, B or C. mask: the SQL macro (sql/macros.sql) that hides the value, or None where it may be shown.
    headers: words that name it, in their plain written form.
    """

    name: str
    meaning: str
    legal_class: str
    mask: str | None
    headers: tuple[str, ...]


def _field(name: str, meaning: str, legal_class: str, mask: str | None, headers: str) -> Field:
    words = (*headers.split(), *FURTHER.get(name, "").split())
    return Field(name, meaning, legal_class, mask, tuple(w.replace("_", " ") for w in words))


FIELDS: tuple[Field, ...] = (
    _field(
        "name",
        "name of the person",
        "C",
        "mask_name",
        "姓名 学生姓名 孩子姓名 宝宝姓名 名字 学员姓名 考生姓名 患者姓名 客户姓名 XM name full_name first_name given_name "
        "middle_name surname last_name family_name 姓 名 first_and_surname student_name patient_name customer_name FN",
    ),
    _field("gender", "gender", "C", None, "性别 男女 XB sex gender"),
    _field(
        "id_number",
        "identity document number",
        "C",
        "mask_id",
        "身份证号 身份证号码 身份证件号 身份证件号码 证件号码 证件号 公民身份号码 身份证 SFZH id_number id_no ssn soc_sec_id passport",
    ),
    _field(
        "birth_date",
        "date of birth",
        "C",
        "mask_date",
        "出生日期 出生年月 生日 出生年月日 CSRQ BDAY dob date_of_birth birth_date birthday",
    ),
    _field("age", "age in years", "C", None, "年龄 age"),
    _field("ethnicity", "ethnicity", "C", None, "民族 ethnicity"),
    _field(
        "student_number",
        "pupil's, candidate's or patient's number",
        "C",
        "mask_id",
        "学号 学籍号 全国学籍号 考生号 准考证号 病历号 住院号 就诊卡号 student_number student_no student_id patient_id patient_number mrn",
    ),
    _field("school", "school", "C", None, "学校 学校名称 就读学校 所在学校 毕业学校 所属学校 XXMC school school_name"),
    _field("grade", "grade or year of entry", "C", None, "年级 所在年级 就读年级 届 级 NJ grade"),
    _field("class", "class in the grade", "C", None, "班级 班级名称 班号 所在班级 班 BJ class class_name"),
    _field(
        "guardian_name",
        "name of a parent or guardian",
        "C",
        "mask_name",
        "家长姓名 监护人姓名 成员1姓名 监护人 家长 父亲姓名 母亲姓名 联系人 JZXM guardian guardian_name parent parent_name contact",
    ),
    _field("guardian_relation", "relation of the guardian", "C", None, "成员1关系 关系 与学生关系 称谓 relation relationship"),
    _field(
        "phone",
        "mobile phone",
        "C",
        "mask_phone",
        "联系电话 家长电话 成员1联系电话 手机 手机号 手机号码 联系方式 电话 家长手机 移动电话 LXDH TEL phone mobile telephone phone_number "
        "mobile_phone cell",
    ),
    _field("landline", "fixed line", "C", "mask_phone", "家庭电话 固定电话 座机 宅电 landline home_phone"),
    _field("employer", "employer of the person or parent", "C", "mask_text", "工作单位 单位 父母单位 ORG employer company"),
    _field("occupation", "occupation", "C", None, "职业 occupation job"),
    _field(
        "address",
        "home or postal address",
        "C",
        "mask_text",
        "家庭地址 家庭住址 现住址 通信地址 居住所在地 地址 住址 详细地址 小区 收货地址 JTZZ ADR address street street_number street_name house_number address_1 address_2 suburb 户籍地址 家庭详细地址",
    ),
    _field("city", "city", "C", None, "城市 所在市 地市 市 city"),
    _field("region", "province, state, county or area code", "C", None, "省份 区县 行政区划代码 state region province"),
    _field("postcode", "postal code", "C", None, "邮编 邮政编码 postcode zip zip_code postal_code postcode_fake"),
    _field("birth_place", "place of birth", "C", None, "籍贯 出生地 birth_place birthplace place_of_birth"),
    _field("email_im", "e-mail, QQ or WeChat", "C", "mask_text", "电子信箱 邮箱 QQ号 微信号 QQ 微信 email e_mail"),
    _field("score", "examination score", "C", "mask_text", "成绩 总分 分数 中考成绩 高考分数 score"),
    _field(
        "health",
        "health and body",
        "B",
        "mask_text",
        "健康状况 血型 预产期 就诊医院 孕周 末次月经 诊断 分娩日期 诊断结果 疾病 疾病名称 病史 病情 症状 体检结果 检查结果 用药 处方 过敏史 就诊科室 "
        "手术名称 diagnosis blood_type due_date disease condition prescription medical_history icd icd10",
    ),
    _field(
        "finance",
        "credit and property",
        "A",
        "mask_text",
        "银行卡号 银行账号 银行卡 卡号 余额 账户余额 存款 房产 房产信息 车牌号 车牌 贷款额度 贷款金额 授信额度 征信 征信报告 信用分 芝麻分 逾期 "
        "bank_account balance account_balance bank_card card_number iban credit_score credit_limit loan_amount license_plate",
    ),
    _field(
        "whereabouts",
        "whereabouts",
        "A",
        "mask_text",
        "轨迹 定位 行踪 行踪轨迹 实时位置 经纬度 经度 纬度 基站 基站位置 location_trace latitude longitude lat lng lon coordinates gps cell_tower",
    ),
    _field(
        "communications",
        "content of communications",
        "A",
        "mask_text",
        "通信内容 短信内容 聊天记录 聊天内容 通话内容 通话录音 邮件内容 message_text sms_text chat_log",
    ),
    _field(
        "call_records",
        "call records",
        "B",
        "mask_text",
        "通信记录 通话记录 话单 主叫号码 被叫号码 对方号码 通话时长 通话时间 呼叫时间 call_record call_time call_duration caller_number callee_number",
    ),
    _field(
        "lodging",
        "lodging",
        "B",
        "mask_text",
        "酒店 房号 入住时间 酒店名称 入住酒店 宾馆 房间号 入住日期 退房时间 离店时间 住宿记录 hotel hotel_name room room_number room_no check_in check_out",
    ),
    _field(
        "transactions",
        "transactions",
        "B",
        "mask_text",
        "订单号 商品 收货时间 订单编号 商品名称 购买商品 购买记录 消费记录 消费金额 订单金额 下单时间 快递单号 运单号 物流单号 "
        "order_number order_no order_id product product_name tracking_number purchase order_amount",
    ),
    _field("remark", "remark", "C", "mask_text", "备注 说明 意向 remark note comment"),
)

NAMES: tuple[str, ...] = tuple(f.name for f in FIELDS)
OWN = frozenset({"name", "id_number", "phone", "guardian_name", "address"})
"""Fields of which nearly every person has a text of his own: to encode them costs more than it saves (docs/decisions.md)."""

_DROPPED = re.compile(r"[\s()\[\]{}<>【】〔〕「」《》*:_\-—·.,、/\\'\"“”]")


SIMPLIFIED = str.maketrans(
    "電話機號碼學級證備註聯繫絡單職業務員歲齡別監護關係長親緊稱謂戶帳銀餘額產車輛貸檔時間類對賬幣標誌訖區縣鄉鎮鄰裡樓門郵貫國歷醫療診斷檢"
    "驗購買訂貨萬億經辦書讀課師報項錄賓館飯險擔稅運遞資與層棟塊發動廠駕駛養繳費種歸屬營網實體總數計處傳點際東轉預約開結現場園兒戸狀況過藥"
    "術擇寫條記設為衛衞續錢債權據執聲訊內訪問離倉儲陸濟質塢專題庫頁櫃臺滿讓無適應統簽舊獎勵績畢階鍵徵僑華滬誕婦嬰慣鋪築積價賣寶貝編紅農滙"
    "匯簡",
    "电话机号码学级证备注联系络单职业务员岁龄别监护关系长亲紧称谓户帐银余额产车辆贷档时间类对账币标志讫区县乡镇邻里楼门邮贯国历医疗诊断检"
    "验购买订货万亿经办书读课师报项录宾馆饭险担税运递资与层栋块发动厂驾驶养缴费种归属营网实体总数计处传点际东转预约开结现场园儿户状况过药"
    "术择写条记设为卫卫续钱债权据执声讯内访问离仓储陆济质坞专题库页柜台满让无适应统签旧奖励绩毕阶键征侨华沪诞妇婴惯铺筑积价卖宝贝编红农汇"
    "汇简",
)
"""Characters of headers in Big5 lists."""


def word(header: str) -> str:
    """The header as it is compared: NFKC, lower case, simplified characters, without spaces, brackets and ``*:：_-``."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", header).casefold().translate(SIMPLIFIED))


BY_WORD: dict[str, str] = {word(h): f.name for f in FIELDS for h in (f.name, *f.headers)}

_FURTHER = frozenset(word(w) for words in FURTHER.values() for w in words.split())
TAILS: dict[str, str] = {w: field for w, field in BY_WORD.items() if w.isascii() or w not in _FURTHER}
"""The words that may stand behind a qualifier (学生现住址); a further Chinese word names a field by itself alone (保险公司 is no employer)."""

FIELD_OF: dict[str, str] = {re.sub(r"[\W_]", "", w): field for w, field in BY_WORD.items()}
"""Header word as SQL compares it (macros ``is_header_word``, ``known_field``: letters and digits alone) → canonical field."""
