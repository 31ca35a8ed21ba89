import Kernel

/// A service outlet as it now is, registered or edited (E4).
public struct OutletChanged: DomainEvent {
  public static let type = "joinery.aftersales.outlet.changed.v1"
  public var key: String { code.text }

  public var code: ID<Outlet>
  public var name: String
  /// What it serves, in words: cities, communities.
  public var area: String?
  /// What its people can do, in the company's words.
  public var skills: [String]
  /// Jobs a day.
  public var capacity: Int?
  public var active: Bool
  /// Whose it is: its people see what is given to it.
  public var shop: ID<Shop>? = nil
}

/// A crew as it now is, registered or edited.
public struct CrewChanged: DomainEvent {
  public static let type = "joinery.aftersales.crew.changed.v1"
  public var key: String { code.text }

  public var code: ID<Crew>
  public var name: String
  public var active: Bool
  /// Who works in it and sees its jobs; nobody where an event of before says nothing.
  public var members: [ID<Employee>]? = nil
}
