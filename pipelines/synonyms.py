"""Further header words of each canonical field: of household registers, schools, clinics, express, hotels, property owners, banks, car owners,
insurance, securities, social security and telecom lists; pinyin initials; English.

A word stands here only when it names one field wherever it is met. Left out, so that values decide: 卡号 as KH (card, customer, examinee),
XH (pupil's or running number), ZY (trade or subject), SJ (time or mobile), 账号, 社保号, card_no.
"""

FURTHER: dict[str, str] = {
    "name": (
        "客户名称 客户名 户名 收件人 收货人 业主 车主 机主 投保人 被保险人 被保人 住客 旅客 宾客姓名 持卡人 借款人 "
        "参保人 乘客 乘机人 病人姓名 就诊人 产妇姓名 新生儿姓名 真实姓名 中文姓名 人员姓名 申请人 当事人 XSXM KHXM "
        "HZXM YZXM CZXM YHXM RYXM real_name true_name customer cardholder passenger guest_name owner_name "
        "insured_name recipient consignee"
    ),
    "id_number": (
        "身份证件 身份证明号码 证件编号 居民身份证号 居民身份证号码 居民身份证 身份号码 公民身份证号码 "
        "公民身份证号 公民身份证 身份证编号 身份证字号 身分证字号 身分证号 身分证号码 身分证 护照号 护照号码 SFZHM "
        "SFZJH SFZ ZJHM ZJH GMSFHM GMSFZH GMSFZHM id_card idcard_no id_card_number cert_no certificate_no "
        "certificate_number identity_card identity_number identity_no passport_no passport_number"
    ),
    "birth_date": "出生 出生日 出生年月日期 CSNY birth",
    "age": "岁数 周岁 NL",
    "ethnicity": "民族名称 族别 MZ nation",
    "student_number": (
        "学生编号 学籍号码 学籍编号 学生证号 考号 考生编号 准考证号码 病案号 门诊号 住院号码 就诊号 诊疗卡号 "
        "就诊卡 XJH KSH ZKZH ZYH BAH patient_no student_code admission_no"
    ),
    "school": ("毕业院校 院校 院校名称 就读院校 所在院校 学校全称 幼儿园 幼儿园名称 就读幼儿园 BYXX BYYX university college"),
    "grade": "入学年份 入学年度 年级名称 NJMC",
    "class": "行政班 班级编号 BJMC",
    "guardian_name": "户主 户主姓名 户主名 紧急联系人 JHRXM FQXM MQXM",
    "guardian_relation": (
        "与户主关系 与家长关系 与本人关系 与被监护人关系 家庭关系 与投保人关系 与被保险人关系 与业主关系 "
        "与申请人关系 与学生的关系 与考生关系 亲属关系 YHZGX"
    ),
    "phone": (
        "联系号码 联络电话 联络方式 联系手机 联系手机号 联系电话号码 电话号码 电话号 本人电话 行动电话 移动号码 "
        "移动电话号码 手提电话 注册手机 注册手机号 绑定手机 绑定手机号 预留手机 预留手机号 预留电话 机主号码 "
        "用户号码 业务号码 收件电话 收货电话 SJHM SJH DHHM YDDH LXFS JZDH LXSJ DH telephone_number tel_no "
        "mobile_no mobile_number cellphone phone_no phone_num contact_number contact_phone contact_no msisdn"
    ),
    "landline": (
        "固话 家庭固话 办公电话 办公室电话 单位电话 公司电话 住宅电话 家里电话 座机号 座机号码 市话 GDDH ZZDH "
        "home_tel office_phone office_tel work_phone"
    ),
    "employer": (
        "工作单位名称 单位名称 公司 公司名称 所在单位 就业单位 任职单位 任职公司 企业名称 服务处所 现工作单位 "
        "所属公司 GZDW DWMC company_name work_unit organization"
    ),
    "occupation": "职务 职称 岗位 工种 职位 职业名称 从事职业 profession position job_title",
    "address": (
        "常住地址 户口所在地 户口所在地址 户口地址 户籍所在地 户籍地 身份证地址 证件地址 联系地址 联络地址 "
        "居住地址 住所 通讯地址 现居住地址 现居地址 现居住地 居住地 家庭居住地址 房屋地址 房产地址 物业地址 "
        "房屋坐落 坐落 收件地址 收货详细地址 配送地址 送货地址 装机地址 安装地址 账单地址 楼栋 楼栋号 楼号 栋号 "
        "幢号 单元 单元号 门牌号 门牌号码 小区名称 所在小区 楼盘 楼盘名称 DZ JTDZ LXDZ HJDZ TXDZ XZZ ZZ XXDZ "
        "home_address mailing_address residential_address delivery_address shipping_address addr"
    ),
    "city": "所在城市 城市名称 地级市 居住城市 CS",
    "region": (
        "省市 省市区 所在省 所在省份 省份名称 县区 区县名称 所在区县 行政区 行政区划 地区 所在地区 所属地区 county district"
    ),
    "postcode": "邮政编号 邮递区号 YB YZBM postal",
    "birth_place": "出生地点 籍贯地 祖籍 原籍 JG CSD native_place hometown",
    "email_im": (
        "电子邮件 电子邮件地址 电子邮箱 电子邮箱地址 邮件地址 邮箱地址 邮箱号 QQ号码 QQ邮箱 微信号码 微信账号 "
        "微信ID DZYX WX WXH QQH weixin wechat wechat_id qq_number qq_no email_address mail"
    ),
    "score": "总成绩 考试成绩 中考总分 高考总分 高考成绩 ZF CJ total_score",
    "health": (
        "预产日期 病种 诊断名称 主诉 现病史 既往史 既往病史 家族病史 药物过敏史 入院诊断 出院诊断 临床诊断 "
        "初步诊断 主要诊断 就诊日期 就诊时间 入院日期 入院时间 出院日期 出院时间 住院日期 手术日期 检验结果 "
        "化验结果 检查项目 治疗方案 接种疫苗 疫苗名称 慢性病 残疾类别 残疾等级 YCQ admission_date discharge_date "
        "allergies allergy vaccine"
    ),
    "finance": (
        "银行卡号码 银行卡帐号 银行卡账号 银行帐号 借记卡号 信用卡号 信用卡号码 储蓄卡号 存折账号 资金账号 "
        "资金帐号 资金账户 证券账号 证券账户 证券帐号 股东账号 股东代码 股票账户 总资产 资产总额 资金余额 可用余额 "
        "存款余额 贷款余额 股票市值 持仓市值 证券市值 信用额度 月收入 年收入 公积金账号 公积金余额 车牌号码 "
        "号牌号码 车辆号牌 车牌照号 车架号 车架号码 车辆识别代号 车辆识别代码 发动机号 发动机号码 车辆型号 "
        "品牌型号 车辆品牌 房产证号 不动产权证号 产权证号 建筑面积 房屋面积 YHKH YHZH YHKHM CPH CPHM CJH FDJH "
        "bank_card_no bank_card_number bank_account_no bank_account_number credit_card credit_card_number "
        "plate_number vin"
    ),
    "whereabouts": "定位信息 位置信息 定位地址 GPS坐标 GPS定位 位置坐标 坐标 出行轨迹 基站编号 cell_id",
    "communications": "短信 短信正文 消息内容 微信聊天记录",
    "call_records": ("通话清单 通话详单 通话类型 呼叫类型 通话日期 呼叫日期 通话开始时间 通话结束时间 通话次数 呼叫号码 call_type"),
    "lodging": (
        "入住 退房日期 离店日期 入住房号 入住房间 酒店名 宾馆名称 旅馆 旅馆名称 入住旅馆 入住宾馆 预订酒店 房型 "
        "RZSJ TFSJ checkin_date checkout_date"
    ),
    "transactions": (
        "运单 运单编号 快递单 快递号 快递编号 快递公司 物流公司 物流编号 面单号 订单 订单时间 订单日期 下单日期 "
        "购买时间 购买日期 购买金额 商品信息 商品标题 宝贝标题 货物名称 内件品名 寄递物品 实付金额 成交金额 "
        "发货时间 签收时间 DDH DDBH YDH KDDH waybill waybill_no waybill_number tracking_no express_no order_date "
        "order_time goods"
    ),
    "remark": "备考 附注 备注信息 备注说明 其他说明 BZ remarks notes comments memo",
}
