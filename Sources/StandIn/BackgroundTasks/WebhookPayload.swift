// What is sent to a webhook, signed (contract section 10).

import Crypto
import FoundationEssentials
import PlatformContract

/// Signs events.
enum WebhookPayload {
    /// The body of a delivery: `{"signature":"<hex>","body":{…}}`.
    ///
    /// The signature is HMAC-SHA256 over the exact bytes of `body`, so a receiver may sign either those or its own
    /// compact JSON of them with the keys in the order sent.
    static func bytes(of event: WebhookEvent, secret: String) -> [UInt8] {
        var body = JSONObjectWriter()
        body.object {
            $0.field("eventName", event.eventName.rawValue)
            $0.field("roomId", event.roomID)
            $0.field("spaceId", event.spaceID)
            if let recordID = event.recordID { $0.field("recordId", recordID) }
        }
        var payload = JSONObjectWriter()
        payload.object {
            $0.field("signature", Signature.hexadecimal(of: body.bytes, key: SymmetricKey(data: Data(secret.utf8))))
            $0.field("body", json: body.bytes)
        }
        return payload.bytes
    }
}
