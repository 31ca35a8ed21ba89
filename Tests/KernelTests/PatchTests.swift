import Foundation
import Kernel
import Testing

@Suite("Edits of one field")
struct PatchTests {
  private struct Edit: Decodable {
    var name: Patch<String>
    var count: Patch<Int>
  }

  @Test(
    "left out, null and a value differ",
    arguments: [
      ("{}", .absent), (#"{"name":null}"#, .null), (#"{"name":"x"}"#, .value("x")), (#"{"name":""}"#, .value("")),
    ] as [(String, Patch<String>)])
  func reading(json: String, expected: Patch<String>) throws {
    let edit = try JSONDecoder().decode(Edit.self, from: Data(json.utf8))
    #expect(edit.name == expected && edit.count == .absent)
  }

  @Test(
    "an edit between two values makes the one of the other",
    arguments: [(nil, nil), (nil, 1), (1, nil), (1, 1), (1, 2)] as [(Int?, Int?)])
  func between(old: Int?, new: Int?) {
    let patch = Patch(from: old, to: new)
    #expect(patch.applied(to: old) == new)
    #expect((patch == .absent) == (old == new))
  }

  @Test("an empty text takes a value away where clients may send one")
  func empty() {
    #expect(Patch.value("").emptyAsNull == .null && Patch.value("x").emptyAsNull == .value("x"))
    #expect(Patch<String>.absent.emptyAsNull == .absent)
  }
}
