/// A daemon, connection or response of the library, or a certificate of GnuTLS.
///
/// Sendable because the library allows any thread to hold one and to resume a suspended connection, to make and
/// destroy a response, or to stop a daemon, and a certificate is only read; whoever does more says why it may.
struct Handle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }
}
