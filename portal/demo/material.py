"""What the demonstration's names and addresses are made of. Nobody here exists; the city, its districts and every
address on 示范路 are made up."""

from typing import Final

SEED: Final = "知门演示 2026"
CITY: Final = "云州市"

# Short name, code and weight of each district: newcomers and firms crowd in the middle of the city.
DISTRICTS: Final = (
    ("东塘", "990101", 26),
    ("北苑", "990102", 20),
    ("西岭", "990103", 12),
    ("南浦", "990104", 18),
    ("明湖", "990105", 14),
    ("临江", "990106", 10),
)
DISTRICT_NAMES: Final = {
    "990101": "东塘区", "990102": "北苑区", "990103": "西岭区", "990104": "南浦区", "990105": "明湖区",
    "990106": "临江新区",
}  # fmt: skip
# Where people come from, as provinces; the demonstration's own province is one of them.
PROVINCES: Final = ("990000", "340000", "410000", "510000", "360000", "420000", "430000", "610000", "520000", "320000")

BRANDS: Final = (
    "晨曦", "暖屋", "禾苗", "百灵", "青禾", "安巢", "喜鹊", "春芽", "和悦", "知微", "满庭", "小满",
    "拾光", "清和", "福临", "康宁", "阿姨来了", "一家人", "邻里帮", "佳乐", "丽红", "长乐", "行知", "乐居",
    "曾记", "云朵", "木棉", "银杏", "白鹭", "星河", "向阳", "同心", "米粒", "初夏", "南风", "燕归",
    "明灯", "家和", "细雨", "蓝莓", "石榴", "信达", "棉花糖", "归巢", "四季", "稻香", "橘子", "橙光",
    "暖阳", "芳邻",
)  # fmt: skip
MIDDLES: Final = ("", "", "", "生活", "优选", "居家", "到家", "社区")
ENTERPRISE_ENDS: Final = ("家政服务有限公司", "家政服务有限责任公司", "家庭服务有限公司", "家政服务股份有限公司")
SOLE_ENDS: Final = ("家政服务部", "家政经营部", "家政服务中心", "家政工作室")
REPAIR_ENDS: Final = ("家电维修有限公司", "房屋维修服务有限公司", "管道疏通服务部")
MOVING_ENDS: Final = ("搬家运输有限公司", "搬家服务部")
CLEANING_ENDS: Final = ("保洁服务有限公司", "家电清洗服务有限公司")
CARE_ENDS: Final = ("母婴护理服务有限公司", "养老服务有限公司", "居家照护服务有限公司")
INSURERS: Final = ("云州示范财产保险", "演示人寿云州分公司", "示范互助保险社")
POLICIES: Final = ("家政服务雇主责任险", "家政服务综合责任险", "第三者责任险")

SURNAMES: Final = (
    "王王王王王李李李李李张张张张张刘刘刘刘陈陈陈陈杨杨杨黄黄赵赵吴吴周周徐徐孙孙马马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹"
    "彭曾曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛"
    "郝顾龚邵万覃覃单单解仇区查盖朴乐缪翟阚薄"
)
COMPOUND_SURNAMES: Final = ("欧阳", "上官", "司徒", "诸葛", "皇甫", "尉迟", "慕容", "令狐", "夏侯", "万俟")
GIVEN_FEMALE: Final = "芳娟敏静秀英丽桂花玉兰凤霞红梅琴云珍春莲菊香月娥翠萍雪燕艳婷慧巧美芬莉兰小晓海明金淑惠彩银素仙妹"
GIVEN_MALE: Final = "伟强军勇杰涛明超刚平辉国建华志德文海金林福贵成东庆生永春小晓立新祥荣根宝学义"
# Letters that old systems lose: beyond GB2312, and one beyond the basic plane.
RARE_LETTERS: Final = ("䶮", "㛃", "堃", "喆", "昇", "\U0002cc56", "祎", "媗")

COURSES: Final = (
    "家政服务员岗前培训", "居家清洁与消毒", "老年人照护基础", "婴幼儿照护与急救", "家电清洗安全操作", "职业道德与礼仪",
    "高处作业安全", "沟通与投诉处理", "营养配餐", "个人信息保护常识",
)  # fmt: skip

REASONS_SUSPEND: Final = ("保险中断未补", "投诉处理逾期，限期整改", "抽查发现人员未备案，限期整改")
REASONS_PERMIT: Final = ("被投诉事项核实期间", "培训未按期完成", "材料与原件不符，核实中")
NOTICES: Final = ("2023-09", "2025-03")
