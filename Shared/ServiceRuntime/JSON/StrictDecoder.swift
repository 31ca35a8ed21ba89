import Kernel
import JSON

/// Reads request bodies, and says in the words of an answer what is wrong with them.
public enum StrictDecoder {
  /// The body as a command. Throws the problem to answer with: 400 where the bytes are no JSON, 422 with every unknown
  /// field and the first field that could not be read.
  public static func decode<Command: Decodable>(
    _ type: Command.Type = Command.self, from body: [UInt8]
  ) throws(Problem) -> Command {
    let reading: StrictReading<Command>
    do {
      reading = try StrictReading(type, from: body)
    } catch {
      throw notJSON(error, body)
    }
    let unknown = reading.unknown.map { FieldError($0) }
    switch reading.result {
    case .success(let command):
      guard unknown.isEmpty else { throw invalidFields(unknown) }
      return command
    case .failure(let problem as Problem): throw problem
    case .failure(let fault as ReadingFault): throw invalidFields([FieldError(fault)] + unknown)
    case .failure(let error):
      let failure = FieldError(
        pointer: "", code: "invalid", detail: Localized(zh: "内容无效：\(error)", en: "the body is not valid: \(error)"))
      throw invalidFields([failure] + unknown)
    }
  }

  /// The 422 for fields that are wrong, whoever found them.
  public static func invalidFields(_ errors: [FieldError]) -> Problem {
    Problem(
      422, "invalid-fields", title: Localized(zh: "请求中有无效的字段", en: "The request has invalid fields"),
      detail: Localized(zh: "请按 errors 中的说明更正后重试。", en: "Correct what 'errors' names and send it again."),
      errors: errors)
  }

  private static func notJSON(_ error: JSONError, _ body: [UInt8]) -> Problem {
    let detail =
      switch error {
      case .syntax where body.isEmpty:
        Localized(zh: "请求没有内容；请发送一个 JSON 对象。", en: "The request has no body; send a JSON object.")
      case .syntax(let offset):
        Localized(zh: "第 \(offset) 字节处不符合 JSON 语法。", en: "The JSON syntax is broken at byte \(offset).")
      case .invalidUnicode(let offset):
        Localized(
          zh: "第 \(offset) 字节处的文本不是有效的 UTF-8。",
          en: "The string at byte \(offset) is not valid Unicode; send the body as UTF-8.")
      case .tooDeep(let offset):
        Localized(
          zh: "第 \(offset) 字节处嵌套超过 64 层。", en: "At byte \(offset) the nesting is deeper than 64 levels.")
      case .duplicateKey(let key, let offset):
        Localized(
          zh: "第 \(offset) 字节处重复了字段“\(key)”；每个字段只写一次。",
          en: "The field '\(key)' is repeated at byte \(offset); write each field once.")
      }
    return Problem(
      400, "not-json", title: Localized(zh: "请求内容不是有效的 JSON", en: "The body is not valid JSON"), detail: detail)
  }
}
