import CKafka
import Messaging

extension BrokerError {
  /// What an error code of librdkafka means to a caller who asked something about a topic.
  init(_ code: rd_kafka_resp_err_t, asking subject: String) {
    switch code {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      self = .unknownTopic(subject)
    case RD_KAFKA_RESP_ERR__FATAL: self = .fatal(text(of: code))
    default: self = .unavailable("\(text(of: code)) (\(subject))")
    }
  }
}

/// `_TIMED_OUT` and the like.
func name(of code: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2name(code)) }

/// librdkafka's words for a code.
func text(of code: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2str(code)) }

/// Calls a function that leaves its reason in a buffer.
func withErrorText<Value>(_ body: (UnsafeMutablePointer<CChar>?, Int) -> Value) -> (Value, String) {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
    buffer.initialize(repeating: 0)
    let value = body(buffer.baseAddress, buffer.count)
    return (value, buffer.baseAddress.map { String(cString: $0) } ?? "")
  }
}
