import JSON

/// A mapping's rules beside the fields that they make, put together once, when the file is read.
indirect enum Plan: Sendable {
  case field(Target.Kind, Rule, isRequired: Bool)
  case object([Member])
  /// A list that they do not have, written into the mapping.
  case constant([Plan])
  /// A row of theirs each.
  case list(each: String, Plan)

  struct Member: Sendable {
    let name: String
    let plan: Plan
  }

  /// Nil where the rules are no plan; what is wrong is added to `mistakes`.
  init?(_ target: Target, _ rules: JSON, at place: String, _ mistakes: inout [String]) {
    switch target {
    case .field(let kind, let isRequired):
      do {
        let rule = try CompactJSON.decoded(Rule.self, from: rules.bytes)
        if let mistake = rule.mistake(for: kind) {
          mistakes.append("'\(place)' \(mistake)")
          return nil
        }
        self = .field(kind, rule, isRequired: isRequired)
      } catch {
        mistakes.append("'\(place)' is neither a path nor a rule with 'from' or 'value'")
        return nil
      }
    case .object(let members):
      guard let plan = Plan.object(members, rules, at: place, &mistakes) else { return nil }
      self = plan
    case .list(let members):
      if case .array(let each) = rules {
        self = .constant(
          each.enumerated().compactMap { Plan.object(members, $1, at: "\(place).\($0)", &mistakes) })
        return
      }
      guard let path = rules["each"]?.string, path.hasPrefix("/"), let fields = rules["fields"] else {
        mistakes.append("'\(place)' is neither a list nor has the path 'each' of their rows with 'fields'")
        return nil
      }
      guard let row = Plan.object(members, fields, at: place, &mistakes) else { return nil }
      self = .list(each: path, row)
    }
  }

  private static func object(
    _ members: [Target.Member], _ rules: JSON, at place: String, _ mistakes: inout [String]
  ) -> Plan? {
    guard case .object(let given) = rules else {
      mistakes.append("'\(place)' is no object of fields")
      return nil
    }
    func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
    let known = Set(members.map(\.name))
    for member in given where !known.contains(member.key) {
      mistakes.append("'\(path(member.key))' is no field here: \(members.map(\.name).joined(separator: ", "))")
    }
    var plans: [Member] = []
    for member in members {
      if let rules = rules[member.name], rules != .null {
        if let plan = Plan(member.target, rules, at: path(member.name), &mistakes) {
          plans.append(Member(name: member.name, plan: plan))
        }
      } else if member.isRequired {
        mistakes.append("'\(path(member.name))' is missing")
      }
    }
    return .object(plans)
  }
}
