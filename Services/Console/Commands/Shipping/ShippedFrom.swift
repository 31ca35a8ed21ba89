import ConsoleKit
import FoundationEssentials
import Glibc
import ServiceRuntime
import Shipping

/// Where stores are rebuilt from.
enum ShippedFrom {
  static let option = Option(
    "from", "DESTINATION",
    "where the stores were shipped to: a folder, or s3://BUCKET/PREFIX (default JOINERY_SHIPPING_TO)")

  static func destination(_ arguments: Arguments, _ environment: [String: String]) throws -> any Destination {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    guard let from = arguments.text("from") ?? set("JOINERY_SHIPPING_TO"), !from.isEmpty else {
      throw Failure("--from DESTINATION (JOINERY_SHIPPING_TO) is missing")
    }
    let secretFile = set("JOINERY_S3_SECRET_KEY_FILE")
    let s3 = S3Settings(
      { name in
        guard name == "JOINERY_S3_SECRET_KEY", let secretFile else { return set(name) }
        return try? String(contentsOfFile: secretFile, encoding: .utf8).trimmed
      }, secretFile: secretFile)
    // A folder may be given as seen from here.
    let path =
      from.hasPrefix("s3://") || from.hasPrefix("/") ? from : "\(FileManager.default.currentDirectoryPath)/\(from)"
    return try Destinations.named(path, s3)
  }
}

extension KnownService {
  /// Its log's name at a destination.
  var logName: String { source?.rawValue ?? name }

  /// What a standby keeps ready of it.
  var standbyStore: String { "standby.sqlite" }

  func follower(of destination: any Destination, in data: String) -> Follower {
    Follower(ShippedLog(destination, service: logName), into: "\(data)/\(name)/\(standbyStore)")
  }
}
