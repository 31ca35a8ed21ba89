import Kernel
import Persistence
import Shipping

/// Where a service's store is shipped to, and what its commands wait for.
public struct ShippingOptions: Sendable {
  public var mode: Outgoing.Mode
  public var shipper: Shipper.Options

  public init(mode: Outgoing.Mode, _ shipper: Shipper.Options) {
    self.mode = mode
    self.shipper = shipper
  }
}

extension Setting {
  /// What services read of shipping, and `joinery` of it.
  static let shipping: [Setting] = [
    Setting(
      "JOINERY_SHIPPING_TO",
      Localized(
        zh: "数据连续传送的目的地：文件夹（最好在另一台机器）或 s3://BUCKET/PREFIX",
        en: "Where the store is shipped to as it changes: a folder, best on another machine, or `s3://BUCKET/PREFIX`")),
    Setting(
      "JOINERY_SHIPPING_MODE",
      Localized(
        zh: "命令何时应答：async 写入本机即应答，wait 到达目的地后才应答",
        en: "What a command waits for: `async` for this machine's disk, `wait` for the destination too"),
      .choice(Outgoing.Mode.allCases.map(\.rawValue)), standard: Outgoing.Mode.async.rawValue),
    Setting(
      "JOINERY_SHIPPING_PATIENCE_SECONDS",
      Localized(
        zh: "wait 方式下命令最多等待的秒数，之后应答 503",
        en: "With `wait`: seconds that a command waits at most, before it is answered 503"),
      .number(1...60), standard: "5"),
    Setting(
      "JOINERY_SHIPPING_KEEP_HOURS",
      Localized(zh: "目的地保留的小时数", en: "Hours for which the destination keeps what a newer copy has replaced"),
      .number(1...8_760), standard: "24"),
    Setting(
      "JOINERY_S3_ENDPOINT", Localized(zh: "S3 存储的地址", en: "Address of the S3 storage, where it is not Amazon's"),
      .page),
    Setting("JOINERY_S3_REGION", Localized(zh: "S3 区域", en: "Its region"), standard: "us-east-1"),
    Setting("JOINERY_S3_ACCESS_KEY", Localized(zh: "S3 访问密钥 ID", en: "The id of the key that it is asked with")),
    Setting(
      "JOINERY_S3_SECRET_KEY",
      Localized(zh: "S3 私密密钥；文件修改后自动重新读取", en: "The key itself; its file is read again and again"), .secret),
    Setting(
      "JOINERY_S3_CA_FILE",
      Localized(zh: "S3 存储证书的颁发机构(PEM)", en: "Authority (PEM) of its certificate, where the system knows none"),
      .file),
  ]
}

extension S3Settings {
  /// As the settings say; nil where no key is set. `secretFile` is read again for each request.
  public init?(_ value: (String) -> String?, secretFile: String?) {
    guard let accessKey = value("JOINERY_S3_ACCESS_KEY"), let secret = value("JOINERY_S3_SECRET_KEY") else {
      return nil
    }
    self.init(
      endpoint: value("JOINERY_S3_ENDPOINT"), region: value("JOINERY_S3_REGION") ?? "us-east-1", accessKey: accessKey,
      authorities: value("JOINERY_S3_CA_FILE")
    ) {
      secretFile.flatMap(readText).map { String($0.reversed().drop { $0.isNewline }.reversed()) } ?? secret
    }
  }
}

extension Configuration {
  /// How the store is shipped; nil where it is not. Throws where the destination cannot be one.
  func shippingOptions() throws(DestinationError) -> ShippingOptions? {
    guard let to = self["JOINERY_SHIPPING_TO"] else { return nil }
    let s3 = S3Settings({ self[$0] }, secretFile: secretFiles["JOINERY_S3_SECRET_KEY"])
    var shipper = Shipper.Options(try Destinations.named(to, s3))
    shipper.patience = .seconds(number("JOINERY_SHIPPING_PATIENCE_SECONDS"))
    shipper.keep = .seconds(3_600 * number("JOINERY_SHIPPING_KEEP_HOURS"))
    if Destinations.isFar(to) { shipper.gathering = .seconds(1) }
    return ShippingOptions(mode: self["JOINERY_SHIPPING_MODE"].flatMap(Outgoing.Mode.init) ?? .async, shipper)
  }
}
