/// One event of a stream of type `text/event-stream`.
public struct ServerSentEvent: Sendable, Equatable {
  /// A comment, which keeps the connection from idling and notices that the client has left.
  public static let heartbeat: [UInt8] = Array(":\n\n".utf8)

  /// The name that the page listens for; `message` without one. Ends at a line break, like `id`.
  public var event: String?
  /// What the browser sends back as `Last-Event-ID` when it connects again.
  public var id: String?
  /// May have several lines.
  public var data: String

  public init(event: String? = nil, id: String? = nil, data: String) {
    self.event = event
    self.id = id
    self.data = data
  }

  /// As written to the stream, the empty line that ends it included.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    func add(_ field: StaticString, _ value: some Collection<UInt8>) {
      field.withUTF8Buffer { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: value)
      bytes.append(UInt8(ascii: "\n"))
    }
    if let event { add("event: ", event.utf8.prefix { !Self.endsLine($0) }) }
    if let id { add("id: ", id.utf8.prefix { !Self.endsLine($0) }) }
    // Of Character, "\r\n" is one line break.
    for line in data.split(omittingEmptySubsequences: false, whereSeparator: { $0.isNewline && $0.isASCII }) {
      add("data: ", line.utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
