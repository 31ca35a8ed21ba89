import Documents
import HTTP
import JSON
import Kernel
import ServiceRuntime

/// All that is held of a customer, to be read and printed.
package enum PersonDataPage {
  static let parameters: [RouteDescription.Parameter] = [
    .init("paper", Localized(zh: "A4 或 241mm（多联纸）", en: "A4, or 241mm for multi-part paper")),
    .language,
  ]

  static func response(_ view: PersonDataView, _ printing: Printing) -> HTTPResponse {
    HTTPResponse(page: page([view], printing))
  }

  /// One page of what several services hold.
  package static func page(_ views: [PersonDataView], _ printing: Printing) -> HTML {
    let title = printing.say("客户数据", "Data of a customer")
    let body = views.reduce("<h1>\(title)</h1>" as HTML) { "\($0)\n\(part($1, printing))" }
    return printing.page(title: title, pageNumbers: true, body)
  }

  private static func part(_ view: PersonDataView, _ printing: Printing) -> HTML {
    let head = Printing.facts([
      (printing.say("服务", "Service"), "\(view.service)"),
      (printing.say("客户编号", "Customer's id"), "\(view.customerId.text)"),
      (printing.say("截至", "As of"), "\(view.at)"),
    ])
    let sections = view.sections.filter { !$0.items.isEmpty }.map { section in
      let cut: HTML = section.isCut == true ? "<p>\(printing.say("还有更多，未全部列出。", "There are more of them."))</p>" : ""
      let rows = section.items.map { Printing.facts(fields(of: $0, printing.language)) }
      return "<h2>\(section.title)</h2>\n\(rows)\(cut)" as HTML
    }
    return "<section>\(head)\n\(sections)\n\(events(view, printing))</section>"
  }

  private static func events(_ view: PersonDataView, _ printing: Printing) -> HTML {
    guard !view.events.isEmpty else { return "" }
    var table = Table([
      .whole(printing.say("时间（UTC）", "Time (UTC)")), .text(printing.say("事件", "Event")),
      .text(printing.say("经办", "By")), .text(printing.say("内容", "What it says")),
    ])
    for event in view.events {
      let words = fields(of: event.data, printing.language).map { "\($0.name): \($0.value)" as HTML }
      let lines = words.dropFirst().reduce(words.first ?? "") { "\($0)<br>\($1)" }
      table.append(["\(event.time)", "\(event.title)", "\(event.actor)", "\(lines)"])
    }
    let rest = view.nextAfter.map {
      "<p>\(printing.say("更多事件见 ?after=", "Further events: ?after="))\($0)</p>" as HTML
    }
    return "<h2>\(printing.say("事件", "Events"))</h2>\n\(table.html)\(rest ?? "")"
  }

  /// The values of an object, those inside others by the names of both.
  private static func fields(of json: JSON, _ language: Language) -> [(name: String, value: HTML)] {
    var found: [(name: String, value: HTML)] = []
    collect(json, "", language, &found)
    return found
  }

  private static func collect(
    _ json: JSON, _ name: String, _ language: Language, _ found: inout [(name: String, value: HTML)]
  ) {
    switch json {
    case .object(let members):
      for member in members {
        let word = FieldWords.word(member.key)[language]
        collect(member.value, name.isEmpty ? word : "\(name) · \(word)", language, &found)
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        collect(element, elements.count > 1 ? "\(name) \(index + 1)" : name, language, &found)
      }
    case .string(let text):
      found.append((name, "\(text.hasPrefix("joinery.") ? EventWords.title(of: text)[language] : text)"))
    case .number(let text): found.append((name, "\(text)"))
    case .bool(let isTrue):
      found.append((name, "\(isTrue ? language.say("是", "yes") : language.say("否", "no"))"))
    case .null: break
    }
  }
}
