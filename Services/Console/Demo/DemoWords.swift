import JSON
import ServiceRuntime

/// What the demo data is made of: people, places and products as they are in the cities around Guangzhou.
enum DemoWords {
  static let surnames = Array("陈李黄张梁林刘吴罗杨何谢邓周郭苏卢潘冯叶")
  static let givenNames = [
    "伟", "芳", "志强", "丽华", "建国", "秀英", "俊杰", "婷婷", "浩然", "雪梅", "家豪", "嘉欣", "国强", "美玲", "子轩", "晓彤", "永康", "慧敏",
    "文杰", "佩珊",
  ]

  struct Community {
    let city: String
    let name: String
  }

  static let partners = [
    (name: "阳光装饰设计公司", contact: "赖工"), (name: "岭南家装", contact: "钟小姐"), (name: "木作空间设计事务所", contact: "苏设计师"),
  ]

  static let communities = [
    Community(city: "佛山", name: "保利花园"), Community(city: "佛山", name: "万科金域蓝湾"),
    Community(city: "佛山", name: "碧桂园翡翠湾"), Community(city: "佛山", name: "龙光水悦龙湾"),
    Community(city: "佛山", name: "中海金沙湾"), Community(city: "佛山", name: "顺德美的君兰江山"),
    Community(city: "广州", name: "祈福新邨"), Community(city: "广州", name: "锦绣香江"),
    Community(city: "广州", name: "雅居乐花园"), Community(city: "广州", name: "星河湾半岛"),
    Community(city: "广州", name: "华南碧桂园"), Community(city: "广州", name: "珠江帝景苑"),
  ]

  static let shops: [JSON] = [
    ["code": "foshan-1", "name": "佛山顺德店", "address": "佛山市顺德区乐从镇国际家具城 A 区 12 号"],
    ["code": "guangzhou-1", "name": "广州番禺店", "address": "广州市番禺区迎宾路家居广场 3 层"],
  ]

  static let employees: [JSON] = [
    ["code": "m-01", "name": "梁文辉", "role": "manager", "active": true],
    ["code": "n-01", "name": "何嘉敏", "role": "net-sales", "active": true],
    ["code": "n-02", "name": "谢俊", "role": "net-sales", "active": true],
    ["code": "s-01", "name": "黄丽珍", "role": "shop", "shop": "foshan-1", "active": true],
    ["code": "s-02", "name": "陈志明", "role": "shop", "shop": "foshan-1", "active": true],
    ["code": "s-03", "name": "罗雪仪", "role": "shop", "shop": "guangzhou-1", "active": true],
    ["code": "d-01", "name": "叶子欣", "role": "designer", "shop": "guangzhou-1", "active": true],
    ["code": "v-01", "name": "冯国栋", "role": "service", "active": true],
    ["code": "i-01", "name": "卢永康", "role": "installer", "active": true],
    ["code": "f-01", "name": "潘佩珊", "role": "finance", "active": true],
    ["code": "o-01", "name": "苏文杰", "role": "operations", "active": true],
    ["code": "a-01", "name": "郭慧敏", "role": "auditor", "active": true],
  ]

  struct Product {
    let sku: String
    let name: String
    let unit: String
    /// Fen, tax included.
    let price: Int
    let category: String
    let room: String
  }

  static let products = [
    Product(sku: "WD-2400", name: "定制衣柜", unit: "平方米", price: 98_000, category: "柜类", room: "主卧"),
    Product(sku: "WD-1800", name: "推拉门衣柜", unit: "平方米", price: 112_000, category: "柜类", room: "次卧"),
    Product(sku: "CB-3000", name: "整体橱柜", unit: "米", price: 268_000, category: "橱柜", room: "厨房"),
    Product(sku: "CB-TOP", name: "石英石台面", unit: "米", price: 86_000, category: "橱柜", room: "厨房"),
    Product(sku: "BK-2000", name: "书柜", unit: "平方米", price: 88_000, category: "柜类", room: "书房"),
    Product(sku: "TV-2200", name: "电视柜", unit: "件", price: 329_900, category: "柜类", room: "客厅"),
    Product(sku: "SH-1200", name: "玄关鞋柜", unit: "平方米", price: 92_000, category: "柜类", room: "玄关"),
    Product(sku: "DR-0900", name: "实木复合门", unit: "套", price: 239_900, category: "木门", room: "主卧"),
    Product(sku: "DR-1600", name: "双开移门", unit: "套", price: 459_900, category: "木门", room: "阳台"),
    Product(sku: "TT-1500", name: "榻榻米", unit: "平方米", price: 105_000, category: "柜类", room: "书房"),
    Product(sku: "BD-1800", name: "软包床", unit: "张", price: 569_900, category: "家具", room: "主卧"),
    Product(sku: "SF-3200", name: "转角沙发", unit: "套", price: 899_900, category: "家具", room: "客厅"),
    Product(sku: "DT-1400", name: "岩板餐桌", unit: "张", price: 359_900, category: "家具", room: "餐厅"),
    Product(sku: "WP-0001", name: "护墙板", unit: "平方米", price: 42_000, category: "墙板", room: "客厅"),
    Product(sku: "HW-0001", name: "五金套装", unit: "套", price: 128_000, category: "五金", room: "厨房"),
  ]

  static let summaries = [
    "电话了解装修进度,客户希望先看样板间", "到店看了衣柜和橱柜样品", "微信发送了户型图和案例", "上门查看毛坯现场,约定量尺时间", "客户比较三家报价,下周答复",
    "介绍了环保板材和五金品牌",
  ]
  static let lostReasons = ["选择了其他品牌", "预算不足", "装修推迟到明年", "房子转卖"]
  static let invalidReasons = ["空号", "同行询价", "并无装修需求"]
  static let homeStages = ["毛坯", "精装", "二手房翻新", "装修中", "租房"]
  static let details = [
    "own": "老客户资料", "walk-in": "自然进店", "online": "抖音", "event": "秋季家装节", "bought-list": "楼盘业主名单",
    "partner": "阳光装饰设计公司", "referral": "老客户介绍", "department": "集团工程部",
  ]
}
