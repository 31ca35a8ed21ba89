import FoundationEssentials
import Kernel

/// When certificates end. Reads no more of X.509 than that (RFC 5280, 4.1).
struct CertificateExpiry: Sendable {
  /// Of the chain that clients are shown; nil without TLS.
  var http: Instant?
  /// Of the one that brokers are shown.
  var kafka: Instant?

  init(http: String?, kafka: String?) {
    self.http = http.flatMap(Self.earliest)
    self.kafka = kafka.flatMap(Self.earliest)
  }

  /// When the first certificate of a chain (PEM) ends; nil where there is none that can be read.
  static func earliest(of chain: String) -> Instant? {
    let ends = chain.components(between: "-----BEGIN CERTIFICATE-----", and: "-----END CERTIFICATE-----")
      .compactMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters).flatMap { notAfter(Array($0)[...]) } }
    return ends.min()
  }

  /// Certificate → TBSCertificate → (version), serial number, signature, issuer, validity → the second time.
  private static func notAfter(_ certificate: ArraySlice<UInt8>) -> Instant? {
    var rest = certificate
    guard let outer = element(&rest), outer.tag == 0x30 else { return nil }
    rest = outer.content
    guard let signed = element(&rest), signed.tag == 0x30 else { return nil }
    rest = signed.content
    guard var field = element(&rest) else { return nil }
    if field.tag == 0xa0 {
      guard let serial = element(&rest) else { return nil }
      field = serial
    }
    guard field.tag == 0x02, element(&rest) != nil, element(&rest) != nil, let validity = element(&rest) else {
      return nil
    }
    rest = validity.content
    guard element(&rest) != nil, let end = element(&rest) else { return nil }
    return time(end.tag, String(decoding: end.content, as: UTF8.self))
  }

  /// The next element of DER, which is taken off `rest`; nil where it is cut off.
  private static func element(_ rest: inout ArraySlice<UInt8>) -> (tag: UInt8, content: ArraySlice<UInt8>)? {
    guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7f)
      guard (1...4).contains(count), rest.count >= count else { return nil }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return (tag, rest.prefix(length))
  }

  /// UTCTime `491231235959Z`, whose years are from 1950 on, or GeneralizedTime `20501231235959Z`.
  private static func time(_ tag: UInt8, _ text: String) -> Instant? {
    let digits = tag == 0x17 ? (text.first.map { $0 < "5" ? "20" : "19" } ?? "") + text : text
    guard tag == 0x17 || tag == 0x18, digits.utf8.count == 15, digits.hasSuffix("Z") else { return nil }
    let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { Array(digits)[$0] }.map { String($0) }
    return Instant("\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z")
  }
}

extension String {
  /// What stands between each pair of marks.
  fileprivate func components(between start: String, and end: String) -> [String] {
    split(separator: start, omittingEmptySubsequences: false).dropFirst().compactMap { part in
      let parts = part.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 ? String(parts[0]) : nil
    }
  }
}
