import Contracts
import Foundation
import JSON
import Testing

@Suite("Personal data")
struct PersonalDataTests {
  @Test(
    "a blanked event of any version is read as before, and holds nothing that was personal",
    arguments: Catalog.types.sorted())
  func golden(type: String) throws {
    let data = Array(try Data(contentsOf: CatalogTests.golden.appending(path: "\(type).json")))
    let names = try #require(Catalog.personal(of: type))
    let blanked = try PersonalData.blanked(marked(data, names), of: type)
    #expect(
      !String(decoding: blanked, as: UTF8.self).contains(Self.mark), "\(String(decoding: blanked, as: UTF8.self))")
    let event = try #require(try Catalog.decoded(type, blanked))
    let whole = try #require(try Catalog.decoded(type, data))
    #expect(event.key == whole.key && event.subject == whole.subject)
    #expect(try !String(decoding: event.encoded(), as: UTF8.self).contains(Self.mark))
    #expect(try PersonalData.blanked(blanked, of: type) == blanked)
  }

  @Test("changes are blanked by their field, also where it is a list, and others stay")
  func changes() throws {
    let changes: JSON = [
      ["field": "name", "from": "陈伟", "to": "陈大伟"],
      ["field": "contacts", "from": .null, "to": #"[{"name":"陈母"}]"#],
      ["field": "custom.wish", "from": "红", "to": "蓝"],
      ["field": "status", "from": "prospect", "to": "active"],
      ["field": "source", "from": #"{"channel":"own","detail":"陈父介绍"}"#, "to": #"{"channel":"event"}"#],
    ]
    let blanked = PersonalData.blanked(changes, ["name", "contacts", "custom", "detail"])
    #expect(
      blanked == [
        ["field": "name", "from": "", "to": ""], ["field": "contacts", "from": .null, "to": "[]"],
        ["field": "custom.wish", "from": "", "to": ""], ["field": "status", "from": "prospect", "to": "active"],
        ["field": "source", "from": #"{"channel":"own","detail":""}"#, "to": #"{"channel":"event"}"#],
      ])
  }

  @Test("of an event that nobody knows nothing stays")
  func unknown() throws {
    #expect(try PersonalData.blanked(Array(#"{"name":"陈伟"}"#.utf8), of: "joinery.leads.unknown.v1") == Array("{}".utf8))
  }

  private static let mark = "陈伟"

  /// Every text inside of a personal field has the mark.
  private func marked(_ data: [UInt8], _ names: Set<String>) throws -> [UInt8] {
    func all(_ value: JSON) -> JSON {
      switch value {
      case .string: .string(Self.mark)
      case .array(let elements): .array(elements.map(all))
      case .object(let members): .object(members.map { JSON.Member($0.key, all($0.value)) })
      default: value
      }
    }
    func some(_ value: JSON) -> JSON {
      switch value {
      case .array(let elements): .array(elements.map(some))
      case .object(let members):
        .object(members.map { JSON.Member($0.key, names.contains($0.key) ? all($0.value) : some($0.value)) })
      default: value
      }
    }
    return some(try JSON(parsing: data)).bytes
  }
}
