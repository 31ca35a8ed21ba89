import Kernel
import Persistence
import ServiceRuntime

extension UnitOfWork {
  /// Takes one row of a file so that it takes effect as a whole or not at all. What a rule refuses is given back as the
  /// problem that a request would be answered with; it hinders no other row.
  public func attempt<Outcome>(_ take: () throws -> Outcome) throws -> Result<Outcome, Problem> {
    do {
      return .success(try savepoint(take))
    } catch let problem as Problem {
      return .failure(problem)
    } catch let error as any ProblemConvertible {
      return .failure(error.problem)
    }
  }

  /// Does something and takes it back again: what a dry run answers is what would have happened.
  public func rehearse<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
    var outcome: Outcome?
    do {
      try savepoint {
        outcome = try body()
        throw Rehearsed()
      }
    } catch is Rehearsed {}
    guard let outcome else { throw Rehearsed() }
    return outcome
  }

  /// The same for a dry run, and for good otherwise.
  public func perform<Outcome>(dryRun isDryRun: Bool, _ body: () throws -> Outcome) throws -> Outcome {
    isDryRun ? try rehearse(body) : try body()
  }
}

/// Ends a rehearsal.
private struct Rehearsed: Error {}

extension Problem {
  /// Why a row of a file is refused, in the report of its import.
  public static func refusedRow(_ reason: Localized) -> Problem {
    Problem(422, "refused-row", title: reason)
  }

  /// The shortest that says what is wrong: what is wrong with a field says more than that a field is wrong.
  public var reason: Localized {
    (kind == "invalid-fields" ? errors.first?.detail : detail) ?? title
  }
}
