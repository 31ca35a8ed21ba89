import HTTP

/// What the environment says of traces, by OpenTelemetry's own variables (`compose/README.md#traces`).
struct TraceSettings: Sendable {
  /// Where spans are posted.
  let address: String
  /// `Name: value`
  let headers: [String]
  /// What is said of the service with each batch.
  let resource: [(name: String, value: String)]
  let sampler: Sampler
  /// Authority (PEM) of the collector's certificate, where the system knows none.
  let authorities: String?

  /// Nil where no collector is named. As OpenTelemetry asks, what is wrong stops nobody: it is left out, and stands in
  /// `complaints` with its variable and the remedy.
  static func read(
    service: String, version: String, instance: String, _ environment: [String: String]
  ) -> (settings: TraceSettings?, complaints: [String]) {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    guard set("OTEL_SDK_DISABLED")?.lowercased() != "true",
      let address = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        ?? set("OTEL_EXPORTER_OTLP_ENDPOINT").map({ $0 + ($0.hasSuffix("/") ? "v1/traces" : "/v1/traces") })
    else { return (nil, []) }
    guard address.hasPrefix("http://") || address.hasPrefix("https://") else {
      return (
        nil, ["OTEL_EXPORTER_OTLP_ENDPOINT: '\(address)' is no address; write it as http://collector:4318"]
      )
    }
    var complaints: [String] = []
    if let other = set("OTEL_EXPORTER_OTLP_PROTOCOL"), other != "http/json" {
      complaints.append("OTEL_EXPORTER_OTLP_PROTOCOL: '\(other)' is not spoken here; spans go out as http/json")
    }
    func pairs(_ name: String) -> [(name: String, value: String)] {
      guard let text = set(name) else { return [] }
      guard let pairs = Self.pairs(text) else {
        complaints.append("\(name): left out; write name=value, several with commas, percent-encoded")
        return []
      }
      return pairs
    }
    let headers = pairs("OTEL_EXPORTER_OTLP_HEADERS").map { "\($0.name): \($0.value)" }
    var resource = [
      ("service.name", service), ("service.namespace", "joinery"), ("service.version", version),
      ("service.instance.id", instance), ("telemetry.sdk.name", "joinery"), ("telemetry.sdk.language", "swift"),
      ("telemetry.sdk.version", version),
    ]
    for given in pairs("OTEL_RESOURCE_ATTRIBUTES") + (set("OTEL_SERVICE_NAME").map { [("service.name", $0)] } ?? []) {
      resource.removeAll { $0.0 == given.name }
      resource.append(given)
    }
    var sampler = Sampler.standard
    if let name = set("OTEL_TRACES_SAMPLER") {
      if let given = Sampler(name: name, argument: set("OTEL_TRACES_SAMPLER_ARG")) {
        sampler = given
      } else {
        complaints.append(
          "OTEL_TRACES_SAMPLER: '\(name)' with '\(set("OTEL_TRACES_SAMPLER_ARG") ?? "")' is not known, all is sampled; "
            + "write parentbased_traceidratio and a part from 0 to 1 as OTEL_TRACES_SAMPLER_ARG")
      }
    }
    let settings = TraceSettings(
      address: address, headers: headers, resource: resource, sampler: sampler,
      authorities: set("OTEL_EXPORTER_OTLP_CERTIFICATE"))
    return (settings, complaints)
  }

  /// `a=1,b=%20`; nil where a part is no pair, or would break a line of the header.
  private static func pairs(_ text: String) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, let name = decoded(sides[0]), let value = decoded(sides[1]), !name.isEmpty else {
        return nil
      }
      pairs.append((name, value))
    }
    return pairs
  }

  private static func decoded(_ text: Substring) -> String? {
    guard let text = PercentDecoding.text(text), text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
      return nil
    }
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
