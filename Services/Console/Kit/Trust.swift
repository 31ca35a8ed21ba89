/// Whose certificates are taken when services speak TLS.
struct Trust: Hashable, Sendable {
  /// A file of certificates (PEM): an authority's, or the very certificate of the services. Nil: the system's
  /// authorities.
  var authorities: String?
  /// The certificate must be made out to the host.
  var checksName = true
}
