import Inbound
import Kernel
import Messaging
import ServiceRuntime

/// Whom of the ERP's bridges a service believes, and how it reads them.
public struct ERPBridge: Sendable {
  let sources: ERPSources
  /// How its webhooks are signed; nil where they need not be.
  public let signature: WebhookSignature?
  private let reader: Latest<InboundReader>
  private let folder: String?

  /// Every source, and our own payload alone.
  public static let any = ERPBridge(sources: .all)

  public init(sources: ERPSources, signature: WebhookSignature? = nil, mappings: [Mapping] = []) {
    (self.sources, self.signature, folder) = (sources, signature, nil)
    reader = Latest(InboundReader(mappings))
  }

  /// With the mappings of a folder, which are read again when they change. Throws `InboundError` for one that is none.
  public init(
    sources: ERPSources, signature: WebhookSignature?, mappingsIn folder: String?
  ) throws(InboundError) {
    (self.sources, self.signature, self.folder) = (sources, signature, folder)
    reader = Latest(InboundReader(try folder.map(MappingFolder.read) ?? []))
  }

  /// The mappings, where they are files.
  public var watched: [WatchedFiles] {
    guard let folder else { return [] }
    return [
      WatchedFiles(use: "erp mappings", found: { MappingFolder.files(folder) }) { [reader] in
        let mappings = try MappingFolder.read(folder)
        reader.update { $0 = InboundReader(mappings) }
      }
    ]
  }

  /// Reads a record of the bridge's topics by the mappings as they are now.
  public func read(_ record: Record) throws(EnvelopeError) -> Envelope? { try reader.get().read(record) }
}

extension ServiceDefinition {
  /// A service that takes in what the ERP's bridge tells, as its settings say; it refuses to start with mappings that are
  /// none.
  public static func readingERP(
    _ settings: Configuration, _ make: (ERPBridge) -> ServiceDefinition
  ) -> ServiceDefinition {
    do {
      let bridge = try ERPBridge(
        sources: ERPSources(settings["JOINERY_ERP_SOURCES"]),
        signature: WebhookSignature(secret: settings["JOINERY_ERP_WEBHOOK_SECRET"]),
        mappingsIn: settings["JOINERY_ERP_MAPPINGS"])
      var definition = make(bridge)
      definition.watched += bridge.watched
      return definition
    } catch {
      var definition = make(.any)
      definition.refusal = "JOINERY_ERP_MAPPINGS: \(error); correct the file, or move it out of the folder"
      return definition
    }
  }
}
