import Documents
import Kernel

/// A customer's link as it is handed over. A service does not know by which name the world reaches it, and what a request
/// says of its host is not to be believed in a link that others follow: so the operator says it.
public struct CustomerLink: Codable, Sendable {
  /// For the services that make such links.
  public static let setting = Setting(
    "JOINERY_PUBLIC_URL",
    Localized(
      zh: "客户从外部访问本服务的地址，写入客户链接与二维码；缺省时链接只有路径",
      en: "Where customers reach this service, for their links and QR codes; without it links are paths only"), .page)

  /// To send to the customer. Absent where `JOINERY_PUBLIC_URL` is not set: then the path of this service alone is known.
  public var url: String?
  /// The same as a QR code, SVG, to show on a screen; absent with `url`.
  public var qr: String?

  /// `base`: what `JOINERY_PUBLIC_URL` says, with or without a slash at its end.
  public init(_ path: String, at base: String?) {
    guard let base else { return }
    let url = (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
    self.url = url
    qr = QRCode.svg(url)?.source
  }
}
