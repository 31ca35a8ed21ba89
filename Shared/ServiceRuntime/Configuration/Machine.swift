import Glibc

/// What the configuration asks of the machine that it is checked on; tests give another.
public struct Machine: Sendable {
  let read: @Sendable (String) -> String?
  let isReadable: @Sendable (String) -> Bool
  let hasTimeZone: @Sendable (String) -> Bool

  public init(
    read: @escaping @Sendable (String) -> String?, isReadable: @escaping @Sendable (String) -> Bool,
    hasTimeZone: @escaping @Sendable (String) -> Bool
  ) {
    self.read = read
    self.isReadable = isReadable
    self.hasTimeZone = hasTimeZone
  }

  /// The machine that the process runs on.
  public static let this = Machine(
    read: readText,
    isReadable: { access($0, R_OK) == 0 },
    hasTimeZone: { name in
      let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
      return !name.isEmpty && !name.hasPrefix("/") && !name.contains("..") && access("\(folder)/\(name)", R_OK) == 0
    })
}
