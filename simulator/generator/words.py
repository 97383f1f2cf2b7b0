"""Names of a made-up city: streets, places, people. Chosen by us; none of them means a real one."""

from __future__ import annotations

CITY = ("青龙市", "Qinglong")
DIVISION = "990101"
"""No province has the code 99, so that no made-up code can be taken for a real one."""

ARTERIALS_NS = (
    ("滨江路", "Binjiang Road"),
    ("青年街", "Qingnian Street"),
    ("人民路", "Renmin Road"),
    ("双林路", "Shuanglin Road"),
    ("解放路", "Jiefang Road"),
    ("育才街", "Yucai Street"),
    ("文化路", "Wenhua Road"),
    ("兴业街", "Xingye Street"),
    ("东环路", "Donghuan Road"),
    ("科技路", "Keji Road"),
)
ARTERIALS_EW = (
    ("北环路", "Beihuan Road"),
    ("北新大道", "Beixin Avenue"),
    ("长兴路", "Changxing Road"),
    ("建国大道", "Jianguo Avenue"),
    ("学府路", "Xuefu Road"),
    ("和平街", "Heping Street"),
    ("工农路", "Gongnong Road"),
    ("南湖路", "Nanhu Road"),
    ("南环路", "Nanhuan Road"),
    ("迎宾大道", "Yingbin Avenue"),
)
_FIRST = (
    ("明", "Ming"),
    ("新", "Xin"),
    ("永", "Yong"),
    ("安", "An"),
    ("春", "Chun"),
    ("华", "Hua"),
    ("福", "Fu"),
    ("泰", "Tai"),
    ("丰", "Feng"),
    ("康", "Kang"),
    ("锦", "Jin"),
    ("清", "Qing"),
    ("松", "Song"),
    ("云", "Yun"),
    ("石", "Shi"),
)
_SECOND = (
    ("德", "de"),
    ("华", "hua"),
    ("和", "he"),
    ("宁", "ning"),
    ("园", "yuan"),
    ("泉", "quan"),
    ("林", "lin"),
    ("桥", "qiao"),
    ("水", "shui"),
    ("阳", "yang"),
    ("山", "shan"),
    ("平", "ping"),
)
SECONDARY = tuple((a[0] + b[0], a[1] + b[1]) for b in _SECOND for a in _FIRST if a[0] != b[0])

DISTRICTS = (("老城片区", "Old Town"), ("城东片区", "East Side"), ("高新片区", "High-Tech Zone"))
STREETS = (
    ("人民路街道", "Renminlu"),
    ("长兴街道", "Changxing"),
    ("青年街道", "Qingnian"),
    ("双林街道", "Shuanglin"),
    ("建国街道", "Jianguo"),
    ("学府街道", "Xuefu"),
    ("滨江街道", "Binjiang"),
    ("工农街道", "Gongnong"),
    ("高新街道", "Gaoxin"),
)

ESTATES = ("花园", "小区", "新村", "苑", "家园", "公寓", "里")
LANES = (("巷", "Lane"), ("弄", "Alley"), ("支路", "Side Road"))
PLACES = {
    "market": ("农贸市场", "Market", "market"),
    "middle": ("中学", "Middle School", "school"),
    "primary": ("小学", "Primary School", "school"),
    "hospital": ("医院", "Hospital", "hospital"),
    "square": ("广场", "Square", "square"),
    "mall": ("商业广场", "Mall", "mall"),
    "culture": ("文化宫", "Culture Palace", "culture"),
    "sport": ("体育馆", "Gymnasium", "sport"),
    "bus_station": ("汽车站", "Bus Station", "bus_station"),
    "police": ("派出所", "Police Station", "police"),
}
SHARED = (
    "market", "primary", "square", "middle", "mall", "market", "hospital", "primary", "culture", "market", "mall",
    "square", "police", "primary", "sport", "market", "middle", "square", "bus_station", "primary",
)  # fmt: skip
"""In this order blocks are given to what a neighbourhood shares."""
PARKS = (
    ("人民公园", "People's Park"),
    ("湿地公园", "Wetland Park"),
    ("青年公园", "Youth Park"),
    ("南湖公园", "South Lake Park"),
    ("双林公园", "Shuanglin Park"),
    ("烈士陵园", "Memorial Park"),
    ("植物园", "Botanical Garden"),
    ("儿童公园", "Children's Park"),
    ("体育公园", "Sports Park"),
    ("江畔公园", "Riverside Park"),
    ("科技公园", "Science Park"),
    ("北苑公园", "Beiyuan Park"),
)
RIVER = ("青龙河", "Qinglong River")

STREET_OFFICES = frozenset({"RML", "CXJ", "XFJ", "GNJ", "GXJ"})
"""Departments that also dispatch a second time (二次派遣)."""
DEPARTMENTS = (
    ("HWS", "环境卫生管理所", "Sanitation Office", "环卫所"),
    ("SZZ", "市政设施管理中心", "Municipal Works Centre", "市政中心"),
    ("YLS", "园林绿化管理所", "Parks and Greening Office", "园林绿化所"),
    ("ZMS", "照明管理所", "Street Lighting Office", "照明管理所"),
    ("ZF1", "综合执法一中队", "Enforcement Squad 1", "执法一中队"),
    ("ZF2", "综合执法二中队", "Enforcement Squad 2", "执法二中队"),
    ("ZF3", "综合执法三中队", "Enforcement Squad 3", "执法三中队"),
    ("JJD", "交警四大队", "Traffic Police 4", "交警四大队"),
    ("PSS", "排水管理所", "Drainage Office", "排水管理所"),
    ("SWJ", "水务局河道站", "Water Bureau, Rivers", "河道站"),
    ("ZJZ", "住建执法队", "Construction Enforcement", "住建执法队"),
    ("DLG", "电力公司", "Power Company", "电力公司"),
    ("ZLS", "自来水公司", "Water Supply Company", "自来水公司"),
    ("RQG", "燃气公司", "Gas Company", "燃气公司"),
    ("DXG", "通信管线公司", "Telecom Ducts Company", "通信公司"),
    ("GGZ", "户外广告管理站", "Outdoor Advertising Office", "广告站"),
    ("GJG", "公交公司", "Bus Company", "公交公司"),
    ("TCG", "停车管理中心", "Parking Centre", "停车中心"),
    ("RML", "人民路街道办", "Renminlu Street Office", "人民路街道办"),
    ("CXJ", "长兴街道办", "Changxing Street Office", "长兴街道办"),
    ("XFJ", "学府街道办", "Xuefu Street Office", "学府街道办"),
    ("GNJ", "工农街道办", "Gongnong Street Office", "工农街道办"),
    ("GXJ", "高新街道办", "Gaoxin Street Office", "高新街道办"),
)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "秀兰",
    "建国",
    "伟",
    "敏",
    "丽",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
    "桂英",
    "玉梅",
    "志强",
    "晓红",
    "海燕",
)
