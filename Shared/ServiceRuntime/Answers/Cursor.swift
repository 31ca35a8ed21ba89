import Kernel
import Crypto
import HTTP
import JSON

/// The place in a list after which the next page begins, opaque to clients: what the last row was sorted by.
public struct Cursor: Hashable, Sendable {
  /// The sort values of the last row, in the order of sorting.
  public let values: [JSON]

  public init(_ values: [JSON]) {
    self.values = values
  }

  /// The text for `nextCursor`.
  public var text: String { Base64URL.encode(JSON.array(values).bytes) }

  /// Reads what `text` wrote, with so many values. Throws the field error that a client gets.
  public init(_ text: String, count: Int) throws(Problem) {
    guard let bytes = Base64URL.decode(text), let json = try? JSON(parsing: bytes), let values = json.array,
      values.count == count
    else {
      throw Problem.invalidQuery(
        "cursor", "invalid",
        Localized(
          zh: "游标无效；请照原样使用 nextCursor，或去掉它从头开始。",
          en: "This is no cursor of this list; use 'nextCursor' as it was given, or leave it out to start over."))
    }
    self.values = values
  }
}

/// What a list was asked for.
public struct PageRequest: Hashable, Sendable {
  /// 1 to 500, or `everything`.
  public let limit: Int
  public let cursor: Cursor?

  /// More than there are rows of anything.
  static let everything = 1 << 30

  /// What the service itself asks for.
  init(limit: Int, cursor: Cursor? = nil) { (self.limit, self.cursor) = (limit, cursor) }

  /// Reads `limit` (50 without it) and `cursor`, which holds so many sort values. Throws 422 where one is not valid.
  public init(of request: HTTPRequest, sortedBy count: Int) throws(Problem) {
    let limit = request.query("limit")
    guard let number = limit.map({ Int($0) }) ?? 50, (1...500).contains(number) else {
      throw Problem.invalidQuery(
        "limit", "out-of-range", Localized(zh: "请写 1 到 500 的整数。", en: "Write a whole number from 1 to 500."))
    }
    self.limit = number
    if let text = request.query("cursor") {
      cursor = try Cursor(text, count: count)
    } else {
      cursor = nil
    }
  }
}

extension PageRequest {
  /// How many rows to read: one more than the page has, which tells whether there is a next one.
  public var rows: Int { limit + 1 }

  /// The text after which a list that is sorted by one text goes on; empty at the start.
  public var after: String { cursor?.values.first?.string ?? "" }

  /// The text before which a list in falling order goes on; nil at the start.
  public var before: String? { cursor?.values.first?.string }
}

extension Problem {
  /// The 422 for one query parameter.
  public static func invalidQuery(_ name: String, _ code: String, _ detail: Localized) -> Problem {
    StrictDecoder.invalidFields([FieldError(pointer: "/\(name)", code: code, detail: detail)])
  }
}
