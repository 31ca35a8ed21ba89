import CBenchmarks
import HTTP

/// What clients send to `leads`, and how fast it is answered.
struct Load {
  let head: String
  let body: String
  /// Where the phone's last eight digits stand in the body.
  private let numberAt: Int

  static let path = "/v1/leads"

  init(token: String) {
    let before = #"{"name":"陈女士","phone":"139"#
    body =
      before + "00000000"
      + #"","source":{"channel":"walk-in","detail":"展厅"},"address":{"city":"杭州","community":"西溪花园","building":"3","room":"1201"},"interests":["kitchen","wardrobe"],"budget":{"amount":18000000,"currency":"CNY"},"homeStage":"handed-over","notes":"周末到店"}"#
    numberAt = before.utf8.count
    head =
      "POST \(Self.path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      + "Authorization: Bearer \(token)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
  }

  /// The same request for a service in this process.
  func request(_ number: Int, token: String) -> HTTPRequest {
    var bytes = Array(body.utf8)
    let digits = Array(String(number + 100_000_000).utf8.dropFirst())
    bytes.replaceSubrange(numberAt..<numberAt + 8, with: digits)
    return HTTPRequest(
      method: "POST", path: Self.path,
      headers: ["Content-Type": "application/json", "Authorization": "Bearer \(token)"], body: bytes)
  }

  /// Sends for some seconds from so many connections, each the next after its answer; answers per second.
  func run(port: UInt16, connections: Int32, from number: Int, seconds: Double) throws -> Double {
    var none: [bench_answer] = []
    let sent = try Self.send(
      head + body, head.utf8.count + numberAt, port, connections, from: number, seconds, rate: 0, &none)
    return Double(sent.answered) / sent.seconds
  }

  /// One command of an open loop.
  struct Answer {
    let answered: Double
    /// The customer that the lead belongs to.
    let id: String
  }

  /// Sends so many a second whether or not earlier ones are answered.
  func open(port: UInt16, connections: Int32, from number: Int, seconds: Double, rate: Double) throws -> [Answer] {
    var answers = [bench_answer](repeating: bench_answer(), count: Int(seconds * rate) + 1_000)
    let sent = try Self.send(
      head + body, head.utf8.count + numberAt, port, connections, from: number, seconds, rate: rate, &answers)
    return answers.prefix(Int(sent.answered)).map { Answer(answered: $0.answered, id: Self.text($0.id)) }
  }

  /// A text in an array of C.
  static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Asks for nothing but an answer.
  static func runEmpty(port: UInt16, connections: Int32, seconds: Double) throws -> Double {
    var none: [bench_answer] = []
    let sent = try send(
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", nil, port, connections, from: 0, seconds, rate: 0, &none)
    return Double(sent.answered) / sent.seconds
  }

  private static func send(
    _ request: String, _ numberAt: Int?, _ port: UInt16, _ connections: Int32, from number: Int, _ seconds: Double,
    rate: Double, _ answers: inout [bench_answer]
  ) throws -> bench_load_result {
    var load = bench_load()
    load.port = port
    load.connections = connections
    load.number_at = numberAt ?? 0
    load.digits = numberAt == nil ? 0 : 8
    load.first_number = UInt64(number)
    load.seconds = seconds
    load.rate = rate
    load.request_size = request.utf8.count
    var result = bench_load_result()
    let code = request.withCString { text in
      load.request = text
      return bench_load_run(&load, &result, &answers, answers.count)
    }
    guard code >= 0 else { throw Failure("the load ended with errno \(-code)") }
    guard result.refused == 0 else { throw Failure("\(result.refused) of \(result.answered) requests were refused") }
    return result
  }
}
