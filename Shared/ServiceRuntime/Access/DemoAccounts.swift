/// The people of the demo data who sign in with a password that everybody can read here. It is taken, and a service with
/// such accounts starts, only where it listens on loopback alone.
public enum DemoAccounts {
  public static let password = "joinery-demo-only"
  /// A manager and one employee of each role.
  public static let codes = ["m-01", "n-01", "s-01", "d-01", "i-01", "v-01", "f-01", "o-01", "a-01"]
}
