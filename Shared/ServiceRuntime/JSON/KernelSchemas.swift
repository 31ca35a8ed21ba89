import Contracts
import JSON
import Kernel

extension ID: DescribedSchema {
  public static var chineseRemedy: String { "编号须为 1 到 100 字节，不含斜杠和控制字符" }

  public static var schema: JSON {
    [
      "type": "string", "minLength": 1, "maxLength": JSON(limit), "pattern": #"^[^/\u0000-\u001f\u007f]+$"#,
      "x-id-of": .string("\(Subject.self)"),
      "examples": ["019363f0-5a00-7000-8000-000000000001"],
    ]
  }
}

extension BusinessDate: DescribedSchema {
  public static var schema: JSON {
    [
      "type": "string", "format": "date", "description": "A day in the company's time zone.",
      "examples": ["2026-11-22"],
    ]
  }
}

extension Instant: DescribedSchema {
  public static var schema: JSON {
    [
      "type": "string", "format": "date-time", "description": "RFC 3339; written in UTC with milliseconds.",
      "examples": ["2026-11-22T08:30:00.000Z"],
    ]
  }
}

extension Currency: DescribedSchema {
  public static var chineseRemedy: String { "请使用 ISO 4217 货币代码，如 CNY" }

  public static var schema: JSON {
    ["type": "string", "enum": .array(known.map(JSON.string)), "examples": ["CNY"]]
  }
}

extension Money: DescribedSchema {
  public static var chineseRemedy: String { "金额须在 ±(2^53 − 1) 最小货币单位以内" }

  public static var schema: JSON {
    [
      "type": "object",
      "properties": [
        "amount": [
          "type": "integer", "minimum": JSON(-limit), "maximum": JSON(limit),
          "description": "Whole minor units: 1299900 CNY is 12,999.00 yuan.",
        ],
        "currency": described(Currency.schema, "ISO 4217; it says how many decimals a minor unit stands for."),
      ],
      "additionalProperties": false, "required": ["amount", "currency"],
      "description": "Whole minor units (fen) of an ISO 4217 currency.",
      "examples": [["amount": 1_299_900, "currency": "CNY"]],
    ]
  }
}

extension Percent: DescribedSchema {
  public static var chineseRemedy: String { "百分数最多两位小数，如 12.5" }

  /// Without `multipleOf`, by which validators that reckon in binary floating point refuse 0.07.
  public static var schema: JSON {
    [
      "type": "number", "minimum": -1_000_000, "maximum": 1_000_000,
      "description": "A percentage with at most two decimals.", "examples": [.number("12.5")],
    ]
  }
}

extension Quantity: DescribedSchema {
  public static var chineseRemedy: String { "数量须在 ±10^12 以内，scale 为 0 到 6" }

  public static var schema: JSON {
    [
      "type": "object",
      "properties": [
        "value": [
          "type": "integer", "minimum": -1_000_000_000_000, "maximum": 1_000_000_000_000,
          "description": "The digits, without the point.",
        ],
        "scale": ["type": "integer", "minimum": 0, "maximum": 6, "description": "How many of them are decimals."],
      ],
      "additionalProperties": false, "required": ["value", "scale"],
      "description": "value / 10^scale: 1250 at scale 2 is 12.50.",
      "examples": [["value": 1250, "scale": 2]],
    ]
  }
}

/// Open, since a later build may name a field that is not known today.
extension ChangedFields: DescribedSchema {
  public static var schema: JSON { ["type": "array", "items": ["type": "string"], "examples": [["phone"]]] }
}
