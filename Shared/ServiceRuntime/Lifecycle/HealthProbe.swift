import CCurl

/// Asks `/livez` of the service that these settings run on this machine, as a container's health check does.
enum HealthProbe {
  /// Over TLS where the service speaks it. Its certificate is not looked at: the probe asks whether this very process
  /// lives, and a certificate that has expired would not get better by a restart.
  static func isAlive(_ configuration: Configuration) -> Bool {
    guard let handle = curl_easy_init() else { return false }
    defer { curl_easy_cleanup(handle) }
    joinery_curl_set_text(handle, CURLOPT_URL, url(configuration))
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT, 3)
    joinery_curl_set_number(handle, CURLOPT_SSL_VERIFYPEER, 0)
    joinery_curl_set_number(handle, CURLOPT_SSL_VERIFYHOST, 0)
    joinery_curl_set_receive(handle) { _, size, count, _ in size * count }
    var status = 0
    return curl_easy_perform(handle) == CURLE_OK && joinery_curl_status(handle, &status) == CURLE_OK && status == 200
  }

  /// A service on all addresses is asked on the loopback.
  static func url(_ configuration: Configuration) -> String {
    let host =
      switch configuration.address {
      case "0.0.0.0": "127.0.0.1"
      case "::": "[::1]"
      case let address where address.contains(":"): "[\(address)]"
      case let address: address
      }
    let scheme = configuration.certificateFile == nil ? "http" : "https"
    return "\(scheme)://\(host):\(configuration.port)/livez"
  }
}
