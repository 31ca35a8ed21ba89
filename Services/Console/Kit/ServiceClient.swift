import FoundationEssentials
import JSON
import ServiceRuntime

/// One service's API, as an operator calls it.
package struct ServiceClient: Sendable {
  /// An answer that refuses, as RFC 9457 puts it.
  package struct Refusal: Error, CustomStringConvertible {
    let service: String
    package let status: Int
    /// The problem's type, `/problems/not-found`.
    package let type: String
    let text: String

    package var description: String { "\(service): \(text)" }
  }

  package let name: String
  var host = "127.0.0.1"
  let port: Int
  let token: String?
  let http: HTTPClient
  /// `https` where the services speak TLS.
  var scheme = "http"
  /// What their certificate is made out to, where that is not the host.
  var certified: String?

  package var address: String { "\(scheme)://\(certified ?? host):\(port)" }

  /// The answer's bytes. Throws `Failure` where the service does not answer, `Refusal` where its status is not 2xx.
  @discardableResult
  package func send(
    _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String] = [], seconds: Int = 30
  ) async throws -> [UInt8] {
    let reply: HTTPClient.Reply
    do {
      reply = try await answer(method, path, body: body, headers: headers, seconds: seconds)
    } catch let failure as Failure {
      throw Failure("\(name) at \(address) does not answer (\(failure)); is it running ('joinery up')?")
    }
    guard (200..<300).contains(reply.status) else { throw refusal(reply) }
    return reply.body
  }

  /// The answer whatever its status. Throws `Failure` where there is none.
  package func answer(
    _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String] = [], seconds: Int = 30
  ) async throws -> HTTPClient.Reply {
    var request = HTTPClient.Request(method: method, url: address + path, body: body, seconds: seconds)
    request.host = certified == nil ? nil : host
    request.headers = headers + ["Accept: application/json"]
    if !headers.contains(where: { $0.hasPrefix("Accept-Language:") }) { request.headers.append("Accept-Language: en") }
    if let token { request.headers.append("Authorization: Bearer \(token)") }
    if body != nil { request.headers.append("Content-Type: application/json") }
    return try await http.send(request)
  }

  /// Writes the answer's body into an open file. `took` is told how many bytes have come, piece by piece.
  package func download(
    _ method: String, _ path: String, to file: Int32, seconds: Int, took: @escaping @Sendable (Int) -> Void
  ) async throws {
    var request = HTTPClient.Request(method: method, url: address + path, seconds: seconds)
    request.headers = ["Accept-Language: en"]
    if let token { request.headers.append("Authorization: Bearer \(token)") }
    request.body = method == "GET" ? nil : []
    request.file = file
    request.host = certified == nil ? nil : host
    request.took = took
    let reply: HTTPClient.Reply
    do {
      reply = try await http.send(request)
    } catch {
      throw Failure("\(name) at \(address): the answer is not whole (\(error))")
    }
    guard (200..<300).contains(reply.status) else { throw refusal(reply) }
  }

  package func get<Result: Decodable>(_ path: String, as type: Result.Type = Result.self) async throws -> Result {
    try decode(try await send("GET", path))
  }

  package func post<Result: Decodable>(
    _ path: String, _ body: JSON = [:], seconds: Int = 30, as type: Result.Type = Result.self
  ) async throws -> Result {
    try decode(try await send("POST", path, body: body.bytes, seconds: seconds))
  }

  package func decode<Result: Decodable>(_ bytes: [UInt8]) throws -> Result {
    do {
      return try JSONDecoder().decode(Result.self, from: Data(bytes))
    } catch {
      throw Failure("\(name) at \(address) gave an answer of another shape; is it another version, or another program?")
    }
  }

  package func refusal(_ reply: HTTPClient.Reply) -> Refusal {
    let document = try? JSON(parsing: reply.body)
    let fields = (document?["errors"]?.array ?? []).map { error in
      "\(error["pointer"]?.string ?? ""): \(error["detail"]?.string ?? "")"
    }
    var texts = [document?["title"]?.string, document?["detail"]?.string].compactMap { $0 } + fields
    if reply.status == 401 { texts.append("give a token with --token or JOINERY_TOKEN; 'joinery token' makes one") }
    return Refusal(
      service: name, status: reply.status, type: document?["type"]?.string ?? "",
      text: texts.isEmpty ? "it answered \(reply.status)" : texts.joined(separator: "; "))
  }
}

extension Settings {
  /// One client for each of these services, over one set of connections.
  package func clients(
    of services: [KnownService]? = nil, roles: Set<Role> = [.operations, .manager], connections: Int = 8
  ) throws -> [ServiceClient] {
    let http = HTTPClient(connections: connections, trust: trust ?? Trust())
    let token = try token(for: roles)
    return (services ?? self.services).map { client(of: $0, token: token, http: http) }
  }

  /// Where a service of this machine is found.
  package func address(of service: KnownService) -> String {
    "\(trust == nil ? "http" : "https")://\(certified ?? host(of: service)):\(port(of: service))"
  }

  package func client(of name: String?) throws -> ServiceClient {
    client(
      of: try service(named: name), token: try token(), http: HTTPClient(connections: 1, trust: trust ?? Trust()))
  }

  private func client(of service: KnownService, token: String?, http: HTTPClient) -> ServiceClient {
    ServiceClient(
      name: service.name, host: host(of: service), port: port(of: service), token: token, http: http,
      scheme: trust == nil ? "http" : "https", certified: certified)
  }
}
