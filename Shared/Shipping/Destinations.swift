/// The destination that a setting names: `s3://BUCKET/PREFIX`, or a folder.
public enum Destinations {
  public static func named(_ text: String, _ s3: S3Settings?) throws(DestinationError) -> any Destination {
    guard text.hasPrefix("s3://") else {
      guard text.hasPrefix("/") else {
        throw DestinationError("'\(text)' is no destination; write the whole path of a folder, or s3://BUCKET/PREFIX")
      }
      return FolderDestination(text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
    guard let s3 else {
      throw DestinationError("\(text) needs JOINERY_S3_ACCESS_KEY and JOINERY_S3_SECRET_KEY (or …_FILE)")
    }
    return try S3Destination(text, s3)
  }

  /// Whether each request costs a journey, and money.
  public static func isFar(_ text: String) -> Bool { text.hasPrefix("s3://") }
}
