import Contracts
import Foundation
import Testing

/// A desk was moved, in its second version: the first had one text for the place.
private struct DeskMoved: DomainEvent, Hashable {
  static let type = "joinery.sales.desk.moved.v2"
  static var earlier: [EarlierVersion<DeskMoved>] { [.init(DeskMovedV1.self)] }
  var key: String { desk }
  var subject: String { desk }

  var desk: String
  var floor: Int
  var room: String?
}

private struct DeskMovedV1: EarlierEvent {
  static let type = "joinery.sales.desk.moved.v1"

  var desk: String
  /// `3` or `3/kitchen`
  var place: String

  func upcast() -> DeskMoved {
    let parts = place.split(separator: "/")
    return DeskMoved(
      desk: desk, floor: parts.first.flatMap { Int($0) } ?? 0, room: parts.dropFirst().first.map(String.init))
  }
}

@Suite("Earlier versions of an event")
struct EarlierVersionTests {
  @Test(
    "each version is read as the present one",
    arguments: [
      (
        "joinery.sales.desk.moved.v1", #"{"desk":"d1","place":"3/kitchen"}"#,
        DeskMoved(desk: "d1", floor: 3, room: "kitchen")
      ),
      ("joinery.sales.desk.moved.v1", #"{"desk":"d1","place":"2"}"#, DeskMoved(desk: "d1", floor: 2, room: nil)),
      ("joinery.sales.desk.moved.v2", #"{"desk":"d1","floor":4}"#, DeskMoved(desk: "d1", floor: 4, room: nil)),
    ])
  fileprivate func reading(type: String, json: String, expected: DeskMoved) throws {
    let reader = try #require(Catalog.readers(of: DeskMoved.self).first { $0.type == type })
    #expect(try reader.read(Array(json.utf8)) as? DeskMoved == expected)
  }

  @Test("the present version is the first, the earlier ones follow")
  func types() {
    let types = Catalog.readers(of: DeskMoved.self).map(\.type)
    #expect(types == ["joinery.sales.desk.moved.v2", "joinery.sales.desk.moved.v1"])
    #expect(DeskMoved.earlier.map(\.type) == ["joinery.sales.desk.moved.v1"])
  }

  @Test("an earlier version that lacks a field of its own is refused as any other event")
  func spoilt() {
    #expect(throws: DecodingError.self) { try DeskMoved.earlier.first?.decode(Array(#"{"desk":"d1"}"#.utf8)) }
  }

  @Test("the catalog reads an event by its type, and knows none outside")
  func catalog() throws {
    let file = CatalogTests.golden.appending(path: "\(SupplierChanged.type).json")
    let data = Array(try Data(contentsOf: file))
    #expect(try Catalog.decoded("joinery.finance.supplier.changed.v1", data) is SupplierChanged)
    #expect(try Catalog.decoded("joinery.finance.supplier.changed.v9", data) == nil)
    #expect(try Catalog.decoded(DeskMoved.type, data) == nil)
    #expect(Catalog.types.contains(SupplierChanged.type) && !Catalog.types.contains(DeskMoved.type))
  }
}
