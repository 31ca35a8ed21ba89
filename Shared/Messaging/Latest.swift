import Synchronization

/// The latest value that one thread has published for others to look at.
public final class Latest<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  public init(_ value: Value) {
    self.value = Mutex(value)
  }

  public func get() -> Value { value.withLock { $0 } }

  public func update<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    value.withLock { value in body(&value) }
  }
}
