import CMicrohttpd

/// A certificate chain with its key, as GnuTLS has it; freed with its owner.
final class Certificate: Sendable {
  private let credentials: Handle

  /// Nil where the texts are no certificate and key, or do not belong together.
  init?(_ tls: HTTPServer.TLS) {
    let made = tls.certificate.withCString { certificate in
      tls.privateKey.withCString { joinery_tls_credentials(certificate, $0) }
    }
    guard let made else { return nil }
    credentials = Handle(made)
  }

  deinit { gnutls_certificate_free_credentials(credentials.pointer) }

  /// Shows it on a connection whose handshake has not begun.
  func show(on connection: Handle) { joinery_mhd_show(connection.pointer, credentials.pointer) }
}
