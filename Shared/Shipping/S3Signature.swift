import Crypto
import Kernel

/// AWS Signature Version 4 of a request
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). libcurl's own signs queries otherwise
/// than storages do in the version that Debian has.
enum S3Signature {
  struct Request {
    var method: String
    /// Its path and query as they are sent: encoded, the query's names in order.
    var url: String
    /// The SHA-256 of the body.
    var bodyHash: String
    var time: Instant
  }

  private static let signedHeaders = "host;x-amz-content-sha256;x-amz-date"

  /// The headers that the request needs.
  static func headers(of request: Request, region: String, accessKey: String, secretKey: String) -> [String] {
    // 2026-11-24T03:04:05.678Z → 20261124T030405Z
    let time = String(request.time.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    let day = String(time.prefix(8))
    let (host, path, query) = parts(of: request.url)
    let canonical = [
      request.method, path, query, "host:\(host)", "x-amz-content-sha256:\(request.bodyHash)", "x-amz-date:\(time)", "",
      signedHeaders, request.bodyHash,
    ].joined(separator: "\n")
    let scope = "\(day)/\(region)/s3/aws4_request"
    let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SHA256.hex(canonical))"
    var key = Array("AWS4\(secretKey)".utf8)
    for part in [day, region, "s3", "aws4_request"] { key = SHA256.hmac(Array(part.utf8), key: key) }
    let signature = SHA256.hex(SHA256.hmac(Array(text.utf8), key: key))
    return [
      "x-amz-date: \(time)", "x-amz-content-sha256: \(request.bodyHash)",
      "Authorization: AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(signedHeaders), "
        + "Signature=\(signature)",
    ]
  }

  /// `https://host:9000/bucket/key?list-type=2` → `host:9000`, `/bucket/key`, `list-type=2`
  private static func parts(of url: String) -> (host: String, path: String, query: String) {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    let hostEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let queryStart = rest.firstIndex(of: "?") ?? rest.endIndex
    let path = rest[hostEnd..<queryStart]
    return (
      String(rest[..<hostEnd]), path.isEmpty ? "/" : String(path),
      queryStart < rest.endIndex ? String(rest[rest.index(after: queryStart)...]) : ""
    )
  }
}
