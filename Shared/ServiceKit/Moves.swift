import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

extension CommandRequest {
  /// Records what a move of the thing in the path comes to, and answers it as it then is.
  public func move<Subject, State, View>(
    _ unit: borrowing UnitOfWork, _ find: (ID<Subject>, Database) throws -> State,
    _ answer: (ID<Subject>, Database) throws -> Answer<View>, by move: (State, Instant) throws -> some DomainEvent
  ) throws -> Answer<View> {
    let id: ID<Subject> = self.id()
    try unit.record(try move(try find(id, unit.database), occurredAt(in: unit)))
    return try answer(id, unit.database)
  }

  /// The same of a thing that the caller sees. Throws 404 for any other.
  public func move<Subject, State, View>(
    _ unit: borrowing UnitOfWork, _ find: (ID<Subject>, Visibility, Database) throws -> State,
    _ answer: (ID<Subject>, Database) throws -> Answer<View>, by move: (State, Instant) throws -> some DomainEvent
  ) throws -> Answer<View> {
    let visibility = visibility
    return try self.move(unit, { try find($0, visibility, $1) }, answer, by: move)
  }
}
