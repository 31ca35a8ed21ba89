/// Who and what a transaction is for; every event recorded in it carries this.
public struct Cause: Hashable, Sendable {
  /// Subject of the token, or the service (`ce_actor`).
  public var actor: String
  /// The role that let the actor do it (`ce_actorrole`); nil for a service.
  public var actorRole: String?
  /// The request or outside event at the root.
  public var correlationID: String
  /// The event or command that directly caused what is recorded; equal to the correlation id at the root.
  public var causationID: String
  public var traceparent: String?
  public var tracestate: String?

  public init(
    actor: String, actorRole: String? = nil, correlationID: String, causationID: String? = nil,
    traceparent: String? = nil,
    tracestate: String? = nil
  ) {
    self.actor = actor
    self.actorRole = actorRole
    self.correlationID = correlationID
    self.causationID = causationID ?? correlationID
    self.traceparent = traceparent
    self.tracestate = tracestate
  }
}
