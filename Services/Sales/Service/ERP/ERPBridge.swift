import Inbound
import Kernel
import Messaging
import ServiceRuntime

/// Whom of the ERP's bridges sales believes, and how it reads them.
public struct ERPBridge: Sendable {
  let sources: ERPSources
  /// Whether it takes our orders.
  let outbound: ERPOutbound
  /// How its webhooks are signed; nil where they need not be.
  let signature: WebhookSignature?
  private let reader: Latest<InboundReader>
  private let folder: String?

  /// Every source, and our own payload alone.
  public static let any = ERPBridge(sources: .all)

  public init(
    sources: ERPSources, taking outbound: ERPOutbound = .none, signature: WebhookSignature? = nil,
    mappings: [Mapping] = []
  ) {
    (self.sources, self.outbound, self.signature, folder) = (sources, outbound, signature, nil)
    reader = Latest(InboundReader(mappings))
  }

  /// With the mappings of a folder, which are read again when they change. Throws `InboundError` for one that is none.
  public init(
    sources: ERPSources, taking outbound: ERPOutbound, signature: WebhookSignature?, mappingsIn folder: String?
  ) throws(InboundError) {
    (self.sources, self.outbound, self.signature, self.folder) = (sources, outbound, signature, folder)
    reader = Latest(InboundReader(try folder.map(MappingFolder.read) ?? []))
  }

  var watched: [WatchedFiles] {
    guard let folder else { return [] }
    return [
      WatchedFiles(use: "erp mappings", found: { MappingFolder.files(folder) }) { [reader] in
        let mappings = try MappingFolder.read(folder)
        reader.update { $0 = InboundReader(mappings) }
      }
    ]
  }

  /// Reads a record of the bridge's topic by the mappings as they are now.
  func read(_ record: Record) throws(EnvelopeError) -> Envelope? { try reader.get().read(record) }
}
