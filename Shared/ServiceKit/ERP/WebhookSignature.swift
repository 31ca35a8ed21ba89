import Crypto
import HTTP
import Kernel
import ServiceRuntime

/// Whether a webhook that comes in is signed (`WebhookSecret`), and is of the present.
public struct WebhookSignature: Sendable {
  private let secret: WebhookSecret

  /// How far the time of a webhook may be from ours, in seconds.
  public static let tolerance = 300

  /// Nil for an empty secret.
  public init?(secret: String?) {
    guard let secret = WebhookSecret(secret) else { return nil }
    self.secret = secret
  }

  /// Throws 401 for a request that is not signed with the key, or whose time is not the present.
  public func check(_ request: HTTPRequest, at now: Instant) throws(Problem) {
    guard let id = request.headers["webhook-id"], let time = request.headers["webhook-timestamp"],
      let signatures = request.headers["webhook-signature"]
    else {
      throw refused(
        Localized(
          zh: "缺少 webhook-id、webhook-timestamp 或 webhook-signature；请按 Standard Webhooks 规范签名。",
          en: "webhook-id, webhook-timestamp or webhook-signature is missing: sign it as Standard Webhooks says."))
    }
    guard let seconds = Int64(time), abs(now.milliseconds / 1000 - seconds) <= Self.tolerance else {
      throw refused(
        Localized(
          zh: "webhook-timestamp 与当前时间相差超过 5 分钟；请校准时钟后重新签名发送。",
          en: "webhook-timestamp is more than 5 minutes from now: set the clock, and sign it anew."))
    }
    let expected = secret.signature(of: request.body, id: id, timestamp: time)
    guard signatures.split(separator: " ").contains(where: { ConstantTime.equal(String($0), expected) }) else {
      throw refused(
        Localized(
          zh: "签名不符；请核对密钥（JOINERY_ERP_WEBHOOK_SECRET）以及签名内容为原始正文。",
          en:
            "The signature does not fit: check the secret (JOINERY_ERP_WEBHOOK_SECRET), and sign the body as it is sent."
        ))
    }
  }

  private func refused(_ detail: Localized) -> Problem {
    Problem(
      401, "wrong-signature", title: Localized(zh: "签名无效", en: "The signature is not valid"), detail: detail)
  }
}
