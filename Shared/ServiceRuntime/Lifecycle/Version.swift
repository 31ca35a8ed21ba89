/// The version of the suite; all its parts are released together.
public enum Version {
  public static let current = "0.1.0"
}
