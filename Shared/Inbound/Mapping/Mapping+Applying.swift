import JSON
import Kernel

extension Mapping {
  /// What a mapping has made of a message.
  public struct Outcome: Hashable, Sendable {
    public var isCancellation: Bool
    /// Ours, as far as it could be made.
    public var data: JSON
    /// What could not, each naming our field and where it was looked for.
    public var faults: [String]
  }

  /// Nobody reads more faults than these.
  private static let faultLimit = 5

  /// Nil where the message says nothing: a deleted row that is to be ignored.
  public func apply(to message: InboundMessage) -> Outcome? {
    var isCancellation =
      cancelled.flatMap { cancelled in message.payload.value(at: cancelled.path).map(cancelled.isOneOf.contains) }
      ?? false
    var faults: [String] = []
    if message.isDeletion {
      switch deletes {
      case .ignore: return nil
      case .cancel: isCancellation = true
      case .refuse:
        faults.append(
          "the row was deleted, and the mapping \(title) does not say what that means: \"deletes\": \"cancel\" or "
            + "\"ignore\"")
      }
    }
    var walk = Walk(mapping: self, message: message)
    let data = walk.make(isCancellation ? cancellation ?? whole : whole, message.payload, at: "")
    return Outcome(
      isCancellation: isCancellation, data: data ?? [:], faults: Array((faults + walk.faults).prefix(Self.faultLimit)))
  }

  /// Goes through what is to be made and the rows that it is made of, side by side.
  private struct Walk {
    let mapping: Mapping
    let message: InboundMessage
    var faults: [String] = []

    mutating func make(_ plan: Plan, _ row: JSON, at place: String) -> JSON? {
      switch plan {
      case .field(let kind, let rule, let isRequired):
        return field(kind, rule, isRequired, row, place)
      case .object(let members):
        let made = members.compactMap { member in
          make(member.plan, row, at: place.isEmpty ? member.name : "\(place).\(member.name)")
            .map { JSON.Member(member.name, $0) }
        }
        return made.isEmpty ? nil : .object(made)
      case .constant(let plans):
        return .array(plans.enumerated().compactMap { make($1, row, at: "\(place).\($0)") })
      case .list(let path, let plan):
        var found = value(at: path, row)
        // Some write lists of rows as a text.
        if case .string(let text) = found { found = try? JSON(parsing: Array(text.utf8)) }
        guard case .array(let rows) = found else {
          faults.append("the field '\(place)' (\(path), mapping \(mapping.title)) is no list")
          return nil
        }
        return .array(rows.enumerated().compactMap { make(plan, $1, at: "\(place).\($0)") })
      }
    }

    private mutating func field(
      _ kind: Target.Kind, _ rule: Rule, _ isRequired: Bool, _ row: JSON, _ place: String
    ) -> JSON? {
      let origin = "\(rule.from.isEmpty ? "a constant" : rule.from.joined(separator: ", ")), mapping \(mapping.title)"
      do throws(InboundError) {
        if let value = try found(rule, row) {
          return try Conversion.convert(value, kind, by: rule, currency: currency(rule, row))
        }
        if kind == .revision, let time = message.time { return JSON(time.milliseconds) }
        if kind == .time, isRequired, let time = message.time { return .string(time.description) }
        if isRequired { throw InboundError("is missing") }
      } catch {
        faults.append("the field '\(place)' (\(origin)) \(error)")
      }
      return nil
    }

    /// Their value, behind the table of codes; nil where there is none.
    private func found(_ rule: Rule, _ row: JSON) throws(InboundError) -> JSON? {
      var value: JSON?
      if let separator = rule.join {
        var texts: [String] = []
        for path in rule.from {
          if let part = self.value(at: path, row) { texts.append(try Conversion.text(part)) }
        }
        value = texts.isEmpty ? nil : .string(texts.joined(separator: separator))
      } else {
        for path in rule.from where value == nil { value = self.value(at: path, row) }
      }
      if let codes = rule.codes, let code = value {
        let text = try Conversion.text(code)
        guard let meant = codes[text] ?? rule.otherwise else {
          throw InboundError("has a code that its 'codes' do not list: '\(text.prefix(40))'")
        }
        return meant == .null ? nil : meant
      }
      return value ?? rule.value
    }

    private func value(at path: String, _ row: JSON) -> JSON? {
      let value = path.hasPrefix("$/") ? message.payload.value(at: String(path.dropFirst())) : row.value(at: path)
      // Nothing: some write an empty text for it, Odoo writes `false`.
      return value == "" || value == false ? nil : value
    }

    private func currency(_ rule: Rule, _ row: JSON) throws(InboundError) -> String {
      switch rule.currency {
      case nil: return "CNY"
      case .code(let code): return code
      case .rule(let rule):
        guard let code = try found(rule, row) else { return "CNY" }
        return try Conversion.text(code)
      }
    }
  }
}
