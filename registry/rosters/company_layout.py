"""The roster of companies: what an association's member list holds, and what it may hold besides."""

from registry.core.labels import Label
from registry.rosters.columns import DAY, NOTE_COLUMN, REMARK, SEQUENCE, YES_NO, Column, Layout

COMPANIES = Layout(
    "companies",
    Label("企业登记表", "Roster of companies"),
    (
        SEQUENCE,
        Column(
            "name",
            Label("企业名称", "Company name"),
            ("单位名称", "公司名称", "机构名称", "名称", "会员单位", "企业全称", "name", "company"),
            Label("与营业执照一致", "As on the business licence"),
            required=True,
            example="云州市示范家政服务有限公司",
        ),
        Column(
            "uscc",
            Label("统一社会信用代码", "Credit code"),
            ("社会信用代码", "信用代码", "营业执照号", "unified social credit code"),
            Label("18 位；单元格须为文本格式", "18 characters; the cell must be text"),
            required=True,
            is_code=True,
        ),
        Column(
            "brand",
            Label("品牌名称", "Brand"),
            ("品牌", "商号", "字号", "brand name"),
            Label("顾客认得的名字", "The name customers know"),
        ),
        Column(
            "legal_representative",
            Label("法定代表人", "Legal representative"),
            ("法人", "法人代表", "法定代表人姓名", "经营者", "负责人"),
            Label("与营业执照一致", "As on the business licence"),
        ),
        Column(
            "mode",
            Label("经营模式", "Operating mode"),
            ("模式", "经营类型", "用工模式", "mode"),
            Label("员工制、中介制或混合制", "员工制, 中介制 or 混合制"),
            required=True,
            choices=("员工制", "中介制", "混合制"),
        ),
        Column(
            "address",
            Label("经营地址", "Address"),
            ("地址", "经营场所", "住所", "注册地址", "办公地址", "premises"),
            Label("经营场所的详细地址", "Where the business is"),
        ),
        Column(
            "district",
            Label("所在区", "District"),
            ("所属区", "区县", "行政区", "所在区县", "区"),
            Label("区县名称或区划代码", "Name or code of the district"),
        ),
        Column(
            "hotline",
            Label("服务热线", "Hotline"),
            ("热线", "联系电话", "服务电话", "电话", "客服电话", "telephone", "phone"),
            Label("公开的服务电话，不填个人手机", "The public number, not anybody's own phone"),
            is_code=True,
        ),
        Column(
            "complaint_phone",
            Label("投诉电话", "Complaint phone"),
            ("投诉热线", "监督电话", "complaints"),
            Label("公开的投诉电话", "The public number for complaints"),
            is_code=True,
        ),
        Column(
            "services",
            Label("服务项目", "Services"),
            ("经营项目", "业务范围", "主营业务", "服务内容", "service items"),
            Label("多项用顿号分开，如：月嫂、擦玻璃", "Several with 、 between them, such as 月嫂、擦玻璃"),
        ),
        Column(
            "emergency_24h",
            Label("24小时紧急维修", "24-hour emergency repair"),
            ("24小时服务", "24小时响应"),
            Label("是或否", "是 or 否"),
            choices=YES_NO,
        ),
        Column(
            "service_areas",
            Label("服务区域", "Service areas"),
            ("服务范围", "覆盖区域"),
            Label("区县名称，多个用顿号分开", "Names of districts with 、 between them"),
        ),
        Column(
            "membership",
            Label("会员状态", "Membership"),
            ("是否会员", "会员", "会员类别", "会籍"),
            Label("会员或非会员", "会员 or 非会员"),
            choices=("会员", "非会员", "会籍中止", "已退会"),
        ),
        Column(
            "established_on",
            Label("成立日期", "Established on"),
            ("成立时间", "注册日期", "成立年月", "established"),
            DAY,
        ),
        Column(
            "former_names",
            Label("曾用名", "Former names"),
            ("原名称", "曾用名称", "former name"),
            Label("多个用顿号分开", "Several with 、 between them"),
        ),
        Column(
            "licence_scope",
            Label("经营范围", "Licensed scope"),
            ("营业执照经营范围", "许可范围", "scope"),
            Label("与营业执照一致", "As on the business licence"),
        ),
        Column(
            "licence_valid_until",
            Label("营业执照有效期至", "Licence valid until"),
            ("执照有效期至", "营业期限至"),
            Label("日期；长期的留空", "A day; leave empty where there is no end"),
        ),
        REMARK,
        NOTE_COLUMN,
    ),
)
