import JSON
import Kernel
import ServiceRuntime
import Testing

struct Node: Codable, Equatable {
  var name: String
  var children: [Node]
  var parent: [String: Node]?
}

private struct Page<Item: Decodable & Sendable>: Decodable, Sendable {
  var items: [Item]
  var nextCursor: String?
}

@Suite struct SchemaProbeTests {
  @Test func describesWhatTheDecoderAsksFor() throws {
    let probe = SchemaProbe()
    #expect(try probe.schema(of: Command.self) == ["$ref": "#/components/schemas/Command"])
    #expect(probe.components.keys.sorted() == ["Channel", "Command", "Line", "Money", "Quantity"])
    #expect(probe.components["Channel"] == ["type": "string", "enum": ["own", "walk-in", "online"]])
    let command = try #require(probe.components["Command"])
    #expect(command["required"] == ["customerId", "channel", "validUntil", "lines"])
    #expect(command["additionalProperties"] == false)
    let properties = try #require(command["properties"])
    #expect(properties["customerId"] == ID<Customer>.schema)
    #expect(properties["validUntil"] == BusinessDate.schema)
    #expect(properties["lines"] == ["type": "array", "items": ["$ref": "#/components/schemas/Line"]])
    #expect(properties["floors"] == ["type": ["integer", "null"], "minimum": -128, "maximum": 127])
    #expect(properties["isUrgent"] == ["type": ["boolean", "null"]])
    #expect(properties["rate"] == ["type": ["number", "null"]])
    #expect(properties["tags"]?["type"] == ["object", "null"])
    #expect(properties["occurredAt"]?["format"] == "date-time")
    let line = try #require(probe.components["Line"]?["properties"])
    #expect(line["unitPrice"] == ["$ref": "#/components/schemas/Money"])
  }

  /// 0.07 is no multiple of 0.01 where numbers are binary, as in most validators.
  @Test func asksForNoMultiples() {
    #expect(Percent.schema["multipleOf"] == nil)
    #expect(Percent.schema["type"] == "number" && Percent.schema["minimum"] == -1_000_000)
  }

  @Test func endsAtTypesThatHoldThemselves() throws {
    let probe = SchemaProbe()
    _ = try probe.schema(of: Node.self)
    let reference: JSON = ["$ref": "#/components/schemas/Node"]
    #expect(probe.components["Node"]?["properties"]?["children"] == ["type": "array", "items": reference])
  }

  @Test func namesGenericTypes() throws {
    let probe = SchemaProbe()
    #expect(try probe.schema(of: Page<Node>.self) == ["$ref": "#/components/schemas/PageOfNode"])
    #expect(try probe.schema(of: [String].self) == ["type": "array", "items": ["type": "string"]])
    #expect(
      try probe.schema(of: Node?.self) == ["anyOf": [["$ref": "#/components/schemas/Node"], ["type": "null"]]])
  }

  @Test func saysWhichTypeItCannotProbe() {
    struct Even: Decodable {
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard try container.decode(Int.self) > 0 else {
          throw DecodingError.dataCorruptedError(in: container, debugDescription: "not positive")
        }
      }
    }
    struct Holder: Decodable { var even: Even }
    let failure = #expect(throws: SchemaProbe.Failure.self) { try SchemaProbe().schema(of: Holder.self) }
    #expect(failure?.description.contains("Even") == true)
  }
}
