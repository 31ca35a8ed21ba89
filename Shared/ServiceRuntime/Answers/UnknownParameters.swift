import HTTP
import Kernel

extension Problem {
  /// The 422 for query parameters that a route does not declare, so that a typo is never lost in silence; nil where
  /// there is none.
  static func unknownParameters(of request: HTTPRequest, declared: Set<String>) -> Problem? {
    var unknown: [String] = []
    for (name, _) in request.query where !declared.contains(name) && !unknown.contains(name) { unknown.append(name) }
    guard !unknown.isEmpty else { return nil }
    let taken = declared.sorted()
    let (chinese, english) = (taken.joined(separator: "、"), taken.joined(separator: ", "))
    return StrictDecoder.invalidFields(
      unknown.map { name in
        let remedy =
          taken.isEmpty
          ? Localized(zh: "此地址不接受查询参数；请去掉。", en: "This path takes none; leave it out.")
          : Localized(zh: "可用的参数：\(chinese)。", en: "Those that exist: \(english).")
        return FieldError(
          pointer: "/\(name)", code: "unknown-parameter",
          detail: Localized(
            zh: "没有名为“\(name)”的查询参数。\(remedy.chinese)", en: "There is no query parameter '\(name)'. \(remedy.english)"))
      })
  }
}
